import type { TransactionId } from '#server/kernel/ids.ts';

/** What of a line of a statement tells which operation it is. */
export type NamingLine = { amountMinor: number; reference: string | null };

/** An operation of our book by what a statement may call it. */
export type NamedBook = {
  id: TransactionId;
  kind: 'sale' | 'capture' | 'refund' | 'void';
  amountMinor: number;
  originalId: TransactionId | null;
  rrn: string | null;
  authCode: string | null;
  providerPaymentId: string | null;
};

/**
 * How a line stands beside our book. `by_amount`: nothing of ours has its reference, but an operation without a line has its
 * amount. `sum`: the statement tells sums, and this line is a part of one.
 */
export type LineFinding = 'agrees' | 'by_amount' | 'other_amount' | 'twice' | 'not_ours' | 'sum';

/** A line and the operation it is held against; null where there is none. */
export type HeldLine<L> = { line: L; finding: LineFinding; transactionId: TransactionId | null };

/** Lines held against a book; `missing`: what is in the book and on no line, null where the statement tells sums. */
export type HeldLines<L> = { lines: HeldLine<L>[]; missing: TransactionId[] | null };

/**
 * Holds the lines of a statement against the operations of a book, by their references: the bank's (RRN), the approval code, or
 * the provider's payment id. They name operations when each line has a reference and one of them is met; else they are parts of a
 * sum. A sale and its void that are both on no line are missing to nobody. Pure.
 */
export function matchLines<L extends NamingLine>(
  lines: readonly L[],
  book: readonly NamedBook[],
): HeldLines<L> {
  const byName = nameBook(book);
  const found = lines.map((line) => ({ line, named: byName.get(nameOf(line.reference)) ?? [] }));
  const isByOperation =
    lines.every(({ reference }) => reference !== null) && found.some(({ named }) => named.length > 0);
  if (!isByOperation) {
    return { lines: lines.map((line) => ({ line, finding: 'sum', transactionId: null })), missing: null };
  }
  const taken = new Set<TransactionId>();
  const byReference = found.map(({ line, named }): HeldLine<L> => {
    const free = named.filter(({ id }) => !taken.has(id));
    const one = free.find((other) => signedMinor(other) === line.amountMinor) ?? free[0];
    if (!one)
      return { line, finding: named.length > 0 ? 'twice' : 'not_ours', transactionId: named[0]?.id ?? null };
    taken.add(one.id);
    const isSame = signedMinor(one) === line.amountMinor;
    return { line, finding: isSame ? 'agrees' : 'other_amount', transactionId: one.id };
  });
  const left = withoutVoids(book.filter(({ id }) => !taken.has(id)));
  const held = byReference.map((one): HeldLine<L> => {
    if (one.finding !== 'not_ours') return one;
    const alike = left.find((other) => !taken.has(other.id) && signedMinor(other) === one.line.amountMinor);
    if (!alike) return one;
    taken.add(alike.id);
    return { line: one.line, finding: 'by_amount', transactionId: alike.id };
  });
  const missing = left.filter(({ id }) => !taken.has(id));
  return { lines: held, missing: missing.map(({ id }) => id) };
}

/** Whether a statement and a book tell the same, line by line. Pure. */
export function isHeldWhole({ lines, missing }: HeldLines<NamingLine>): boolean {
  return (
    (missing ?? []).length === 0 &&
    lines.every(({ finding }) => finding === 'agrees' || finding === 'by_amount' || finding === 'sum')
  );
}

/** Which operation of a book a line names: the only one that has both its reference and its amount. Pure. */
export function operationNamed(book: readonly NamedBook[]): (line: NamingLine) => TransactionId | null {
  const byName = nameBook(book);
  return ({ reference, amountMinor }) => {
    if (reference === null) return null;
    const named = (byName.get(nameOf(reference)) ?? []).filter((one) => signedMinor(one) === amountMinor);
    return named.length === 1 ? (named[0]?.id ?? null) : null;
  };
}

/** Every operation by each of its names. */
function nameBook(book: readonly NamedBook[]): ReadonlyMap<string, NamedBook[]> {
  const names = book.flatMap((one) =>
    [
      ...new Set([one.rrn, one.authCode, one.providerPaymentId].filter((name) => name !== null).map(nameOf)),
    ].map((name) => ({ name, one })),
  );
  return new Map(
    [...Map.groupBy(names, ({ name }) => name)].map(([name, all]) => [name, all.map(({ one }) => one)]),
  );
}

/** References are compared without the zeros some write before them and others do not. */
function nameOf(reference: string | null): string {
  return (reference ?? '').toUpperCase().replace(/^0+(?=.)/, '');
}

/** What an operation adds to a book. */
function signedMinor({ kind, amountMinor }: NamedBook): number {
  return kind === 'refund' || kind === 'void' ? -amountMinor : amountMinor;
}

function withoutVoids(left: readonly NamedBook[]): NamedBook[] {
  const voids = new Map(
    left.flatMap((one) => (one.kind === 'void' && one.originalId ? [[one.originalId, one]] : [])),
  );
  const pairs = left.flatMap((one) => {
    const undone = voids.get(one.id);
    return undone && undone.amountMinor === one.amountMinor ? [one.id, undone.id] : [];
  });
  return left.filter(({ id }) => !pairs.includes(id));
}
