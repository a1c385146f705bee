import { z } from 'zod';
import { messageKey } from '#server/i18n/message-key.ts';
import { addDays, type CalendarDay, parseDay } from '#server/kernel/time.ts';
import { GROUPINGS, MOST_DAYS, TARGETS } from './journal-wish.ts';

const day = z.string().transform((text, context): CalendarDay => {
  const read = parseDay(text);
  if (read) return read;
  context.addIssue({ code: 'custom', message: messageKey('exports.problems.day') });
  return z.NEVER;
});

/** A journal as somebody wishes for it. */
export const journalForm = z
  .object({
    intentKey: z.uuid(),
    target: z.enum(TARGETS),
    from: day,
    to: day,
    per: z.enum(GROUPINGS),
    environment: z.enum(['live', 'sandbox']),
  })
  .refine(({ from, to }) => from <= to, {
    error: messageKey('exports.problems.endBeforeStart'),
    path: ['to'],
  })
  .refine(({ from, to }) => to < addDays(from, MOST_DAYS), {
    error: messageKey('exports.problems.tooLong'),
    path: ['to'],
    params: { most: MOST_DAYS },
  });
export type JournalForm = z.output<typeof journalForm>;
