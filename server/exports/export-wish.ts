import { z } from 'zod';
import type { ListFilter } from '#db/queries/transaction-conditions.ts';
import { type JournalWish, storedJournalWish } from '#server/journals/journal-wish.ts';
import { LOCALES, type Locale } from '#server/kernel/locale.ts';
import { storedFilter } from './stored-filter.ts';

/** The forms of a file of transactions. */
export const EXPORT_FORMS = ['csv', 'xlsx'] as const;
export type ExportForm = (typeof EXPORT_FORMS)[number];

/** A filter of the list as a file: as it was understood, as it stands in the address, and in words. */
export type TransactionsWish = {
  form: ExportForm;
  filter: ListFilter;
  query: string;
  filterInWords: string;
  locale: Locale;
};

/** What a file is wished to hold. */
export type ExportWish = ({ what: 'transactions' } & TransactionsWish) | JournalWish;

const storedTransactionsWish = z.object({
  what: z.literal('transactions'),
  form: z.enum(EXPORT_FORMS),
  filter: storedFilter,
  query: z.string(),
  filterInWords: z.string(),
  locale: z.enum(LOCALES),
});

/** A wish as it is stored. */
export const storedWish: z.ZodType<ExportWish> = z.discriminatedUnion('what', [
  storedTransactionsWish,
  storedJournalWish,
]);

/** A wish as the audit keeps it: what of, in which form, and of which filter. */
export function wishForAudit(wish: ExportWish): { what: string; form: string; filter: string } {
  switch (wish.what) {
    case 'transactions':
      return { what: wish.what, form: wish.form, filter: wish.query };
    case 'journal':
      return {
        what: wish.what,
        form: wish.target,
        filter: `from=${wish.from}&to=${wish.to}&per=${wish.per}&environment=${wish.environment}`,
      };
  }
}
