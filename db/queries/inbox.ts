import { and, asc, desc, eq, gte, inArray, type SQLWrapper, sql } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { connections } from '#db/schema/connections.ts';
import { devices } from '#db/schema/devices.ts';
import { inbox } from '#db/schema/inbox.ts';
import { transactions } from '#db/schema/transactions.ts';
import type { CallbackId, MerchantId, TransactionId } from '#server/kernel/ids.ts';

/** A callback as it is kept. */
export type CallbackRow = typeof inbox.$inferSelect;

/** A callback to be kept, with the hash of the secret it came with: what that opens is looked up as it is kept. */
export type NewCallback = Pick<
  CallbackRow,
  'merchantId' | 'id' | 'provider' | 'contentHash' | 'sealedContent' | 'bytes' | 'claims' | 'receivedAt'
> & { secretHash: string };

/** What became of keeping one: whether it was there already, and the operation that its secret opens alone. */
export type KeptCallback = { isCopy: boolean; transactionId: TransactionId | null };

/**
 * Keeps a callback for the operation, else for the connection, that its secret opens at this provider; of one that is kept
 * already only counts the copy (INV-9). Null, with nothing kept, when the secret opens nothing of this merchant's. One
 * statement for what comes to an operation, so that it is answered fast.
 */
export async function keepCallback(db: Db, callback: NewCallback): Promise<KeptCallback | null> {
  const { merchantId, provider, secretHash } = callback;
  const ofOperation = db
    .select(valuesOf(callback, { sourceId: transactions.id, transactionId: transactions.id }))
    .from(transactions)
    .where(
      and(
        eq(transactions.merchantId, merchantId),
        eq(transactions.callbackHash, secretHash),
        eq(transactions.provider, provider),
      ),
    );
  const ofConnection = db
    .select(valuesOf(callback, { sourceId: connections.id, transactionId: sql`null::text` }))
    .from(connections)
    .where(
      and(
        eq(connections.merchantId, merchantId),
        eq(connections.staticCallbackHash, secretHash),
        eq(connections.provider, provider),
      ),
    );
  return (await insertFrom(db, ofOperation)) ?? insertFrom(db, ofConnection);
}

/** Whether a secret opens an operation or a connection of this merchant's at this provider. */
export async function opensCallback(
  db: Db,
  { merchantId, provider, secretHash }: Pick<NewCallback, 'merchantId' | 'provider' | 'secretHash'>,
): Promise<boolean> {
  const rows = await db.execute(sql`
    select 1 from ${transactions} t where t.merchant_id = ${merchantId} and t.provider = ${provider}
      and t.callback_hash = ${secretHash}
    union all
    select 1 from ${connections} c where c.merchant_id = ${merchantId} and c.provider = ${provider}
      and c.static_callback_hash = ${secretHash}`);
  return rows.length > 0;
}

async function insertFrom(db: Db, selected: SQLWrapper): Promise<KeptCallback | null> {
  const [kept] = await db
    .insert(inbox)
    .select(selected.getSQL())
    .onConflictDoUpdate({
      target: [inbox.merchantId, inbox.sourceId, inbox.contentHash],
      set: { deliveries: sql`${inbox.deliveries} + 1`, lastReceivedAt: sql`excluded.last_received_at` },
    })
    .returning({ deliveries: inbox.deliveries, transactionId: inbox.transactionId });
  return kept ? { isCopy: kept.deliveries > 1, transactionId: kept.transactionId } : null;
}

/** The columns of a new row, in the order of the table. */
function valuesOf(
  callback: NewCallback,
  { sourceId, transactionId }: { sourceId: SQLWrapper; transactionId: SQLWrapper },
) {
  const receivedAt = sql`${callback.receivedAt.toISOString()}::timestamptz`;
  return {
    merchantId: sql`${callback.merchantId}::text`.as('merchant_id'),
    id: sql`${callback.id}::text`.as('id'),
    provider: sql`${callback.provider}::text`.as('provider'),
    sourceId: sql`${sourceId}`.as('source_id'),
    transactionId: sql`${transactionId}`.as('transaction_id'),
    contentHash: sql`${callback.contentHash}::text`.as('content_hash'),
    sealedContent: sql`${callback.sealedContent}::text`.as('sealed_content'),
    bytes: sql`${callback.bytes}::int`.as('bytes'),
    claims: sql`${callback.claims}::text`.as('claims'),
    state: sql`'received'`.as('state'),
    reason: sql`null::text`.as('reason'),
    deliveries: sql`1`.as('deliveries'),
    receivedAt: receivedAt.as('received_at'),
    lastReceivedAt: receivedAt.as('last_received_at'),
    settledAt: sql`null::timestamptz`.as('settled_at'),
  };
}

