import { and, asc, desc, eq, gte, inArray, lt, or, sql } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { type SplitSaleState, splitSales } from '#db/schema/split-sales.ts';
import { transactions } from '#db/schema/transactions.ts';
import type { DeviceId, MerchantId, SplitSaleId, UserId } from '#server/kernel/ids.ts';
import { OPEN_STATES, type TransactionRow } from './transactions.ts';

/** A stored split sale. */
export type SplitSaleRow = typeof splitSales.$inferSelect;
type NewSplitSale = typeof splitSales.$inferInsert;

/** Written as the index of those that are not over is, so that it serves. */
export const isNotOver = sql`${splitSales.state} not in ('completed', 'given_up', 'failed')`;

/** Stores a new split sale; violates `split_sales_intent` when the form key was used before. */
export async function insertSplitSale(db: Db, row: NewSplitSale): Promise<void> {
  await db.insert(splitSales).values(row);
}

/** The row, or null if this merchant has none of that id. */
export async function findSplitSale(
  db: Db,
  merchantId: MerchantId,
  id: SplitSaleId,
): Promise<SplitSaleRow | null> {
  const [row] = await db.select().from(splitSales).where(isRow(merchantId, id));
  return row ?? null;
}

/** The row, locked until the transaction ends. Taken after the payments that belong to it. */
export async function lockSplitSale(
  db: Db,
  merchantId: MerchantId,
  id: SplitSaleId,
): Promise<SplitSaleRow | null> {
  const [row] = await db.select().from(splitSales).where(isRow(merchantId, id)).for('update');
  return row ?? null;
}

/** The split sale that was made with this form key. */
export async function findSplitSaleByIntent(
  db: Db,
  merchantId: MerchantId,
  intentKey: string,
): Promise<SplitSaleRow | null> {
  const [row] = await db
    .select()
    .from(splitSales)
    .where(and(eq(splitSales.merchantId, merchantId), eq(splitSales.intentKey, intentKey)));
  return row ?? null;
}

/** Writes changes if the row is still in the state the decision was made on; tells whether it was. */
export async function updateSplitSale(
  db: Db,
  merchantId: MerchantId,
  id: SplitSaleId,
  from: SplitSaleState,
  changes: Partial<NewSplitSale>,
): Promise<boolean> {
  const moved = await db
    .update(splitSales)
    .set(changes)
    .where(and(isRow(merchantId, id), eq(splitSales.state, from)))
    .returning({ id: splitSales.id });
  return moved.length === 1;
}

/** Reserves a payment; false when the sale is not open, another payment holds the rest, or it would be more than that (INV-18). */
export async function reservePayment(
  db: Db,
  merchantId: MerchantId,
  id: SplitSaleId,
  amountMinor: number,
): Promise<boolean> {
  const reserved = await db
    .update(splitSales)
    .set({ reservedMinor: amountMinor })
    .where(
      and(
        isRow(merchantId, id),
        eq(splitSales.state, 'open'),
        eq(splitSales.reservedMinor, 0),
        sql`paid_minor + ${amountMinor} <= amount_minor`,
      ),
    )
    .returning({ id: splitSales.id });
  return reserved.length === 1;
}

/** Its payments, oldest first. */
export async function listPayments(
  db: Db,
  merchantId: MerchantId,
  id: SplitSaleId,
): Promise<TransactionRow[]> {
  return db
    .select()
    .from(transactions)
    .where(and(eq(transactions.merchantId, merchantId), eq(transactions.splitSaleId, id)))
    .orderBy(asc(transactions.createdAt), asc(transactions.id));
}

/** Its payments, locked until the transaction ends, always in the same order. */
export async function lockPayments(
  db: Db,
  merchantId: MerchantId,
  id: SplitSaleId,
): Promise<TransactionRow[]> {
  return db
    .select()
    .from(transactions)
    .where(and(eq(transactions.merchantId, merchantId), eq(transactions.splitSaleId, id)))
    .orderBy(asc(transactions.id))
    .for('update');
}

/** Voids of its payments, whatever became of them, newest first. */
export async function listVoidsOfPayments(
  db: Db,
  merchantId: MerchantId,
  id: SplitSaleId,
): Promise<TransactionRow[]> {
  return db
    .select()
    .from(transactions)
    .where(
      and(
        eq(transactions.merchantId, merchantId),
        eq(transactions.kind, 'void'),
        inArray(transactions.originalId, paymentIds(db, merchantId, id)),
      ),
    )
    .orderBy(desc(transactions.createdAt), desc(transactions.id));
}

/** A payment of it, or something that follows one, whose end is open; null when nothing runs. */
export async function findOpenPart(
  db: Db,
  merchantId: MerchantId,
  id: SplitSaleId,
): Promise<TransactionRow | null> {
  const [row] = await db
    .select()
    .from(transactions)
    .where(
      and(
        eq(transactions.merchantId, merchantId),
        inArray(transactions.state, [...OPEN_STATES]),
        or(
          eq(transactions.splitSaleId, id),
          inArray(transactions.originalId, paymentIds(db, merchantId, id)),
        ),
      ),
    )
    .limit(1);
  return row ?? null;
}

