import { and, asc, eq, inArray, or } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { branches } from '#db/schema/branches.ts';
import { devices } from '#db/schema/devices.ts';
import { transactions } from '#db/schema/transactions.ts';
import { users } from '#db/schema/users.ts';
import type { DeviceId, MerchantId, TransactionId, UserId } from '#server/kernel/ids.ts';
import type { TransactionRow } from './transactions.ts';

/** A sale and everything that belongs to it, the sale first, then in the order it was asked for. */
export async function listFamily(
  db: Db,
  merchantId: MerchantId,
  saleId: TransactionId,
): Promise<TransactionRow[]> {
  return db
    .select()
    .from(transactions)
    .where(
      and(
        eq(transactions.merchantId, merchantId),
        or(eq(transactions.id, saleId), eq(transactions.originalId, saleId)),
      ),
    )
    .orderBy(asc(transactions.createdAt), asc(transactions.id));
}

/** Names of people who work for the merchant, by id; whoever left is missing. */
export async function findNames(db: Db, ids: readonly UserId[]): Promise<Map<UserId, string>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .select({ id: users.id, name: users.name })
    .from(users)
    .where(inArray(users.id, [...ids]));
  return new Map(rows.map((row) => [row.id, row.name]));
}

/** The name of a device and of its branch. */
export async function findDevicePlace(
  db: Db,
  merchantId: MerchantId,
  deviceId: DeviceId,
): Promise<{ label: string; branchName: string } | null> {
  const [row] = await db
    .select({ label: devices.label, branchName: branches.name })
    .from(devices)
    .innerJoin(branches, and(eq(branches.merchantId, devices.merchantId), eq(branches.id, devices.branchId)))
    .where(and(eq(devices.merchantId, merchantId), eq(devices.id, deviceId)));
  return row ?? null;
}