/** The callback, or null if this merchant has none of that id. */
export async function findCallback(
  db: Db,
  merchantId: MerchantId,
  id: CallbackId,
): Promise<CallbackRow | null> {
  const [row] = await db.select().from(inbox).where(isCallback(merchantId, id));
  return row ?? null;
}

/** Whether the callback still waits to be applied; it is locked until the transaction ends. */
export async function lockOpenCallback(db: Db, merchantId: MerchantId, id: CallbackId): Promise<boolean> {
  const [row] = await db
    .select({ state: inbox.state })
    .from(inbox)
    .where(isCallback(merchantId, id))
    .for('update');
  return row !== undefined && isOpenCallback(row);
}

/** Whether it waits to be applied, for the first time or again. */
export function isOpenCallback({ state }: Pick<CallbackRow, 'state'>): boolean {
  return state === 'received' || state === 'failed';
}

/** Writes what became of a callback. */
export async function updateCallback(
  db: Db,
  merchantId: MerchantId,
  id: CallbackId,
  changes: Partial<Pick<CallbackRow, 'state' | 'reason' | 'settledAt' | 'transactionId'>>,
): Promise<void> {
  await db.update(inbox).set(changes).where(isCallback(merchantId, id));
}

/** Callbacks that are not applied yet, oldest first; so many at most. */
export async function listOpenCallbacks(db: Db, merchantId: MerchantId, limit: number) {
  return db
    .select({
      id: inbox.id,
      state: inbox.state,
      receivedAt: inbox.receivedAt,
      settledAt: inbox.settledAt,
    })
    .from(inbox)
    .where(and(eq(inbox.merchantId, merchantId), inArray(inbox.state, ['received', 'failed'])))
    .orderBy(asc(inbox.receivedAt))
    .limit(limit);
}

/** What its provider called back about an operation, newest first; so many at most. */
export async function listCallbacksOf(
  db: Db,
  merchantId: MerchantId,
  transactionId: TransactionId,
  limit: number,
) {
  return db
    .select({
      id: inbox.id,
      state: inbox.state,
      claims: inbox.claims,
      deliveries: inbox.deliveries,
      receivedAt: inbox.receivedAt,
      settledAt: inbox.settledAt,
    })
    .from(inbox)
    .where(and(eq(inbox.merchantId, merchantId), eq(inbox.transactionId, transactionId)))
    .orderBy(desc(inbox.receivedAt), desc(inbox.id))
    .limit(limit);
}

/** What came in through one connection, and what of it was not simply applied. */
export type CallbackTally = { received: number; mismatched: number; unreadable: number; held: number };

/** The same of every connection that anything came to since an instant, by its id. */
export async function tallyCallbacks(
  db: Db,
  merchantId: MerchantId,
  since: Date,
): Promise<Map<string, CallbackTally>> {
  // It came to an operation, whose device says which connection that is, or to the connection itself.
  const connectionId = sql<string>`coalesce(${devices.connectionId}, ${inbox.sourceId})`;
  const rows = await db
    .select({
      connectionId,
      received: sql<number>`count(*)::int`,
      mismatched: sql<number>`count(*) filter (where ${inbox.state} = 'mismatched')::int`,
      unreadable: sql<number>`count(*) filter (where ${inbox.state} = 'unreadable')::int`,
      held: sql<number>`count(*) filter (where ${inbox.reason} = 'held')::int`,
    })
    .from(inbox)
    .leftJoin(
      transactions,
      and(eq(transactions.merchantId, inbox.merchantId), eq(transactions.id, inbox.transactionId)),
    )
    .leftJoin(
      devices,
      and(eq(devices.merchantId, transactions.merchantId), eq(devices.id, transactions.deviceId)),
    )
    .where(and(eq(inbox.merchantId, merchantId), gte(inbox.receivedAt, since)))
    .groupBy(connectionId);
  return new Map(rows.map(({ connectionId: id, ...tally }) => [id, tally]));
}

function isCallback(merchantId: MerchantId, id: CallbackId) {
  return and(eq(inbox.merchantId, merchantId), eq(inbox.id, id));
}
