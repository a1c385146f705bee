import { z } from 'zod';
import { CAUSES } from '#db/schema/variances.ts';
import { messageKey } from '#server/i18n/message-key.ts';
import type { CalendarDay } from '#server/kernel/time.ts';
import { idField, requiredTextField, textField } from '#server/transactions/form-fields.ts';
import type { VarianceWish } from './settle-variance.ts';

const MAX_TEXT = 500;
/** Shorter than this nobody else can follow it. */
const MIN_REASON = 10;

/** Why, in a person's words: on several lines in the form, on one in the books. */
export const reasonField = z
  .string()
  .max(MAX_TEXT + 100)
  .transform((text) => text.replace(/\s*\r?\n\s*/g, ' '))
  .pipe(textField(MAX_TEXT))
  .pipe(z.string().min(MIN_REASON, { error: messageKey('match.problem.reason') }));

const emptyOr = <S extends z.ZodType>(schema: S) => z.union([z.literal('').transform(() => null), schema]);

const dayField = z
  .string()
  .refine((text): text is CalendarDay => isDay(text), { error: messageKey('match.problem.day') });

function isDay(text: string): boolean {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00:00Z`) : null;
  return at !== null && !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}

const varianceId = idField('variance');

/** What a person says of a variance; `transactionIds` are those of the suspect, apart by blanks. */
export const varianceForm: z.ZodType<VarianceWish> = z.discriminatedUnion('step', [
  z.strictObject({
    step: z.literal('explained'),
    varianceId,
    cause: z.enum(CAUSES, { error: messageKey('match.problem.cause') }),
    transactionIds: z
      .string()
      .max(6_000)
      .transform((text) => text.split(' ').filter((part) => part !== ''))
      .pipe(z.array(idField('transaction')).max(200)),
    reason: reasonField,
  }),
  z.strictObject({ step: z.literal('accepted'), varianceId, reason: reasonField }),
  z.strictObject({ step: z.literal('reopened'), varianceId, reason: reasonField }),
  z.strictObject({ step: z.literal('noted'), varianceId, text: requiredTextField(MAX_TEXT) }),
  z.strictObject({
    step: z.literal('assigned'),
    varianceId,
    ownerId: emptyOr(idField('user')),
    dueDate: emptyOr(dayField),
  }),
]);
