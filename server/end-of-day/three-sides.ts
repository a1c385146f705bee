import type { CurrencyCode } from '#server/kernel/money.ts';
import { sameNumber } from '#server/kernel/same-number.ts';
import type { CalendarDay } from '#server/kernel/time.ts';
import type { ReportContent } from './report.ts';
import { reportRows } from './report-rows.ts';

/** What an acquirer's statement says of a terminal on a day. */
export type SaidByAcquirer = {
  /** Empty where the statement names the terminal alone. */
  acquirerId: string;
  day: CalendarDay;
  batchNumber: string | null;
  currency: CurrencyCode;
  amountMinor: number;
};

/** `agreed`: three sides say the same. `unconfirmed`: a side says nothing, and the others do not differ. */
export type Verdict = 'agreed' | 'not_agreed' | 'unconfirmed';

/** Three sides of one acquirer and currency; null: that side says nothing. */
export type ThreeSides = {
  acquirerId: string;
  acquirerName: string | null;
  currency: CurrencyCode;
  oursMinor: number | null;
  terminalMinor: number | null;
  acquirerMinor: number | null;
  verdict: Verdict;
};

/**
 * Our figures of a report beside the terminal's and the acquirer's. Where the bank closes batches, the report holds the bank's
 * figures and the terminal says nothing; a statement then has to agree with them. A line of a statement is of this report when its
 * batch number says so or, without one, its day, unless other reports are of that day too: it may be of any of them. Pure.
 */
export function threeSides(
  content: ReportContent,
  said: readonly SaidByAcquirer[],
  isOnlyOfDay: boolean,
): ThreeSides[] {
  const told = linesByRow(content, said, isOnlyOfDay);
  const rows = new Map(reportRows(content).map((row) => [keyOf(row), row]));
  return told.map(({ acquirerId, acquirerName, currency, oursMinor, lines }) => {
    const row = rows.get(keyOf({ acquirerId, currency }));
    const saidMinor = sumOf(lines);
    const sides = { acquirerId, acquirerName, currency, oursMinor };
    if (!row) {
      const terminalMinor = content.bank || oursMinor === null ? null : terminalOf(rows.values(), currency);
      const stranger = { ...sides, terminalMinor, acquirerMinor: saidMinor };
      const isUnknown = oursMinor === null;
      return {
        ...stranger,
        verdict: isUnknown ? ('not_agreed' as const) : verdictOf(stranger, content.bank !== undefined),
      };
    }
    const other = row.terminal ? row.terminal.minor : null;
    const figures = {
      oursMinor,
      ...(content.bank
        ? { terminalMinor: null, acquirerMinor: saidMinor ?? other }
        : { terminalMinor: other, acquirerMinor: saidMinor }),
    };
    const isSplit = content.bank !== undefined && saidMinor !== null && other !== null && saidMinor !== other;
    return {
      ...sides,
      ...figures,
      verdict:
        isSplit || !row.isAgreed ? ('not_agreed' as const) : verdictOf(figures, content.bank !== undefined),
    };
  });
}

/** What the terminal says of all acquirers of a currency; null when a figure of it is missing. */
function terminalOf(rows: Iterable<ReturnType<typeof reportRows>[number]>, currency: CurrencyCode) {
  const said = [...rows].filter((row) => row.currency === currency).map((row) => row.terminal?.minor ?? null);
  return said.reduce((sum, minor) => (sum === null || minor === null ? null : sum + minor), 0);
}

/** What statements say of one acquirer and currency of a report; `oursMinor` null: our books have nothing of it. */
export type RowLines<L extends SaidByAcquirer> = {
  acquirerId: string;
  acquirerName: string | null;
  currency: CurrencyCode;
  oursMinor: number | null;
  lines: L[];
};

/**
 * The lines of statements that are of a report, beside the row of it that each is about; rows of which no statement speaks have
 * none. Lines that name the terminal alone, where it has several acquirers, are about all of them together; what our report does
 * not know has a row without figures of ours. Pure.
 */
export function linesByRow<L extends SaidByAcquirer>(
  content: ReportContent,
  said: readonly L[],
  isOnlyOfDay: boolean,
): RowLines<L>[] {
  const rows = reportRows(content);
  const ofRow = Map.groupBy(
    said.filter((line) => isOf(content, line, isOnlyOfDay)),
    (line) => keyOf({ acquirerId: ownerOf(line, rows), currency: line.currency }),
  );
  const known = rows.map(({ acquirerId, acquirerName, currency, ours }) => ({
    ...{ acquirerId, acquirerName, currency, oursMinor: ours?.minor ?? null },
    lines: ofRow.get(keyOf({ acquirerId, currency })) ?? [],
  }));
  const keys = new Set(rows.map(keyOf));
  const strangers = [...ofRow].flatMap(([key, lines]) => {
    const [first] = lines;
    if (!first || keys.has(key)) return [];
    const { currency } = first;
    const acquirerId = ownerOf(first, rows);
    const ofCurrency = known.filter((row) => row.currency === currency);
    const isWhole =
      acquirerId === '' && ofCurrency.length > 0 && ofCurrency.every((row) => row.lines.length === 0);
    const oursMinor = isWhole ? ofCurrency.reduce((sum, row) => sum + (row.oursMinor ?? 0), 0) : null;
    return [{ acquirerId, acquirerName: null, currency, oursMinor, lines }];
  });
  return [...known, ...strangers];
}

function verdictOf(
  {
    oursMinor,
    terminalMinor,
    acquirerMinor,
  }: Pick<ThreeSides, 'oursMinor' | 'terminalMinor' | 'acquirerMinor'>,
  isByBank: boolean,
): Verdict {
  const sides = isByBank ? [oursMinor, acquirerMinor] : [oursMinor, terminalMinor, acquirerMinor];
  const known = sides.filter((side) => side !== null);
  if (new Set(known).size > 1) return 'not_agreed';
  return known.length === sides.length ? 'agreed' : 'unconfirmed';
}

function isOf(content: ReportContent, { batchNumber, day }: SaidByAcquirer, isOnlyOfDay: boolean): boolean {
  const number = content.bank?.batchNumber ?? content.batchNumber;
  if (batchNumber !== null && number !== null) return sameNumber(batchNumber, number);
  return isOnlyOfDay && day === (content.bank?.date ?? content.businessDate);
}

/** A line that names the terminal alone is of the one acquirer it has in that currency; of no single one where it has several. */
function ownerOf(line: SaidByAcquirer, rows: ReturnType<typeof reportRows>): string {
  if (line.acquirerId !== '') return line.acquirerId;
  const own = rows.filter(({ currency }) => currency === line.currency);
  return own.length === 1 ? (own[0]?.acquirerId ?? '') : '';
}

function keyOf({ acquirerId, currency }: { acquirerId: string; currency: CurrencyCode }): string {
  return `${currency} ${acquirerId}`;
}

/** What lines say together; null when there are none. Pure. */
export function sumOf(lines: readonly Pick<SaidByAcquirer, 'amountMinor'>[]): number | null {
  return lines.length === 0 ? null : lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
}
