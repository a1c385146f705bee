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
  const lines = said.filter((line) => isOf(content, line, isOnlyOfDay));
  const rows = reportRows(content);
  const keys = new Set(rows.map(keyOf));
  const taken = (row: { acquirerId: string; currency: CurrencyCode }) =>
    lines.filter((line) => line.currency === row.currency && ownerOf(line, rows) === row.acquirerId);
  const strangers = [...Map.groupBy(lines, (line) => `${line.currency} ${ownerOf(line, rows)}`)].flatMap(
    ([key, [first]]) => (first && !keys.has(key) ? [{ ...first, acquirerId: ownerOf(first, rows) }] : []),
  );
  return [
    ...rows.map((row) => {
      const { acquirerId, acquirerName, currency } = row;
      const other = row.terminal ? row.terminal.minor : null;
      const told = sumOf(taken(row));
      const sides = content.bank
        ? { terminalMinor: null, acquirerMinor: told ?? other }
        : { terminalMinor: other, acquirerMinor: told };
      const figures = { oursMinor: row.ours?.minor ?? null, ...sides };
      const isSplit = content.bank !== undefined && told !== null && other !== null && told !== other;
      return {
        ...{ acquirerId, acquirerName, currency, ...figures },
        verdict:
          isSplit || !row.isAgreed ? ('not_agreed' as const) : verdictOf(figures, content.bank !== undefined),
      };
    }),
    ...strangers.map(({ acquirerId, currency }) => ({
      acquirerId,
      acquirerName: null,
      currency,
      oursMinor: null,
      terminalMinor: null,
      acquirerMinor: sumOf(taken({ acquirerId, currency })),
      verdict: 'not_agreed' as const,
    })),
  ];
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

/** A line that names the terminal alone is of the one acquirer it has in that currency; of none where it has several. */
function ownerOf(line: SaidByAcquirer, rows: ReturnType<typeof reportRows>): string {
  if (line.acquirerId !== '') return line.acquirerId;
  const own = rows.filter(({ currency }) => currency === line.currency);
  return own.length === 1 ? (own[0]?.acquirerId ?? '') : '';
}

function keyOf({ acquirerId, currency }: { acquirerId: string; currency: CurrencyCode }): string {
  return `${currency} ${acquirerId}`;
}

function sumOf(lines: readonly SaidByAcquirer[]): number | null {
  return lines.length === 0 ? null : lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
}
