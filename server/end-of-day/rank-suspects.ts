import type { Cause } from '#db/schema/variances.ts';
import type { BatchId, TransactionId } from '#server/kernel/ids.ts';
import type { CurrencyCode } from '#server/kernel/money.ts';
import { sameNumber } from '#server/kernel/same-number.ts';

/** An operation as far as it can be the cause of a difference. */
export type Candidate = {
  id: TransactionId;
  kind: 'sale' | 'capture' | 'refund' | 'void';
  amountMinor: number;
  currency: CurrencyCode;
  /** Acquirer or card brand, as the report tells its lines apart; empty where neither was told. */
  group: string;
  /** What a void or refund belongs to. */
  originalId: TransactionId | null;
  last4: string | null;
  sentAt: Date;
  /** Null while it has no end. */
  settledAt: Date | null;
  /** Its outcome is or was unknown. */
  wasUnknown: boolean;
  /** The number of the batch on its slip. */
  number: string | null;
  batchId: BatchId | null;
};

/** Our book of a report, and what else we know of its time. */
export type DaysBook = {
  number: string | null;
  /** From when to when the other side counted. A batch of ours is opened by its first approval, which is later. */
  openedAt: Date;
  closedAt: Date;
  members: readonly Candidate[];
  /** Members that are of an earlier book, as the report says. */
  late: readonly TransactionId[];
  /** Of the same device: what is in another book or in none. */
  elsewhere: readonly Candidate[];
};

/** A difference, as its variance keeps it. */
export type Difference = {
  acquirerId: string;
  currency: CurrencyCode;
  oursMinor: number | null;
  theirsMinor: number | null;
  /** theirs − ours */
  differenceMinor: number;
};

/** What would explain a difference, or a part of it. */
export type Suspect = {
  cause: Exclude<Cause, 'other'>;
  /** Who counts it alone. */
  side: 'ours' | 'theirs';
  transactionIds: TransactionId[];
  /** What it adds to theirs − ours. */
  effectMinor: number;
  /** What it leaves unexplained. */
  leftMinor: number;
  /** The book it is in, where that is not this one. */
  otherBatchId: BatchId | null;
};

type Clue = Omit<Suspect, 'leftMinor'>;

/** How much speaks for a cause beside the amount: what two instants or numbers prove, what was in doubt, what only looks alike. */
const WEIGHT: Record<Suspect['cause'], number> = {
  late_arrival: 5,
  wrong_batch: 5,
  unknown_outcome: 4,
  void_one_side: 3,
  duplicate: 2,
  missing: 1,
};

/**
 * What may have caused a difference, likeliest first. What explains it to the minor unit comes first; among those what more
 * than the amount speaks for, then what needs fewer operations. What explains a part follows only where something speaks for it. Pure.
 */
export function rankSuspects(difference: Difference, book: DaysBook): Suspect[] {
  const { differenceMinor } = difference;
  if (differenceMinor === 0) return [];
  const members = book.members.filter(isOf(difference)).sort(bySending);
  const elsewhere = book.elsewhere.filter(isOf({ ...difference, orUnnamed: true })).sort(bySending);
  const clues = [
    ...lateArrivals(book, members, elsewhere),
    ...wrongBatches(book, members, elsewhere),
    ...unknownOutcomes(members, elsewhere),
    ...voidsOnOneSide(members, elsewhere),
    ...duplicates(members),
  ];
  const named = new Set(clues.flatMap((clue) => (clue.side === 'ours' ? clue.transactionIds : [])));
  const plain = members.filter(({ id }) => !named.has(id)).map((one) => onlyOurs('missing', one));
  const together = combined(clues);
  const whole = difference.theirsMinor === null ? allTogether(members) : [];
  const suspects = [...clues, ...together, ...plain, ...whole].map((clue) => ({
    ...clue,
    leftMinor: differenceMinor - clue.effectMinor,
  }));
  const exact = suspects.filter(({ leftMinor }) => leftMinor === 0).sort(byWeight);
  const partial = suspects
    .filter(({ leftMinor, cause }) => leftMinor !== 0 && cause !== 'missing' && cause !== 'duplicate')
    .filter(({ leftMinor }) => Math.abs(leftMinor) < Math.abs(differenceMinor))
    .sort((a, b) => Math.abs(a.leftMinor) - Math.abs(b.leftMinor) || byWeight(a, b));
  return [...exact, ...partial].slice(0, MOST_SUSPECTS);
}

