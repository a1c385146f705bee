import { and, eq, sql } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { connections } from '#db/schema/connections.ts';
import { devices } from '#db/schema/devices.ts';
import { inbox } from '#db/schema/inbox.ts';
import { transactions } from '#db/schema/transactions.ts';
import type { CallbackId, MerchantId, TransactionId } from '#server/kernel/ids.ts';
import type { Provider } from '#server/kernel/providers.ts';
import type { ConnectionRow } from './devices.ts';

type Secret = { merchantId: MerchantId; provider: Provider; secretHash: string };

/** The sale whose payer was given this secret with the way back from its page, and the account it is paid through. */
export async function findReturned(
  db: Db,
  { merchantId, provider, secretHash }: Secret,
): Promise<{ id: TransactionId; sessionId: string | null; connection: ConnectionRow } | null> {
  const [row] = await db
    .select({ id: transactions.id, sessionId: transactions.sessionId, connection: connections })
    .from(transactions)
    .innerJoin(
      devices,
      and(eq(devices.merchantId, transactions.merchantId), eq(devices.id, transactions.deviceId)),
    )
    .innerJoin(
      connections,
      and(eq(connections.merchantId, devices.merchantId), eq(connections.id, devices.connectionId)),
    )
    .where(
      and(
        eq(transactions.merchantId, merchantId),
        eq(transactions.provider, provider),
        eq(transactions.callbackHash, secretHash),
      ),
    );
  return row ?? null;
}

/** The account that sends its notices to an address with this secret. */
export async function findNoticed(
  db: Db,
  { merchantId, provider, secretHash }: Secret,
): Promise<ConnectionRow | null> {
  const [row] = await db
    .select()
    .from(connections)
    .where(
      and(
        eq(connections.merchantId, merchantId),
        eq(connections.provider, provider),
        eq(connections.staticCallbackHash, secretHash),
      ),
    );
  return row ?? null;
}

/** The sale whose page this opens, if it is paid through this account. */
export async function findPageOf(
  db: Db,
  { merchantId, id, provider, environment }: ConnectionRow,
  tokenHash: string,
): Promise<TransactionId | null> {
  const [row] = await db
    .select({ id: transactions.id })
    .from(transactions)
    .innerJoin(
      devices,
      and(eq(devices.merchantId, transactions.merchantId), eq(devices.id, transactions.deviceId)),
    )
    .where(
      and(
        eq(transactions.merchantId, merchantId),
        eq(transactions.provider, provider),
        eq(transactions.environment, environment),
        eq(transactions.sessionId, tokenHash),
        eq(devices.connectionId, id),
      ),
    );
  return row?.id ?? null;
}

/**
 * Keeps news of a page whose sale is known already; of news that is kept already only counts the copy (INV-9). A payer who comes
 * back again may have paid meanwhile: then it is to be looked at once more. The id of what has to be looked at; null when nothing.
 */
export async function keepHint(
  db: Db,
  row: Omit<typeof inbox.$inferInsert, 'state' | 'lastReceivedAt'>,
): Promise<CallbackId | null> {
  const isAgain = sql`${inbox.claims} = 'return' and ${inbox.state} in ('applied', 'ignored')`;
  const [kept] = await db
    .insert(inbox)
    .values({ ...row, state: 'received', lastReceivedAt: row.receivedAt })
    .onConflictDoUpdate({
      target: [inbox.merchantId, inbox.sourceId, inbox.contentHash],
      set: {
        deliveries: sql`${inbox.deliveries} + 1`,
        lastReceivedAt: sql`excluded.last_received_at`,
        state: sql`case when ${isAgain} then 'received' else ${inbox.state} end`,
        settledAt: sql`case when ${isAgain} then null else ${inbox.settledAt} end`,
      },
    })
    .returning({ id: inbox.id, deliveries: inbox.deliveries, state: inbox.state, claims: inbox.claims });
  const isNews = kept?.deliveries === 1 || (kept?.claims === 'return' && kept.state === 'received');
  return kept && isNews ? kept.id : null;
}
