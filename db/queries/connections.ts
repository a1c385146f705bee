import { and, eq, sql } from 'drizzle-orm';
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

/** What is kept of a connection's login, and who may sign in; the row stays locked until the transaction ends. */
export async function lockLogin(db: Db, merchantId: MerchantId, id: ConnectionId) {
  const [row] = await db
    .select({
      sealedSession: connections.sealedSession,
      lastRefusedAt: connections.lastRefusedAt,
      leaseId: connections.loginLeaseId,
      /** By the database's clock, the one clock that all processes share. */
      leaseLeftMs: sql<number>`coalesce(extract(epoch from ${connections.loginLeaseUntil} - clock_timestamp()) * 1000, 0)::float8`,
    })
    .from(connections)
    .where(and(eq(connections.merchantId, merchantId), eq(connections.id, id)))
    .for('update');
  return row ?? null;
}

/** Gives the lease on a connection's login to a holder. */
export async function leaseLogin(
  db: Db,
  merchantId: MerchantId,
  id: ConnectionId,
  lease: { id: string; forMs: number },
): Promise<void> {
  await db
    .update(connections)
    .set({ loginLeaseId: lease.id, loginLeaseUntil: inMs(lease.forMs) })
    .where(and(eq(connections.merchantId, merchantId), eq(connections.id, id)));
}

/** What a login changed of its connection. */
export type LoginChanges = Partial<
  Pick<typeof connections.$inferInsert, 'sealedSession' | 'sessionExpiresAt' | 'lastUsedAt' | 'lastRefusedAt'>
>;

/**
 * Ends a lease and keeps what came of it; from then on nobody gets one for `restMs`. False, with nothing kept, when the lease
 * has gone to another holder meanwhile.
 */
export async function endLoginLease(
  db: Db,
  merchantId: MerchantId,
  id: ConnectionId,
  end: { leaseId: string; restMs: number; changes: LoginChanges },
): Promise<boolean> {
  const ended = await db
    .update(connections)
    .set({
      ...end.changes,
      loginLeaseId: null,
      loginLeaseUntil: end.restMs > 0 ? inMs(end.restMs) : null,
    })
    .where(
      and(
        eq(connections.merchantId, merchantId),
        eq(connections.id, id),
        eq(connections.loginLeaseId, end.leaseId),
      ),
    )
    .returning({ id: connections.id });
  return ended.length === 1;
}

function inMs(ms: number) {
  return sql`clock_timestamp() + ${ms}::float8 * interval '1 millisecond'`;
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
