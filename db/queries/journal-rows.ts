import { and, asc, eq, gt, gte, inArray, isNull, lte, ne, or, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type { Db } from '#db/client.ts';
import { paymentLinks } from '#db/schema/payment-links.ts';
import { transactions } from '#db/schema/transactions.ts';
import type { MerchantId, TransactionId } from '#server/kernel/ids.ts';
import type { CurrencyCode } from '#server/kernel/money.ts';
import type { CalendarDay } from '#server/kernel/time.ts';

/** Whose books: money of one currency, real or of the sandbox, never both. */
export type JournalBook = {
  currency: CurrencyCode;
  environment: (typeof transactions.$inferSelect)['environment'];
};

const original = alias(transactions, 'original');
const originalLink = alias(paymentLinks, 'original_link');

/** What a provider of online payments keeps of a payment. */
const withheldOf = (link: typeof paymentLinks | typeof originalLink) => ({
  commissionMinor: link.commissionMinor,
  feeMinor: link.feeMinor,
  blockedMinor: link.blockedMinor,
});

const FIELDS = {
  id: transactions.id,
  kind: transactions.kind,
  createdAt: transactions.createdAt,
  businessDate: transactions.businessDate,
  deviceId: transactions.deviceId,
  provider: transactions.provider,
  reference: transactions.reference,
  paymentType: transactions.paymentType,
  acquirerId: transactions.acquirerId,
  amountMinor: transactions.amountMinor,
  surchargeMinor: transactions.surchargeMinor,
  lines: transactions.lines,
  original: {
    kind: original.kind,
    businessDate: original.businessDate,
    paymentType: original.paymentType,
    acquirerId: original.acquirerId,
    amountMinor: original.amountMinor,
    surchargeMinor: original.surchargeMinor,
    lines: original.lines,
  },
  withheld: withheldOf(paymentLinks),
  originalWithheld: withheldOf(originalLink),
} as const;

/** What the books need of an approved operation: of what it belongs to, and of what their provider keeps. Its day never changes. */
export type JournalRow = Awaited<ReturnType<typeof listJournalRows>>[number];

/** Up to `limit` approved operations of a business day past a place, in the order in which they were started. */
export async function listJournalRows(
  db: Db,
  merchantId: MerchantId,
  { currency, environment }: JournalBook,
  { day, after, limit }: { day: CalendarDay; after: { at: Date; id: TransactionId } | null; limit: number },
) {
  return db
    .select(FIELDS)
    .from(transactions)
    .leftJoin(
      original,
      and(eq(original.merchantId, transactions.merchantId), eq(original.id, transactions.originalId)),
    )
    .leftJoin(
      paymentLinks,
      and(
        eq(paymentLinks.merchantId, transactions.merchantId),
        eq(paymentLinks.transactionId, transactions.id),
      ),
    )
    .leftJoin(
      originalLink,
      and(
        eq(originalLink.merchantId, transactions.merchantId),
        eq(originalLink.transactionId, transactions.originalId),
      ),
    )
    .where(
      and(
        eq(transactions.merchantId, merchantId),
        eq(transactions.businessDate, day),
        eq(transactions.state, 'approved'),
        eq(transactions.currency, currency),
        eq(transactions.environment, environment),
        after
          ? sql`(${transactions.createdAt}, ${transactions.id}) > (${sql.param(after.at, transactions.createdAt)}, ${after.id})`
          : undefined,
      ),
    )
    .orderBy(asc(transactions.createdAt), asc(transactions.id))
    .limit(limit);
}

/** What a provider pays out on a day and lets go in a stretch of time, of payments that were not cancelled, one by one. */
export async function listPaidOutRows(
  db: Db,
  merchantId: MerchantId,
  { currency, environment }: JournalBook,
  { day, from, to }: { day: CalendarDay; from: Date; to: Date },
) {
  const isFreed = and(
    gte(paymentLinks.blockedUntil, from),
    sql`${paymentLinks.blockedUntil} < ${to.toISOString()}`,
    gt(paymentLinks.blockedMinor, 0),
  );
  return db
    .select({
      id: transactions.id,
      deviceId: transactions.deviceId,
      provider: transactions.provider,
      acquirerId: transactions.acquirerId,
      reference: transactions.reference,
      payoutMinor:
        sql<number>`case when ${paymentLinks.payoutDay} = ${day} then ${paymentLinks.payoutMinor} else 0 end`.mapWith(
          Number,
        ),
      freedMinor: sql<number>`case when ${isFreed} then ${paymentLinks.blockedMinor} else 0 end`.mapWith(
        Number,
      ),
    })
    .from(paymentLinks)
    .innerJoin(
      transactions,
      and(
        eq(transactions.merchantId, paymentLinks.merchantId),
        eq(transactions.id, paymentLinks.transactionId),
      ),
    )
    .where(
      and(
        eq(paymentLinks.merchantId, merchantId),
        eq(transactions.state, 'approved'),
        isNull(transactions.voidedAt),
        eq(transactions.currency, currency),
        eq(transactions.environment, environment),
        sql`${paymentLinks.payoutMinor} is not null`,
        or(eq(paymentLinks.payoutDay, day), isFreed),
      ),
    )
    .orderBy(asc(transactions.id));
}

/** How many approved operations of these days the books leave out, because they are in another currency. */
export async function countOtherCurrencies(
  db: Db,
  merchantId: MerchantId,
  { currency, environment }: JournalBook,
  { from, to }: { from: CalendarDay; to: CalendarDay },
): Promise<number> {
  const [row] = await db
    .select({ count: sql<number>`count(*)::int` })
    .from(transactions)
    .where(
      and(
        eq(transactions.merchantId, merchantId),
        gte(transactions.businessDate, from),
        lte(transactions.businessDate, to),
        eq(transactions.state, 'approved'),
        inArray(transactions.kind, ['sale', 'capture', 'refund', 'void']),
        ne(transactions.currency, currency),
        eq(transactions.environment, environment),
      ),
    );
  return row?.count ?? 0;
}
