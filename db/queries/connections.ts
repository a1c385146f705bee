import { and, asc, eq, inArray, isNotNull, isNull, lt, or, sql } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { connections } from '#db/schema/connections.ts';
import { devices } from '#db/schema/devices.ts';
import type { ConnectionId, DeviceId, MerchantId } from '#server/kernel/ids.ts';
import { HOSTED_PROVIDERS } from '#server/kernel/providers.ts';
import { byName } from './by-name.ts';
import type { ConnectionRow } from './devices.ts';

/** A connection without anything sealed, as lists show it. */
export type ConnectionListRow = Awaited<ReturnType<typeof listConnectionRows>>[number];

/** All connections of a merchant by label; a merchant has dozens at most. */
export async function listConnectionRows(db: Db, merchantId: MerchantId) {
  return db
    .select({
      id: connections.id,
      label: connections.label,
      provider: connections.provider,
      environment: connections.environment,
      settings: connections.settings,
      baseUrl: connections.baseUrl,
      sessionExpiresAt: connections.sessionExpiresAt,
      lastUsedAt: connections.lastUsedAt,
      lastRefusedAt: connections.lastRefusedAt,
      clockOffsetMs: connections.clockOffsetMs,
    })
    .from(connections)
    .where(eq(connections.merchantId, merchantId))
    .orderBy(byName(connections.label), asc(connections.id));
}

/** Which connection drives which device, by label of the device. */
export async function listConnectionDevices(db: Db, merchantId: MerchantId) {
  return db
    .select({ connectionId: devices.connectionId, id: devices.id, label: devices.label })
    .from(devices)
    .where(eq(devices.merchantId, merchantId))
    .orderBy(byName(devices.label), asc(devices.id));
}

/** A whole connection, or null if the merchant has none of that id. */
export async function findConnection(
  db: Db,
  merchantId: MerchantId,
  id: ConnectionId,
): Promise<ConnectionRow | null> {
  const [row] = await db
    .select()
    .from(connections)
    .where(and(eq(connections.merchantId, merchantId), eq(connections.id, id)));
  return row ?? null;
}

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

/** Uses and clocks are noted once a minute; between, only a clock that moved by a second is worth a write. */
const NOTED_FOR_MS = 60_000;
const CLOCK_MOVED_MS = 1_000;

/**
 * Notes that a connection, or that of a device, was used, how far the provider's clock is ahead if that was told, and what it
 * said of credentials that went along. Returns the connection when something was written: most calls write nothing, so that
 * they do not wait for each other here.
 */
export async function noteUse(
  db: Db,
  merchantId: MerchantId,
  used: { connectionId: ConnectionId } | { deviceId: DeviceId },
  use: { at: Date; clockOffsetMs: number | null; credentials: 'accepted' | 'refused' | null },
): Promise<ConnectionId | null> {
  const { credentials } = use;
  const before = new Date(use.at.getTime() - NOTED_FOR_MS);
  const offset = use.clockOffsetMs === null ? null : asInteger(use.clockOffsetMs);
  const connectionId =
    'connectionId' in used
      ? used.connectionId
      : db
          .select({ id: devices.connectionId })
          .from(devices)
          .where(and(eq(devices.merchantId, merchantId), eq(devices.id, used.deviceId)));
  const [row] = await db
    .update(connections)
    .set({
      lastUsedAt: use.at,
      ...(offset !== null && { clockOffsetMs: offset }),
      ...(credentials && { lastRefusedAt: credentials === 'refused' ? use.at : null }),
    })
    .where(
      and(
        eq(connections.merchantId, merchantId),
        eq(connections.id, connectionId),
        or(
          isNull(connections.lastUsedAt),
          lt(connections.lastUsedAt, before),
          credentials === 'refused' ? sql`true` : undefined,
          credentials === 'accepted' ? isNotNull(connections.lastRefusedAt) : undefined,
          offset === null
            ? undefined
            : sql`abs(coalesce(${connections.clockOffsetMs}::bigint, ${2 ** 40}::bigint) - ${offset}::bigint) >= ${CLOCK_MOVED_MS}::bigint`,
        ),
      ),
    )
    .returning({ id: connections.id });
  return row?.id ?? null;
}

/** The column ends at 24 days, and beyond that it no longer matters how many. */
function asInteger(ms: number): number {
  return Math.min(Math.max(Math.round(ms), -(2 ** 31) + 1), 2 ** 31 - 1);
}

/** Whether any device of a merchant is driven through a sandbox, where no real money moves. */
export async function hasSandboxDevice(db: Db, merchantId: MerchantId): Promise<boolean> {
  return hasDeviceIn(db, merchantId, 'sandbox');
}

/** Whether a merchant has a device on which real money moves. */
export async function hasLiveDevice(db: Db, merchantId: MerchantId): Promise<boolean> {
  return hasDeviceIn(db, merchantId, 'live');
}

async function hasDeviceIn(
  db: Db,
  merchantId: MerchantId,
  environment: 'live' | 'sandbox',
): Promise<boolean> {
  const found = await db
    .select({ id: devices.id })
    .from(devices)
    .innerJoin(
      connections,
      and(eq(connections.merchantId, devices.merchantId), eq(connections.id, devices.connectionId)),
    )
    .where(and(eq(devices.merchantId, merchantId), eq(connections.environment, environment)))
    .limit(1);
  return found.length > 0;
}

/** Whether a merchant has an account whose payers pay on its pages. */
export async function hasHostedConnection(db: Db, merchantId: MerchantId): Promise<boolean> {
  const found = await db
    .select({ id: connections.id })
    .from(connections)
    .where(and(eq(connections.merchantId, merchantId), inArray(connections.provider, [...HOSTED_PROVIDERS])))
    .limit(1);
  return found.length > 0;
}

/** Adds a connection. */
export async function insertConnection(db: Db, row: typeof connections.$inferInsert): Promise<void> {
  await db.insert(connections).values(row);
}

/**
 * Puts other credentials in the place of those that were there, sealed: the login that was made with those is gone. False when
 * others than those of that moment are there by now; that they are sealed with another key makes no difference.
 */
export async function replaceCredentials(
  db: Db,
  { merchantId, id, credentialsSetAt }: Pick<ConnectionRow, 'merchantId' | 'id' | 'credentialsSetAt'>,
  next: { sealedCredentials: string; setAt: Date },
): Promise<boolean> {
  const changed = await db
    .update(connections)
    .set({
      sealedCredentials: next.sealedCredentials,
      credentialsSetAt: next.setAt,
      sealedSession: null,
      sessionExpiresAt: null,
      lastRefusedAt: null,
      // A process that is signing in with the old ones keeps nothing of it.
      loginLeaseId: null,
      loginLeaseUntil: null,
    })
    .where(
      and(
        eq(connections.merchantId, merchantId),
        eq(connections.id, id),
        credentialsSetAt
          ? eq(connections.credentialsSetAt, credentialsSetAt)
          : isNull(connections.credentialsSetAt),
      ),
    )
    .returning({ id: connections.id });
  return changed.length === 1;
}

/** Gives a connection another name. */
export async function renameConnection(
  db: Db,
  merchantId: MerchantId,
  id: ConnectionId,
  label: string,
): Promise<void> {
  await db
    .update(connections)
    .set({ label })
    .where(and(eq(connections.merchantId, merchantId), eq(connections.id, id)));
}