const MOST_SUSPECTS = 8;

/** Whether what is in another book or in none may be of this one: sent in its time, or its slip says so. Pure. */
export function isNear(
  { number, openedAt, closedAt }: Pick<DaysBook, 'number' | 'openedAt' | 'closedAt'>,
  one: Candidate,
): boolean {
  const isInTime = one.sentAt >= openedAt && one.sentAt < closedAt;
  return isInTime || (number !== null && one.number !== null && sameNumber(one.number, number));
}

function isOf({
  acquirerId,
  currency,
  orUnnamed = false,
}: Pick<Difference, 'acquirerId' | 'currency'> & { orUnnamed?: boolean }) {
  return (one: Candidate) =>
    one.currency === currency && (one.group === acquirerId || (orUnnamed && one.group === ''));
}

/** What an operation adds to a book. */
function signedMinor({ kind, amountMinor }: Candidate): number {
  return kind === 'refund' || kind === 'void' ? -amountMinor : amountMinor;
}

function onlyOurs(cause: Suspect['cause'], one: Candidate): Clue {
  return {
    cause,
    side: 'ours',
    transactionIds: [one.id],
    effectMinor: -signedMinor(one),
    otherBatchId: null,
  };
}

function onlyTheirs(cause: Suspect['cause'], one: Candidate): Clue {
  const { id, batchId: otherBatchId } = one;
  return { cause, side: 'theirs', transactionIds: [id], effectMinor: signedMinor(one), otherBatchId };
}

/** Sent in the time of one book, known to be approved in that of the next: each side counts it in another one. */
function lateArrivals(
  book: DaysBook,
  members: readonly Candidate[],
  elsewhere: readonly Candidate[],
): Clue[] {
  const fromBefore = (one: Candidate) => one.sentAt < book.openedAt || book.late.includes(one.id);
  return [
    ...members.filter(fromBefore).map((one) => onlyOurs('late_arrival', one)),
    ...elsewhere.filter((one) => isLateFor(book, one)).map((one) => onlyTheirs('late_arrival', one)),
  ];
}

function isLateFor({ openedAt, closedAt }: DaysBook, one: Candidate): boolean {
  if (one.batchId === null || one.settledAt === null) return false;
  return one.sentAt >= openedAt && one.sentAt < closedAt && one.settledAt > closedAt;
}

/** The number on the slip is that of another book than ours. What follows a sale may quote the number of its sale. */
function wrongBatches(
  book: DaysBook,
  members: readonly Candidate[],
  elsewhere: readonly Candidate[],
): Clue[] {
  const { number } = book;
  if (number === null) return [];
  const says = (one: Candidate) => one.originalId === null && one.number !== null;
  const isHere = (one: Candidate) => one.number !== null && sameNumber(one.number, number);
  const isLate = (one: Candidate) =>
    isLateFor(book, one) || one.sentAt < book.openedAt || book.late.includes(one.id);
  return [
    ...members
      .filter((one) => says(one) && !isHere(one) && !isLate(one))
      .map((one) => onlyOurs('wrong_batch', one)),
    ...elsewhere
      .filter((one) => says(one) && one.batchId !== null && isHere(one) && !isLate(one))
      .map((one) => onlyTheirs('wrong_batch', one)),
  ];
}

/** An answer was lost: we found it approved and the other side does not count it, or the other side counts what we do not. */
function unknownOutcomes(members: readonly Candidate[], elsewhere: readonly Candidate[]): Clue[] {
  return [
    ...members.filter(({ wasUnknown }) => wasUnknown).map((one) => onlyOurs('unknown_outcome', one)),
    ...elsewhere
      .filter((one) => one.batchId === null && one.kind !== 'void')
      .map((one) => onlyTheirs('unknown_outcome', one)),
  ];
}

