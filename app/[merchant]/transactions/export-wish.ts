import { getLocale, getTranslations } from 'next-intl/server';
import type { Context } from '#server/auth/context.ts';
import type { ExportForm, TransactionsWish } from '#server/exports/export-wish.ts';
import type { Locale } from '#server/kernel/locale.ts';
import { listQuery } from '#server/transactions/list-query.ts';
import type { ListReader } from '#server/transactions/list-reader.ts';
import { type QueryValues, readListRequest } from '#server/transactions/transaction-filter.ts';
import { chipsOf } from './(list)/chips.ts';
import { listReader } from './list-reader.ts';

/** The filter of an address as the wish for a file, in the reader's language; null when part of it cannot be understood. */
export async function exportWish(
  ctx: Context<'transactions:export'>,
  values: QueryValues,
  form: ExportForm,
): Promise<{ wish: TransactionsWish; reader: ListReader } | null> {
  const reader = await listReader(ctx);
  const list = readListRequest(values, reader);
  if (!list.filter || !list.tab) return null;
  const [locale, tabs, chips] = await Promise.all([
    getLocale() as Promise<Locale>,
    getTranslations('transactions.tabs'),
    chipsOf('/', values, list, reader),
  ]);
  const narrowed = chips.map(({ name, value }) => `${name}: ${value}`);
  const filterInWords = [...(list.tab === 'all' ? [] : [tabs(list.tab)]), ...narrowed].join('; ');
  return { wish: { form, filter: list.filter, query: listQuery(values), filterInWords, locale }, reader };
}
