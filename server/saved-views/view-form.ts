import { z } from 'zod';
import { messageKey } from '#server/i18n/message-key.ts';
import { isId, type ViewId } from '#server/kernel/ids.ts';
import { textProblem } from '#server/kernel/plain-text.ts';
import { requiredTextField } from '#server/transactions/form-fields.ts';

/** A filter and the name to keep it under. */
export const viewForm = z.object({
  name: requiredTextField(40),
  /** The query part of an address; what may be in it is for the list to say. */
  query: z
    .string()
    .max(2_000)
    .refine((text) => textProblem(decoded(text)) === null, messageKey('find.views.problems.notUnderstood')),
});
export type ViewWish = z.output<typeof viewForm>;

/** Which view. */
export const viewIdForm = z.object({
  viewId: z.custom<ViewId>((text) => typeof text === 'string' && isId('view', text)),
});

function decoded(query: string): string {
  return [...new URLSearchParams(query)].flat().join(' ');
}
