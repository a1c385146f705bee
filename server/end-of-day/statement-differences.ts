import type { TransactionId } from '#server/kernel/ids.ts';
import type { CurrencyCode } from '#server/kernel/money.ts';
import { isHeldWhole, matchLines, type NamedBook, type NamingLine, operationNamed } from './match-lines.ts';
import { type RowLines, type SaidByAcquirer, sumOf } from './three-sides.ts';

/** A line of a statement with everything that is held against a report. */
export type SaidLine = SaidByAcquirer & NamingLine;

/** An operation of the book of a report, as a statement is held against it. */
export type BookedOperation = NamedBook & { currency: CurrencyCode; group: string };

/** Where what the statements say of a report differs from our books, and what their variance tells. */
export type StatementDifference = {
  acquirerId: string;
  acquirerName: string | null;
  currency: CurrencyCode;
  oursMinor: number | null;
  theirsMinor: number;
  /** theirs − ours; zero where the sums agree and the lines do not. */
  differenceMinor: number;
};

/**
 * What somebody has to account for between a report and the statements that speak of it: each acquirer and currency in which the
 * sums differ or, where the lines name operations, the lines. Nothing where no statement speaks. Pure.
 */
export function statementDifferences(
  rows: readonly RowLines<SaidLine>[],
  book: readonly BookedOperation[],
): StatementDifference[] {
  return rows.flatMap((row) => {
    const theirsMinor = sumOf(row.lines);
    if (theirsMinor === null) return [];
    const { acquirerId, acquirerName, currency, oursMinor } = row;
    const differenceMinor = theirsMinor - (oursMinor ?? 0);
    const isSame = differenceMinor === 0 && isHeldWhole(matchLines(row.lines, bookOfRow(row, book)));
    return isSame ? [] : [{ acquirerId, acquirerName, currency, oursMinor, theirsMinor, differenceMinor }];
  });
}

/** The operations that a row of a report is the sum of; all of a currency where the row names the terminal alone. Pure. */
export function bookOfRow<O extends { currency: CurrencyCode; group: string }>(
  { acquirerId, currency }: { acquirerId: string; currency: CurrencyCode },
  book: readonly O[],
): O[] {
  const ofCurrency = book.filter((one) => one.currency === currency);
  const own = ofCurrency.filter((one) => one.group === acquirerId);
  return own.length === 0 && acquirerId === '' ? ofCurrency : own;
}

/**
 * Lines as they count: what two files say of the same payment or sum is said once. Files of a day and of its month overlap; one may
 * call a payment by its approval code, the other by the bank's reference. Within one file every line counts: the reading has refused
 * those that repeat another. Pure.
 */
export function countedOnce<L extends SaidLine & { statementId: string }>(
  lines: readonly L[],
  book: readonly NamedBook[],
): L[] {
  const named = operationNamed(book);
  const alike = Map.groupBy(
    lines,
    (line) =>
      named(line) ??
      [line.acquirerId, line.day, line.batchNumber, line.currency, line.amountMinor, line.reference].join(
        '\u001f',
      ),
  );
  return [...alike.values()].flatMap((same) => {
    const byFile = [...Map.groupBy(same, ({ statementId }) => statementId).values()];
    return byFile.reduce((most, file) => (file.length > most.length ? file : most), []);
  });
}

/** What a person has said of a difference before; an open one says it still. */
export type KnownDifference = Pick<StatementDifference, 'acquirerId' | 'currency'> & {
  kind: string;
  state: string;
  theirsMinor: number | null;
  oursMinor: number | null;
};

/** Whether a difference is kept already: as one of a statement, or because the other side of the report said the same. Pure. */
export function isKept(difference: StatementDifference, known: readonly KnownDifference[]): boolean {
  return known.some(
    (one) =>
      one.state !== 'withdrawn' &&
      (one.kind === 'statement' || one.kind === 'sum') &&
      one.acquirerId === difference.acquirerId &&
      one.currency === difference.currency &&
      one.theirsMinor === difference.theirsMinor &&
      one.oursMinor === difference.oursMinor,
  );
}

/** Operations that a statement leaves in question: those it names as they are cannot be the cause. Pure. */
export function inQuestion<O extends { id: TransactionId }>(
  members: readonly O[],
  lines: readonly NamingLine[],
  book: readonly NamedBook[],
): O[] {
  const held = matchLines(lines, book);
  if (held.missing === null) return [...members];
  const settled = new Set(
    held.lines.flatMap((one) => (one.finding === 'agrees' && one.transactionId ? [one.transactionId] : [])),
  );
  return members.filter(({ id }) => !settled.has(id));
}