/** What went back by refund of all its payments together, in minor units. */
export async function sumRefunded(db: Db, merchantId: MerchantId, id: SplitSaleId): Promise<number> {
  const [row] = await db
    .select({ sum: sql<string>`coalesce(sum(${transactions.refundedMinor}), 0)::text` })
    .from(transactions)
    .where(and(eq(transactions.merchantId, merchantId), eq(transactions.splitSaleId, id)));
  return Number(row?.sum ?? 0);
}

/** Split sales that are not over, oldest first; of one device if given. */
export async function listOpenSplitSales(
  db: Db,
  merchantId: MerchantId,
  deviceId?: DeviceId,
): Promise<SplitSaleRow[]> {
  return db
    .select()
    .from(splitSales)
    .where(and(isOpen(merchantId), deviceId ? eq(splitSales.deviceId, deviceId) : undefined))
    .orderBy(asc(splitSales.createdAt), asc(splitSales.id));
}

/**
 * Split sales begun since an instant that are over and do not add up: more was taken than the sale is and not given back, or
 * something of one that was given up or failed. Oldest first.
 */
export async function listContradictedSplitSales(
  db: Db,
  merchantId: MerchantId,
  since: Date,
): Promise<SplitSaleRow[]> {
  const refunded = sql`(select coalesce(sum(t.refunded_minor), 0) from transactions t
    where t.merchant_id = split_sales.merchant_id and t.split_sale_id = split_sales.id)`;
  return db
    .select()
    .from(splitSales)
    .where(
      and(
        eq(splitSales.merchantId, merchantId),
        gte(splitSales.createdAt, since),
        sql`'contradiction' = any (${splitSales.flags})`,
        or(
          and(
            eq(splitSales.state, 'completed'),
            sql`(paid_minor < amount_minor or paid_minor - ${refunded} > amount_minor)`,
          ),
          and(inArray(splitSales.state, ['given_up', 'failed']), sql`paid_minor > 0`),
        ),
      ),
    )
    .orderBy(asc(splitSales.createdAt), asc(splitSales.id));
}

/** How many split sales are not over, by whether their completion is unknown. */
export async function countOpenSplitSales(
  db: Db,
  merchantId: MerchantId,
): Promise<{ running: number; unknown: number }> {
  const [row] = await db
    .select({
      running: sql<number>`(count(*) filter (where ${splitSales.state} <> 'completion_unknown'))::int`,
      unknown: sql<number>`(count(*) filter (where ${splitSales.state} = 'completion_unknown'))::int`,
    })
    .from(splitSales)
    .where(isOpen(merchantId));
  return row ?? { running: 0, unknown: 0 };
}

/** What one person started since an instant and is not over or ended after another instant, newest first. */
export async function listSplitSalesOfPerson(
  db: Db,
  merchantId: MerchantId,
  userId: UserId,
  since: { startedAt: Date; settledAt: Date },
): Promise<SplitSaleRow[]> {
  return db
    .select()
    .from(splitSales)
    .where(
      and(
        eq(splitSales.merchantId, merchantId),
        eq(splitSales.createdBy, userId),
        or(
          isNotOver,
          and(gte(splitSales.createdAt, since.startedAt), gte(splitSales.endedAt, since.settledAt)),
        ),
      ),
    )
    .orderBy(desc(splitSales.createdAt), desc(splitSales.id))
    .limit(20);
}

/** Split sales by id, oldest first. */
export async function listSplitSales(
  db: Db,
  merchantId: MerchantId,
  ids: readonly SplitSaleId[],
): Promise<SplitSaleRow[]> {
  if (ids.length === 0) return [];
  return db
    .select()
    .from(splitSales)
    .where(and(eq(splitSales.merchantId, merchantId), inArray(splitSales.id, [...ids])))
    .orderBy(asc(splitSales.createdAt));
}

/** What a dead or late worker left of them: the never sent, the ones on the wire, and steps that were due before an instant. */
export async function listLeftSplitSales(
  db: Db,
  merchantId: MerchantId,
  before: { createdAt: Date; dueAt: Date },
): Promise<SplitSaleRow[]> {
  return db
    .select()
    .from(splitSales)
    .where(
      and(
        isOpen(merchantId),
        or(
          and(eq(splitSales.state, 'requested'), lt(splitSales.createdAt, before.createdAt)),
          inArray(splitSales.state, ['starting', 'completing']),
          lt(splitSales.nextQueryAt, before.dueAt),
        ),
      ),
    );
}

function paymentIds(db: Db, merchantId: MerchantId, id: SplitSaleId) {
  return db
    .select({ id: transactions.id })
    .from(transactions)
    .where(and(eq(transactions.merchantId, merchantId), eq(transactions.splitSaleId, id)));
}

function isOpen(merchantId: MerchantId) {
  return and(eq(splitSales.merchantId, merchantId), isNotOver);
}

function isRow(merchantId: MerchantId, id: SplitSaleId) {
  return and(eq(splitSales.merchantId, merchantId), eq(splitSales.id, id));
}
