import { and, eq, gt, notInArray, sql } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { approvalRules, approvals, limits } from '#db/schema/approvals.ts';
import { transactions } from '#db/schema/transactions.ts';
import type { MerchantId, TransactionId, UserId } from '#server/kernel/ids.ts';
import type { CurrencyCode } from '#server/kernel/money.ts';

/** A limit as it is kept. */
export type LimitRow = typeof limits.$inferSelect;

/** Every limit of the merchant. */
export async function listLimitRows(db: Db, merchantId: MerchantId): Promise<LimitRow[]> {
  return db
    .select()
    .from(limits)
    .where(eq(limits.merchantId, merchantId))
    .orderBy(limits.currency, limits.role);
}

/** Stores a limit in the place of the one that role has in that currency. */
export async function putLimit(db: Db, row: LimitRow): Promise<void> {
  const { perSaleMinor, perDayMinor, setAt } = row;
  await db
    .insert(limits)
    .values(row)
    .onConflictDoUpdate({
      target: [limits.merchantId, limits.role, limits.currency],
      set: { perSaleMinor, perDayMinor, setAt },
    });
}

/** Whether the merchant has said that it has a single manager. */
export async function readSingleManager(db: Db, merchantId: MerchantId): Promise<boolean> {
  const [row] = await db.select().from(approvalRules).where(eq(approvalRules.merchantId, merchantId));
  return row?.isSingleManager ?? false;
}

/** Stores whether the merchant has a single manager. */
export async function putSingleManager(
  db: Db,
  row: { merchantId: MerchantId; isSingleManager: boolean; setAt: Date },
): Promise<void> {
  const { isSingleManager, setAt } = row;
  await db
    .insert(approvalRules)
    .values(row)
    .onConflictDoUpdate({ target: [approvalRules.merchantId], set: { isSingleManager, setAt } });
}

/**
 * Until the transaction ends nobody else gives money back for this person: what they gave back on two sales at once is counted
 * one after the other.
 */
export async function lockRefundsOf(db: Db, merchantId: MerchantId, userId: UserId): Promise<void> {
  const name = `refunds of ${merchantId} ${userId}`;
  await db.execute(sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`);
}

/** What moved no money counts towards no limit. */
const MOVED_NOTHING = ['declined', 'failed', 'cancelled'] as const;

/** What was given back of a sale, is on its way, may have gone, or waits for a second person. */
export async function sumRefundsOfSale(
  db: Db,
  merchantId: MerchantId,
  saleId: TransactionId,
): Promise<number> {
  const [gone] = await db
    .select({ minor: sql<string | null>`sum(${transactions.amountMinor})` })
    .from(transactions)
    .where(
      and(
        eq(transactions.merchantId, merchantId),
        eq(transactions.originalId, saleId),
        eq(transactions.kind, 'refund'),
        notInArray(transactions.state, [...MOVED_NOTHING]),
      ),
    );
  const [frozen] = await db
    .select({ minor: sql<string | null>`sum(${approvals.amountMinor})` })
    .from(approvals)
    .where(
      and(
        eq(approvals.merchantId, merchantId),
        eq(approvals.state, 'waiting'),
        eq(approvals.kind, 'refund'),
        eq(approvals.subjectId, saleId),
      ),
    );
  return Number(gone?.minor ?? 0) + Number(frozen?.minor ?? 0);
}

/** The same of everything a person gave back in one currency since an instant, with all of theirs that waits. */
export async function sumRefundsOfPerson(
  db: Db,
  merchantId: MerchantId,
  person: { userId: UserId; currency: CurrencyCode; since: Date },
): Promise<number> {
  const { userId, currency, since } = person;
  const [gone] = await db
    .select({ minor: sql<string | null>`sum(${transactions.amountMinor})` })
    .from(transactions)
    .where(
      and(
        eq(transactions.merchantId, merchantId),
        eq(transactions.createdBy, userId),
        gt(transactions.createdAt, since),
        eq(transactions.kind, 'refund'),
        eq(transactions.currency, currency),
        notInArray(transactions.state, [...MOVED_NOTHING]),
      ),
    );
  const [frozen] = await db
    .select({ minor: sql<string | null>`sum(${approvals.amountMinor})` })
    .from(approvals)
    .where(
      and(
        eq(approvals.merchantId, merchantId),
        eq(approvals.state, 'waiting'),
        eq(approvals.kind, 'refund'),
        eq(approvals.madeBy, userId),
        eq(approvals.currency, currency),
      ),
    );
  return Number(gone?.minor ?? 0) + Number(frozen?.minor ?? 0);
}
