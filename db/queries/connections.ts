import { and, eq } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { connections } from '#db/schema/connections.ts';
import { devices } from '#db/schema/devices.ts';
import type { ConnectionId, MerchantId } from '#server/kernel/ids.ts';

/** The sealed login of a connection, or null. */
export async function findSealedSession(
  db: Db,
  merchantId: MerchantId,
  id: ConnectionId,
): Promise<string | null> {
  const [row] = await db
    .select({ sealed: connections.sealedSession })
    .from(connections)
    .where(and(eq(connections.merchantId, merchantId), eq(connections.id, id)));
  return row?.sealed ?? null;
}

/** Keeps the sealed login of a connection and when it runs out. */
export async function saveSealedSession(
  db: Db,
  merchantId: MerchantId,
  id: ConnectionId,
  session: { sealedSession: string | null; sessionExpiresAt: Date | null; lastUsedAt: Date },
): Promise<void> {
  await db
    .update(connections)
    .set(session)
    .where(and(eq(connections.merchantId, merchantId), eq(connections.id, id)));
}

/** Whether any device of a merchant is driven through a sandbox, where no real money moves. */
export async function hasSandboxDevice(db: Db, merchantId: MerchantId): Promise<boolean> {
  const found = await db
    .select({ id: devices.id })
    .from(devices)
    .innerJoin(
      connections,
      and(eq(connections.merchantId, devices.merchantId), eq(connections.id, devices.connectionId)),
    )
    .where(and(eq(devices.merchantId, merchantId), eq(connections.environment, 'sandbox')))
    .limit(1);
  return found.length > 0;
}
