import type { DayReportReply, ReportedMovement } from '#server/gateways/hosted-gateway.ts';
import { assertNever } from '#server/kernel/assert-never.ts';
import type { BatchId, TransactionId } from '#server/kernel/ids.ts';
import type { CurrencyCode } from '#server/kernel/money.ts';
import type { BankReading, PaymentDifference } from './bank-reading.ts';

/** What a movement is, on either side. */
type MovementKind = ReportedMovement['kind'];

/** An operation in one of our books, as far as a provider's report can be held against it. */
export type BookedMovement = {
  transactionId: TransactionId;
  kind: MovementKind;
  providerPaymentId: string;
  currency: CurrencyCode;
  amountMinor: number;
  /** Of a payment, what the provider told us when it was paid: what it keeps of it, and what it pays out; null: it did not. */
  settled: { keptMinor: number; payoutMinor: number } | null;
};

/** What we know beside the book that a report is held against. */
export type DayFacts = {
  ours: readonly BookedMovement[];
  /** What else we have of the payments in the report: in the books of other days or tills, or in none. */
  elsewhere: readonly { providerPaymentId: string; kind: MovementKind; batchId: BatchId | null }[];
  /** Sales by our reference that the report calls paid and we do not: the provider has to be asked about them. */
  unpaid: ReadonlyMap<string, TransactionId>;
};

/** What came of holding a provider's report of a day against our book of it. */
export type DayMatch = { reading: BankReading; toAsk: TransactionId[] };

/**
 * Holds a provider's report of one of its days against our book of that day, payment by payment, and sums what is left of each
 * currency. What the report has of payments in our other books is theirs; what nobody here knows counts against this one, so
 * that it cannot be overlooked. Pure.
 */
export function matchDayReport(reply: DayReportReply, facts: DayFacts): DayMatch {
  switch (reply.kind) {
    case 'reported':
      return match(reply.movements, facts);
    case 'no_answer': {
      const cause = reply.cause === 'unreachable' ? 'unreachable' : 'unusable';
      return { reading: { kind: 'no_answer', cause }, toAsk: [] };
    }
    default:
      return assertNever(reply);
  }
}

function match(movements: readonly ReportedMovement[], { ours, elsewhere, unpaid }: DayFacts): DayMatch {
  const books = new Map(elsewhere.map((one) => [keyOf(one), one.batchId]));
  const theirs = Map.groupBy(movements, (one) => `${keyOf(one)} ${one.amount.currency}`);
  const own = Map.groupBy(ours, (one) => `${keyOf(one)} ${one.currency}`);
  const foreign = [...theirs].flatMap(([key, group]) => (own.has(key) ? [] : [group]));
  const strangers = foreign.filter(([first]) => !first || !books.get(keyOf(first)));
  const counted = [
    ...[...theirs].flatMap(([key, group]) => (own.has(key) ? group : [])),
    ...strangers.flat(),
  ];
  const payments = [
    ...[...own].flatMap(([key, group]) => differenceOf(group, theirs.get(key) ?? [])),
    ...foreign.flatMap((group) => unknownOf(group, books)),
  ].sort((a, b) => (a.providerPaymentId < b.providerPaymentId ? -1 : 1));
  return {
    reading: { kind: 'figures', batchNumber: null, figures: figuresOf(counted), strangers: [], payments },
    toAsk: strangers.flat().flatMap(({ kind, reference }) => {
      const id = kind === 'payment' && reference !== null ? unpaid.get(reference) : undefined;
      return id ? [id] : [];
    }),
  };
}

function keyOf({ kind, providerPaymentId }: Pick<BookedMovement, 'kind' | 'providerPaymentId'>): string {
  return `${kind} ${providerPaymentId}`;
}

/** What is said of a payment on both sides; nothing when they agree. */
function differenceOf(
  ours: readonly BookedMovement[],
  theirs: readonly ReportedMovement[],
): PaymentDifference[] {
  const [first] = ours;
  if (!first) return [];
  const { kind, providerPaymentId, currency, transactionId } = first;
  const oursMinor = ours.reduce((sum, one) => sum + one.amountMinor, 0);
  const theirsMinor = theirs.length === 0 ? null : sumOf(theirs);
  const common = {
    ...{ kind, providerPaymentId, transactionId, currency },
    reference: theirs[0]?.reference ?? null,
    otherBatchId: null,
  };
  if (oursMinor !== theirsMinor) return [{ ...common, figure: 'amount', oursMinor, theirsMinor }];
  return figuresOfPayment(first, theirs).flatMap(
    ({ figure, oursMinor: own, theirsMinor: told, roundings }) =>
      Math.abs(own - told) > roundings ? [{ ...common, figure, oursMinor: own, theirsMinor: told }] : [],
  );
}

/** What the provider keeps and pays out, as told on both sides. `roundings`: each figure of a line was rounded by itself. */
function figuresOfPayment({ settled }: BookedMovement, theirs: readonly ReportedMovement[]) {
  if (settled === null) return [];
  const sum = (of: (line: ReportedMovement) => number) => theirs.reduce((all, line) => all + of(line), 0);
  const keptMinor = sum(({ commissionMinor, feeMinor }) => commissionMinor + feeMinor);
  const payouts = theirs.flatMap(({ payoutMinor }) => payoutMinor ?? []);
  const payout = {
    figure: 'payout',
    oursMinor: settled.payoutMinor,
    theirsMinor: payouts.reduce((all, minor) => all + minor, 0),
    roundings: theirs.length,
  } as const;
  const isPayoutTold = payouts.length === theirs.length;
  return [
    {
      figure: 'commission',
      oursMinor: settled.keptMinor,
      theirsMinor: keptMinor,
      roundings: 2 * theirs.length,
    } as const,
    ...(isPayoutTold ? [payout] : []),
  ];
}

/** What the report has of a payment that is not in this book. */
function unknownOf(
  theirs: readonly ReportedMovement[],
  books: ReadonlyMap<string, BatchId | null>,
): PaymentDifference[] {
  const [first] = theirs;
  if (!first) return [];
  const { kind, providerPaymentId, reference, amount } = first;
  return [
    {
      ...{ kind, providerPaymentId, reference, figure: 'amount' },
      transactionId: null,
      otherBatchId: books.get(keyOf(first)) ?? null,
      currency: amount.currency,
      oursMinor: null,
      theirsMinor: sumOf(theirs),
    },
  ];
}

function sumOf(movements: readonly ReportedMovement[]): number {
  return movements.reduce((sum, { amount }) => sum + amount.minor, 0);
}

/** What is left per currency: paid, less what was cancelled and refunded. */
function figuresOf(movements: readonly ReportedMovement[]) {
  return [...Map.groupBy(movements, ({ amount }) => amount.currency)].map(([currency, ofOne]) => ({
    // Nobody tells by which bank or card.
    group: '',
    currency,
    amountMinor: ofOne.reduce(
      (sum, { kind, amount }) => sum + (kind === 'payment' ? amount.minor : -amount.minor),
      0,
    ),
  }));
}
