import { and, eq, gte, inArray, isNotNull, lte, or, type SQL, sql } from 'drizzle-orm';
import type { AnyPgColumn } from 'drizzle-orm/pg-core';
import type { TotalKind } from '#db/schema/totals.ts';
import { type TransactionState, transactions } from '#db/schema/transactions.ts';
import { assertNever } from '#server/kernel/assert-never.ts';
import type { BatchId, BranchId, DeviceId, MerchantId, TransactionId, UserId } from '#server/kernel/ids.ts';
import type { CurrencyCode } from '#server/kernel/money.ts';
import type { CalendarDay } from '#server/kernel/time.ts';
import { shownKind } from './shown-kind.ts';

/**
 * The tabs of the list: `open` is still running, `refunded` are sales and captures of which money went back, `failed` moved
 * none.
 */
export const LIST_TABS = ['all', 'open', 'unknown', 'approved', 'refunded', 'failed'] as const;
export type ListTab = (typeof LIST_TABS)[number];

/** What a slip or a screen shows of an operation, written exactly; each has an index of its own. */
export type Mark =
  | { of: 'id'; ids: readonly TransactionId[] }
  | { of: 'batchId'; ids: readonly BatchId[] }
  | { of: 'amount'; minor: number; currency: CurrencyCode }
  | { of: TextMark; values: readonly string[] };
export type TextMark = keyof typeof TEXT_MARKS;

/** A mark as a person writes it: a batch by its number, of any device. */
export type WrittenMark = Mark | { of: 'batch'; values: readonly string[] };

/** One thing that rows of a list have in common; a list is narrowed by several at once. */
export type Condition<M extends WrittenMark = Mark> =
  | { by: 'tab'; tab: Exclude<ListTab, 'all'> }
  | { by: 'state'; state: TransactionState }
  | { by: 'kind'; kind: TotalKind }
  | { by: 'device'; ids: readonly DeviceId[] }
  | { by: 'branch'; ids: readonly BranchId[] }
  | { by: 'person'; ids: readonly UserId[] }
  | { by: 'acquirer'; ids: readonly string[] }
  | { by: 'provider'; provider: (typeof transactions.$inferSelect)['provider'] }
  | { by: 'environment'; environment: (typeof transactions.$inferSelect)['environment'] }
  | { by: 'cardType'; cardType: NonNullable<(typeof transactions.$inferSelect)['cardType']> }
  /** Its scheme, by our word or the provider's letter. */
  | { by: 'brand'; brand: string }
  | { by: 'currency'; currency: CurrencyCode }
  /** Started within this hour of any day, by the clock of the store. */
  | { by: 'hour'; hour: number; timeZone: string }
  /** Declined, and why. */
  | { by: 'declined'; reason: string }
  /** Minor units of the currency, both ends included. */
  | { by: 'amount'; minMinor: number | null; maxMinor: number | null; currency: CurrencyCode }
  /** Business days, both ends included, with the instants between which those that ended soon were started. */
  | { by: 'days'; from: CalendarDay | null; to: CalendarDay | null; started: Span }
  /** One of several things at once: what a bare word of the search may mean. */
  | { by: 'mark'; marks: readonly M[] };

/** A half-open stretch of time; null is no end. */
export type Span = { from: Date | null; to: Date | null };

/** The conditions of a list; none holds everything. */
export type ListFilter = readonly Condition<WrittenMark>[];

/** The same, with the batches that its numbers name. */
export type FoundFilter = readonly Condition[];

const RUNNING_STATES = ['created', 'sending', 'awaiting'] as const satisfies TransactionState[];
export const UNHAPPY_STATES = ['declined', 'failed', 'cancelled'] as const satisfies TransactionState[];

const TEXT_MARKS = {
  authCode: transactions.authCode,
  rrn: transactions.rrn,
  stan: transactions.stan,
  reference: transactions.reference,
  sessionId: transactions.sessionId,
  paymentNumber: transactions.providerPaymentId,
  saleNumber: transactions.saleNumber,
  last4: transactions.last4,
} as const;

/** What the business day of an operation cannot be told from when it was started. */
export const settledLater = sql`transactions.settled_at - transactions.created_at > interval '24 hours'`;

/** The rows of a merchant that meet every condition. */
export function meetsAll(merchantId: MerchantId, filter: FoundFilter): SQL | undefined {
  return and(eq(transactions.merchantId, merchantId), ...filter.map(meets));
}