/** A void that one side counts and the other does not; or that one side takes off although it has dropped the sale too. */
function voidsOnOneSide(members: readonly Candidate[], elsewhere: readonly Candidate[]): Clue[] {
  const voids = members.filter(({ kind, wasUnknown }) => kind === 'void' && !wasUnknown);
  const sales = new Map(members.map((one) => [one.id, one]));
  return [
    ...voids.map((one) => onlyOurs('void_one_side', one)),
    ...elsewhere
      .filter((one) => one.kind === 'void' && one.batchId === null)
      .map((one) => onlyTheirs('void_one_side', one)),
    ...voids.flatMap((one) => {
      const sale = one.originalId && sales.get(one.originalId);
      if (!sale) return [];
      return { ...onlyOurs('void_one_side', sale), transactionIds: [sale.id, one.id] };
    }),
  ];
}

const DOUBLE_WITHIN_MS = 15 * 60_000;

/** The same card paid the same amount twice within minutes, and the other side counts it once. */
function duplicates(members: readonly Candidate[]): Clue[] {
  const sales = members
    .filter(({ kind, last4 }) => kind === 'sale' && last4 !== null)
    .toSorted((a, b) => a.sentAt.getTime() - b.sentAt.getTime());
  const voided = new Set(members.flatMap(({ kind, originalId }) => (kind === 'void' ? [originalId] : [])));
  const alike = Map.groupBy(
    sales.filter(({ id }) => !voided.has(id)),
    ({ last4, amountMinor }) => `${last4} ${amountMinor}`,
  );
  return [...alike.values()].flatMap((group) =>
    group.flatMap((second, place) => {
      const first = group[place - 1];
      if (!first || second.sentAt.getTime() - first.sentAt.getTime() > DOUBLE_WITHIN_MS) return [];
      return { ...onlyOurs('duplicate', second), transactionIds: [first.id, second.id] };
    }),
  );
}

/** More than so many are not tried together: their sums would meet any difference by chance. */
const MOST_TOGETHER = 12;

/** Clues of one kind in twos, in threes, and all of them. */
function combined(clues: readonly Clue[]): Clue[] {
  const alike = Map.groupBy(clues, ({ cause, side }) => `${cause} ${side}`);
  return [...alike.values()].flatMap((group) => {
    const few = group.filter(({ transactionIds }) => transactionIds.length === 1).slice(0, MOST_TOGETHER);
    const sets = [...subsets(few, 2), ...subsets(few, 3), ...(few.length > 3 ? [few] : [])];
    return sets.flatMap((set) => joined(set) ?? []);
  });
}

function joined(set: readonly Clue[]): Clue | null {
  const [first] = set;
  if (!first) return null;
  return {
    ...first,
    transactionIds: set.flatMap(({ transactionIds }) => transactionIds),
    effectMinor: set.reduce((sum, { effectMinor }) => sum + effectMinor, 0),
    otherBatchId: set.every(({ otherBatchId }) => otherBatchId === first.otherBatchId)
      ? first.otherBatchId
      : null,
  };
}

function subsets<T>(all: readonly T[], size: number): T[][] {
  if (size === 0) return [[]];
  return all.flatMap((one, place) => subsets(all.slice(place + 1), size - 1).map((rest) => [one, ...rest]));
}

/** The other side says nothing of an acquirer: all we have of it is missing there. */
function allTogether(members: readonly Candidate[]): Clue[] {
  const all = members.map((one) => onlyOurs('missing', one));
  return all.length > 1 ? [joined(all)].flatMap((one) => one ?? []) : [];
}

function bySending(a: Candidate, b: Candidate): number {
  return a.sentAt.getTime() - b.sentAt.getTime() || (a.id < b.id ? -1 : 1);
}

function byWeight(a: Suspect, b: Suspect): number {
  const weight = WEIGHT[b.cause] - WEIGHT[a.cause];
  const [first, second] = [a, b].map(({ transactionIds }) => transactionIds.join(' '));
  return (
    weight ||
    a.transactionIds.length - b.transactionIds.length ||
    ((first ?? '') < (second ?? '') ? -1 : first === second ? 0 : 1)
  );
}
