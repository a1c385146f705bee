import type { ExportRow } from '#db/queries/export-rows.ts';
import type { Stated } from '#server/journals/stated.ts';
import { dayIn } from '#server/kernel/time.ts';
import type { FilterChoices } from '#server/transactions/list-filter-choices.ts';
import { exportCsv } from './export-csv.ts';
import type { TransactionsWish } from './export-wish.ts';
import { exportWords } from './export-words.ts';
import { exportXlsx } from './export-xlsx.ts';
import type { Origin } from './statement.ts';
import { type MayExport, type RowSource, streamRows } from './stream-rows.ts';
import { csvWriter } from './write-csv.ts';
import { zip } from './zip.ts';

/** A file while it is being made; `stated`: what is said beside it, once it is whole. */
export type ExportFile = {
  name: string;
  type: string;
  body: AsyncGenerator<Uint8Array>;
  stated?: () => Stated;
};

/** For whom a file is made, when, and who wants to hear of each step how many rows are in it so far. */
export type Making = { at: Date; madeBy: string; onRows?: (count: number) => void };

/**
 * A file of exactly what a filter holds, in a language. Made as it is read: however large, little of it is in memory, and it is
 * never there as a whole.
 */
export function composeTransactions(
  ctx: MayExport,
  { form, filter, filterInWords, locale }: TransactionsWish,
  choices: FilterChoices,
  { at, madeBy, onRows = () => undefined }: Making,
): ExportFile {
  const { merchant } = ctx;
  const { timeZone } = merchant.calendar;
  const words = exportWords(locale, timeZone, choices);
  const origin: Origin = {
    merchant: merchant.legalName || merchant.name,
    filter: filterInWords,
    timeZone,
    madeAt: words.onClock(String(at.getTime())),
    madeBy,
  };
  const name = `${words.file.name}-${merchant.slug}-${dayIn(at, timeZone)}.${form}`;
  const tell = counter(onRows);
  if (form === 'csv') {
    const text = exportCsv(tell(streamRows(ctx, filter)), { origin, words, csv: csvWriter(locale) });
    return { name, type: 'text/csv; charset=utf-8', body: inBytes(text) };
  }
  const sources = choices.devices.map(({ deviceId, label, branchName }) => ({
    label,
    branchName,
    rows: tell(streamRows(ctx, [...filter, { by: 'device', ids: [deviceId] }])),
  }));
  return {
    name,
    type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    body: zip(exportXlsx(sources, { origin, words }), at),
  };
}

/** Lets rows through and says how many there were so far, over all sources that it was given. */
function counter(onRows: (count: number) => void) {
  let count = 0;
  return async function* tell(rows: RowSource): AsyncGenerator<readonly ExportRow[]> {
    for await (const batch of rows) {
      count += batch.length;
      onRows(count);
      yield batch;
    }
  };
}

/** Text as it goes over a wire. */
export async function* inBytes(text: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  for await (const part of text) yield encoder.encode(part);
}
