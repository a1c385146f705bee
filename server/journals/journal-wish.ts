import { z } from 'zod';
import { LOCALES } from '#server/kernel/locale.ts';
import { CURRENCY_CODES } from '#server/kernel/money.ts';
import { type CalendarDay, parseDay } from '#server/kernel/time.ts';

/** The ledger programmes that entries are written for. */
export const TARGETS = ['logo', 'mikro', 'parasut', 'quickbooks', 'xero'] as const;
export type Target = (typeof TARGETS)[number];

/** One entry for each business day and device, or one for each operation. */
export const GROUPINGS = ['day', 'transaction'] as const;

/** The longest stretch of days in one file. */
export const MOST_DAYS = 366;

const day = z.custom<CalendarDay>((value) => typeof value === 'string' && parseDay(value) !== null);

/** The entries of business days, both ends included, for a programme. */
export const storedJournalWish = z.object({
  what: z.literal('journal'),
  target: z.enum(TARGETS),
  from: day,
  to: day,
  per: z.enum(GROUPINGS),
  currency: z.enum(CURRENCY_CODES),
  environment: z.enum(['live', 'sandbox']),
  locale: z.enum(LOCALES),
});
export type JournalWish = z.output<typeof storedJournalWish>;
