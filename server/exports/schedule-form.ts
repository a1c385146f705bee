import { z } from 'zod';
import { CADENCES } from '#db/schema/export-schedules.ts';
import { TARGETS, type Target } from '#server/journals/journal-wish.ts';
import { type ExportScheduleId, isId, type ViewId } from '#server/kernel/ids.ts';
import { requiredTextField } from '#server/transactions/form-fields.ts';
import { EXPORT_FORMS } from './export-wish.ts';

/** What a schedule is of: a saved view, all transactions, or a journal; as one value of a form. */
export type ScheduledWhat = { view: ViewId } | { all: true } | { journal: Target };

const what = z.string().transform((text, context): ScheduledWhat => {
  const [kind, of = ''] = text.split(':');
  if (text === 'all') return { all: true };
  if (kind === 'view' && isId('view', of)) return { view: of };
  const target = TARGETS.find((one) => one === of);
  if (kind === 'journal' && target) return { journal: target };
  context.addIssue({ code: 'custom' });
  return z.NEVER;
});

/** A schedule as it is sent. */
export const scheduleForm = z.object({
  name: requiredTextField(60),
  what,
  form: z.enum(EXPORT_FORMS),
  cadence: z.enum(CADENCES),
  hour: z
    .string()
    .regex(/^\d{1,2}$/)
    .transform(Number)
    .pipe(z.int().max(23)),
});

/** Which schedule. */
export const scheduleIdForm = z.object({
  scheduleId: z.custom<ExportScheduleId>((text) => typeof text === 'string' && isId('exportSchedule', text)),
});
