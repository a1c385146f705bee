import { z } from 'zod';
import { storedJournalWish } from '#server/journals/journal-wish.ts';
import { LOCALES } from '#server/kernel/locale.ts';
import type { BusinessCalendar } from '#server/kernel/time.ts';
import { withinDays } from '#server/transactions/period.ts';
import { EXPORT_FORMS, type ExportWish } from './export-wish.ts';
import type { DaySpan } from './schedule-days.ts';
import { storedFilter } from './stored-filter.ts';

const scheduledTransactions = z.object({
  what: z.literal('transactions'),
  form: z.enum(EXPORT_FORMS),
  filter: storedFilter,
  query: z.string(),
  filterInWords: z.string(),
  locale: z.enum(LOCALES),
});

/** What each file of a schedule is to hold, without its days, as it is stored. */
export const storedScheduleWish = z.discriminatedUnion('what', [
  scheduledTransactions,
  storedJournalWish.omit({ from: true, to: true }),
]);
export type ScheduleWish = z.output<typeof storedScheduleWish>;

/** The wish of a schedule for some days. Pure. */
export function wishFor(wish: ScheduleWish, days: DaySpan, calendar: BusinessCalendar): ExportWish {
  if (wish.what === 'journal') return { ...wish, ...days };
  const { from, to } = days;
  return {
    ...wish,
    filter: [...wish.filter, withinDays(days, calendar)],
    query: `${wish.query && `${wish.query}&`}from=${from}&to=${to}`,
    filterInWords: [wish.filterInWords, from === to ? from : `${from} – ${to}`].filter(Boolean).join('; '),
  };
}