/** What a condition says about a row. For statements whose rows are called `transactions`. */
export function meets(condition: Condition): SQL | undefined {
  switch (condition.by) {
    case 'tab':
      return isInTab(condition.tab);
    case 'state':
      return isOneOf(transactions.state, [condition.state]);
    case 'kind':
      return isOfKind(condition.kind);
    case 'device':
      return inArray(transactions.deviceId, [...condition.ids]);
    case 'branch':
      return inArray(transactions.branchId, [...condition.ids]);
    case 'person':
      return inArray(transactions.createdBy, [...condition.ids]);
    case 'acquirer':
      return inArray(transactions.acquirerId, [...condition.ids]);
    case 'provider':
      return eq(transactions.provider, condition.provider);
    case 'environment':
      return eq(transactions.environment, condition.environment);
    case 'cardType':
      return eq(transactions.cardType, condition.cardType);
    case 'brand':
      return eq(transactions.cardBrand, condition.brand);
    case 'currency':
      return eq(transactions.currency, condition.currency);
    case 'hour':
      return eq(hourOf(condition.timeZone), condition.hour);
    case 'declined':
      return and(isOneOf(transactions.state, ['declined']), eq(transactions.outcomeReason, condition.reason));
    case 'amount':
      return and(
        eq(transactions.currency, condition.currency),
        condition.minMinor === null ? undefined : gte(transactions.amountMinor, condition.minMinor),
        condition.maxMinor === null ? undefined : lte(transactions.amountMinor, condition.maxMinor),
      );
    case 'days':
      return and(
        condition.from ? gte(transactions.businessDate, condition.from) : undefined,
        condition.to ? lte(transactions.businessDate, condition.to) : undefined,
      );
    case 'mark':
      return or(...condition.marks.map(bears)) ?? sql`false`;
    default:
      return assertNever(condition);
  }
}

/** The hour of the day in which an operation was started, by the clock of a zone. */
export function hourOf(timeZone: string): SQL<number> {
  return sql<number>`extract(hour from transactions.created_at at time zone ${timeZone}::text)::int`;
}

/** Whether a row bears a mark. Each names the whole key of its index, so that none reads the history. */
export function bears(mark: Mark): SQL | undefined {
  switch (mark.of) {
    case 'id':
      return inArray(transactions.id, [...mark.ids]);
    case 'batchId':
      return inArray(transactions.batchId, [...mark.ids]);
    case 'amount':
      return and(eq(transactions.amountMinor, mark.minor), eq(transactions.currency, mark.currency));
    case 'reference':
    case 'sessionId':
      return and(
        isOneOf(transactions.provider, transactions.provider.enumValues),
        isOneOf(transactions.environment, transactions.environment.enumValues),
        inArray(TEXT_MARKS[mark.of], [...mark.values]),
      );
    default:
      return inArray(TEXT_MARKS[mark.of], [...mark.values]);
  }
}

/**
 * One of our own words, written into the statement: an index of some rows only is used where its condition can be seen to
 * hold, which it cannot of a parameter.
 */
export function isOneOf(column: AnyPgColumn, words: readonly string[]): SQL {
  const [first, ...more] = words.map((word) => sql.raw(`'${word}'`));
  if (!first) return sql`false`;
  return more.length === 0
    ? sql`${column} = ${first}`
    : sql`${column} in (${sql.join([first, ...more], sql`, `)})`;
}

function isOfKind(kind: TotalKind): SQL | undefined {
  if (kind !== 'void' && kind !== 'release') return isOneOf(transactions.kind, [kind]);
  return and(isOneOf(transactions.kind, ['void']), eq(shownKind, kind));
}

function isInTab(tab: Exclude<ListTab, 'all'>): SQL | undefined {
  switch (tab) {
    case 'open':
      return isOneOf(transactions.state, RUNNING_STATES);
    case 'unknown':
    case 'approved':
      return isOneOf(transactions.state, [tab]);
    case 'failed':
      return isOneOf(transactions.state, UNHAPPY_STATES);
    case 'refunded':
      return and(
        isOneOf(transactions.kind, ['sale', 'capture']),
        or(sql`${transactions.refundedMinor} > 0`, isNotNull(transactions.voidedAt)),
      );
  }
}
