import { and, asc, eq } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { exchanges } from '#db/schema/exchanges.ts';
import type { MerchantId } from '#server/kernel/ids.ts';

/** A stored call to a provider. */
export type ExchangeRow = typeof exchanges.$inferSelect;

/** A call to a provider, to be stored. */
export type NewExchange = typeof exchanges.$inferInsert;

/** Keeps calls to a provider. What is kept already stays as it is. */
export async function insertExchanges(db: Db, rows: readonly NewExchange[]): Promise<void> {
  if (rows.length > 0)
    await db
      .insert(exchanges)
      .values([...rows])
      .onConflictDoNothing();
}

/** The calls made to the provider for an operation, oldest first; the first 200, more than any operation needs. */
export async function listExchanges(
  db: Db,
  merchantId: MerchantId,
  operationId: string,
): Promise<ExchangeRow[]> {
  return db
    .select()
    .from(exchanges)
    .where(and(eq(exchanges.merchantId, merchantId), eq(exchanges.operationId, operationId)))
    .orderBy(asc(exchanges.at), asc(exchanges.id))
    .limit(200);
}
