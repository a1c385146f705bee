import { and, asc, eq, inArray, sql } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { connections } from '#db/schema/connections.ts';
import { inbox } from '#db/schema/inbox.ts';
import { transactions } from '#db/schema/transactions.ts';
import type { CallbackId, ConnectionId, MerchantId, TransactionId } from '#server/kernel/ids.ts';
import type { TerminalProvider } from '#server/kernel/providers.ts';

/** A callback as it is kept. */
export type CallbackRow = typeof inbox.$inferSelect;

/** What a secret opens: one operation, or the fixed address of a connection. */
export type CallbackSource =
  | { sourceId: TransactionId; transactionId: TransactionId }
  | { sourceId: ConnectionId; transactionId: null };

/** What the secret with this hash opens at a provider; null for nothing of this merchant's. */
export async function findCallbackSource(
  db: Db,
  merchantId: MerchantId,
  provider: TerminalProvider,
  secretHash: string,
): Promise<CallbackSource | null> {
  const [operation] = await db
    .select({ id: transactions.id })
    .from(transactions)
    .where(
      and(
        eq(transactions.merchantId, merchantId),
        eq(transactions.callbackHash, secretHash),
        eq(transactions.provider, provider),
      ),
    );
  if (operation) return { sourceId: operation.id, transactionId: operation.id };
  const [connection] = await db
    .select({ id: connections.id })
    .from(connections)
    .where(
      and(
        eq(connections.merchantId, merchantId),
        eq(connections.staticCallbackHash, secretHash),
        eq(connections.provider, provider),
      ),
    );
  return connection ? { sourceId: connection.id, transactionId: null } : null;
}

/** Keeps a callback; of one that is kept already only counts the copy (INV-9). Tells which of both it was. */
export async function insertCallback(
  db: Db,
  row: typeof inbox.$inferInsert,
): Promise<{ id: CallbackId; isCopy: boolean }> {
  const [kept] = await db
    .insert(inbox)
    .values(row)
    .onConflictDoUpdate({
      target: [inbox.merchantId, inbox.sourceId, inbox.contentHash],
      set: { deliveries: sql`${inbox.deliveries} + 1`, lastReceivedAt: sql`excluded.last_received_at` },
    })
    .returning({ id: inbox.id, deliveries: inbox.deliveries });
  if (!kept) throw new Error('The callback was not kept');
  return { id: kept.id, isCopy: kept.deliveries > 1 };
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

function isCallback(merchantId: MerchantId, id: CallbackId) {
  return and(eq(inbox.merchantId, merchantId), eq(inbox.id, id));
}
