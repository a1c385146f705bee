import type { ListFilter } from '#db/queries/transaction-conditions.ts';
import { record } from '#server/audit/record.ts';
import type { Context } from '#server/auth/context.ts';
import type { Locale } from '#server/kernel/locale.ts';
import { dayIn } from '#server/kernel/time.ts';
import type { FilterChoices } from '#server/transactions/list-filter-choices.ts';
import { exportCsv } from './export-csv.ts';
import { exportWords } from './export-words.ts';
import { exportXlsx } from './export-xlsx.ts';
import type { Origin } from './statement.ts';
import { streamRows } from './stream-rows.ts';
import { csvWriter } from './write-csv.ts';
import { zip } from './zip.ts';

/** The forms of a file. */
export const EXPORT_FORMS = ['csv', 'xlsx'] as const;
export type ExportForm = (typeof EXPORT_FORMS)[number];

/** What is to be exported: the filter, as it is read and as it stands in the address and in words, and in which form. */
export type ExportWish = {
  form: ExportForm;
  filter: ListFilter;
  query: string;
  filterInWords: string;
  locale: Locale;
};

/** A file while it is being made. */
export type ExportFile = { name: string; type: string; body: AsyncGenerator<Uint8Array> };

/**
 * Starts a file of exactly what a filter holds, in a language, and keeps in the audit who asked for it. Made as it
 * is read: however large, little of it is in memory, and it is never there as a whole.
 */
export async function exportTransactions(
  ctx: Context<'transactions:export'>,
  { form, filter, query, filterInWords, locale }: ExportWish,
  choices: FilterChoices,
): Promise<ExportFile> {
  const { merchant, actor, clock } = ctx;
  const at = clock.now();
  await ctx.inTransaction((tx) =>
    record(tx, merchant.id, ctx.auditKey, {
      at,
      actor: { kind: 'user', id: actor.id },
      action: 'transactions.exported',
      objectId: merchant.id,
      result: 'done',
      data: { form, filter: query },
    }),
  );
  const { timeZone } = merchant.calendar;
  const words = exportWords(locale, timeZone, choices);
  const origin: Origin = {
    merchant: merchant.legalName || merchant.name,
    filter: filterInWords,
    timeZone,
    madeAt: words.onClock(String(at.getTime())),
    madeBy: actor.name,
  };
  const name = `${words.file.name}-${merchant.slug}-${dayIn(at, timeZone)}.${form}`;
  if (form === 'csv') {
    const text = exportCsv(streamRows(ctx, filter), { origin, words, csv: csvWriter(locale) });
    return { name, type: 'text/csv; charset=utf-8', body: inBytes(text) };
  }
  const sources = choices.devices.map(({ deviceId, label, branchName }) => ({
    label,
    branchName,
    rows: streamRows(ctx, [...filter, { by: 'device', ids: [deviceId] }]),
  }));
  return {
    name,
    type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    body: zip(exportXlsx(sources, { origin, words }), at),
  };
}

async function* inBytes(text: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  for await (const part of text) yield encoder.encode(part);
}
