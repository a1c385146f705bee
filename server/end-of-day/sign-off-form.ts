import { z } from 'zod';
import { messageKey } from '#server/i18n/message-key.ts';
import { idField, optionalTextField } from '#server/transactions/form-fields.ts';
import { reasonField } from './variance-form.ts';

const runId = idField('endOfDayRun');
const comment = optionalTextField(500);

/** A review, or a question, which is nothing without its words. */
export const reviewForm = z
  .strictObject({ runId, step: z.enum(['reviewed', 'queried']), comment })
  .refine((wish) => wish.step === 'reviewed' || wish.comment !== null, {
    path: ['comment'],
    error: messageKey('match.problem.comment'),
  });

/** The second person's yes. */
export const approveForm = z.strictObject({ runId, comment });

/** What somebody wishes for a signed day. */
export const reopenForm = z.discriminatedUnion('step', [
  z.strictObject({ step: z.literal('ask'), runId, reason: reasonField }),
  z.strictObject({ step: z.literal('agree'), runId }),
  z.strictObject({ step: z.literal('leave'), runId }),
]);
