import type { ExportWords } from './export-words.ts';
import { netsOf, type Tally } from './tally.ts';

/** One line of what a file states of itself: a label and its value; a sum has a number of rows and an amount too. */
export type StatementLine =
  | { label: string; text: string }
  | { label: string; count: number }
  | { label: string; count: number | null; minor: number; currency: string };

/** What a file was made of: for whom, of which filter, in which zone, when. */
export type Origin = { merchant: string; filter: string; timeZone: string; madeAt: string; madeBy: string };

/** What a file states of itself at its end: where it is from, how many rows it has, and what they come to. Pure. */
export function statementOf(origin: Origin, tally: Tally, { file, kinds }: ExportWords): StatementLine[] {
  return [
    { label: file.merchant, text: origin.merchant },
    { label: file.filter, text: origin.filter || file.everything },
    { label: file.timeZone, text: origin.timeZone },
    { label: file.madeAt, text: origin.madeAt },
    { label: file.madeBy, text: origin.madeBy },
    { label: file.rows, count: tally.count },
    ...tally.sums
      .toSorted((a, b) => (`${a.currency} ${a.kind}` < `${b.currency} ${b.kind}` ? -1 : 1))
      .map(({ kind, count, amountMinor, currency }) => ({
        label: `${file.approved}: ${kinds.get(kind) ?? kind}`,
        count,
        minor: kind === 'refund' || kind === 'void' ? -amountMinor : amountMinor,
        currency,
      })),
    ...netsOf(tally).map(({ currency, minor }) => ({ label: file.net, count: null, minor, currency })),
  ];
}
