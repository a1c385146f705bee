import type { CurrencyCode } from '#server/kernel/money.ts';
import { byAcquirer } from './compute.ts';
import type { FiscalLine, OursLine, ReportContent, TerminalLine } from './report.ts';

/** What a reader should know of a row that is not in its figures. */
export type RowNote =
  /** We hold operations of an acquirer the terminal does not mention. */
  | 'not_listed'
  /** The terminal mentions it, but sends figures without a currency; ours in this one are confirmed by nothing. */
  | 'other_currency'
  /** The terminal counts operations of an acquirer we hold none of. */
  | 'not_ours'
  | 'unreadable'
  | 'not_closed';

/** Both sides of one acquirer and currency, side by side. Null: that side has nothing of it. */
export type ReportRow = {
  acquirerId: string;
  acquirerName: string | null;
  currency: CurrencyCode;
  ours: { minor: number; count: number } | null;
  /** `minor` is null when an amount of it could not be read, `count` when none was told. */
  terminal: { minor: number | null; count: number | null } | null;
  /** Terminal − ours. */
  differenceMinor: number;
  isAgreed: boolean;
  notes: RowNote[];
};

/** All acquirers of one currency together. */
export type ReportTotal = {
  currency: CurrencyCode;
  oursMinor: number;
  /** Null when a figure is missing or could not be read: then there is no sum, not a smaller one. */
  terminalMinor: number | null;
  differenceMinor: number;
};

/** A frozen report laid out for reading: every line of either side appears, agreed or not. Decides nothing anew. Pure. */
export function reportRows(content: ReportContent): ReportRow[] {
  const keys = new Map(
    [...content.ours, ...content.terminal, ...content.differences].map((line) => [keyOf(line), line]),
  );
  return [...keys.values()].sort(byAcquirer).map((line) => {
    const ours = content.ours.find((one) => keyOf(one) === keyOf(line)) ?? null;
    const entries = content.terminal.filter((one) => keyOf(one) === keyOf(line));
    const difference = content.differences.find((one) => keyOf(one) === keyOf(line));
    return {
      acquirerId: line.acquirerId,
      acquirerName: ours?.acquirerName ?? entries.find((one) => one.acquirerName)?.acquirerName ?? null,
      currency: line.currency,
      ours: ours && { minor: ours.netMinor, count: countOfOurs(ours) },
      terminal: entries.length === 0 ? null : { minor: sumOf(entries), count: countOf(entries) },
      differenceMinor: difference?.differenceMinor ?? 0,
      isAgreed: !difference,
      notes: difference ? notesOf(content, ours, entries, line.acquirerId) : [],
    };
  });
}

/** The sums under the rows, per currency and in a fixed order. Pure. */
export function reportTotals(rows: readonly ReportRow[]): ReportTotal[] {
  return [...Map.groupBy(rows, (row) => row.currency)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([currency, ofOne]) => ({
      currency,
      oursMinor: ofOne.reduce((sum, row) => sum + (row.ours?.minor ?? 0), 0),
      terminalMinor: ofOne.reduce<number | null>((sum, row) => plus(sum, terminalMinor(row)), 0),
      differenceMinor: ofOne.reduce((sum, row) => sum + row.differenceMinor, 0),
    }));
}

/** The whole of a fiscal day per currency, in a fixed order: what the register's own total is compared with. Pure. */
export function fiscalTotals(lines: readonly FiscalLine[]): { currency: CurrencyCode; netMinor: number }[] {
  return [...Map.groupBy(lines, (line) => line.currency)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([currency, ofOne]) => ({
      currency,
      netMinor: ofOne.reduce((sum, line) => sum + line.netMinor, 0),
    }));
}

function notesOf(
  content: ReportContent,
  ours: OursLine | null,
  entries: readonly TerminalLine[],
  acquirerId: string,
): RowNote[] {
  const isKnownElsewhere = content.terminal.some((one) => one.acquirerId === acquirerId);
  return [
    ...(entries.length === 0
      ? [isKnownElsewhere ? ('other_currency' as const) : ('not_listed' as const)]
      : []),
    ...(ours === null && entries.length > 0 ? ['not_ours' as const] : []),
    ...(entries.some((one) => one.amountMinor === null) ? ['unreadable' as const] : []),
    ...(entries.some((one) => !one.isClosed) ? ['not_closed' as const] : []),
  ];
}

/** Operations that moved money on our side of an acquirer. */
export function countOfOurs(line: OursLine): number {
  return line.saleCount + line.captureCount + line.refundCount + line.voidCount;
}

/** A row the terminal says nothing of leaves no sum, unless we hold nothing of it either. */
function terminalMinor(row: ReportRow): number | null {
  return row.terminal ? row.terminal.minor : row.ours ? null : 0;
}

function sumOf(entries: readonly TerminalLine[]): number | null {
  return entries.reduce<number | null>((sum, entry) => plus(sum, entry.amountMinor), 0);
}

function countOf(entries: readonly TerminalLine[]): number | null {
  return entries.reduce<number | null>((count, entry) => plus(count, entry.count), 0);
}

function plus(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : a + b;
}

function keyOf(line: { acquirerId: string; currency: string }): string {
  return `${line.currency} ${line.acquirerId}`;
}
