import { and, eq, inArray, or } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { branches } from '#db/schema/branches.ts';
import { connections } from '#db/schema/connections.ts';
import { devices } from '#db/schema/devices.ts';
import { transactions } from '#db/schema/transactions.ts';
import { users } from '#db/schema/users.ts';
import type { DeviceId, MerchantId, TransactionId, UserId } from '#server/kernel/ids.ts';
import type { TransactionRow } from './transactions.ts';

/**
 * The sale or hold an operation belongs to and everything that followed it, that first, then in the order it was asked for.
 * Of a hold these are its captures and releases, and what went back of a capture.
 */
export async function listFamily(
  db: Db,
  merchantId: MerchantId,
  { id, originalId }: Pick<TransactionRow, 'id' | 'originalId'>,
): Promise<TransactionRow[]> {
  const nearest = await listTied(db, merchantId, originalId ?? id);
  const root = nearest.find((row) => row.originalId !== null && row.id === originalId)?.originalId;
  const family = root ? await listTied(db, merchantId, root) : nearest;
  const captures = family.filter((row) => row.kind === 'capture');
  const ofCaptures = await Promise.all(captures.map((row) => listTied(db, merchantId, row.id)));
  const all = new Map([...family, ...ofCaptures.flat()].map((row) => [row.id, row]));
  return [...all.values()].sort(
    (a, b) => a.createdAt.getTime() - b.createdAt.getTime() || (a.id < b.id ? -1 : 1),
  );
}

/** One operation and those that name it as their original. */
async function listTied(db: Db, merchantId: MerchantId, id: TransactionId): Promise<TransactionRow[]> {
  return db
    .select()
    .from(transactions)
    .where(
      and(
        eq(transactions.merchantId, merchantId),
        or(eq(transactions.id, id), eq(transactions.originalId, id)),
      ),
    );
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

/** The name of a device and of its branch, with what tells its capabilities. */
export async function findDevicePlace(db: Db, merchantId: MerchantId, deviceId: DeviceId) {
  const [row] = await db
    .select({
      label: devices.label,
      branchName: branches.name,
      provider: connections.provider,
      settings: connections.settings,
    })
    .from(devices)
    .innerJoin(branches, and(eq(branches.merchantId, devices.merchantId), eq(branches.id, devices.branchId)))
    .innerJoin(
      connections,
      and(eq(connections.merchantId, devices.merchantId), eq(connections.id, devices.connectionId)),
    )
    .where(and(eq(devices.merchantId, merchantId), eq(devices.id, deviceId)));
  return row ?? null;
}
