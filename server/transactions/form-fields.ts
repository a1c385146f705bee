import { z } from 'zod';
import { messageKey } from '#server/i18n/message-key.ts';
import { type Id, type IdKind, isId } from '#server/kernel/ids.ts';
import { textProblem } from '#server/kernel/plain-text.ts';

/** The key a form made when it opened: the same key is the same wish (INV-5). */
export const intentKeyField = z.uuid({ error: messageKey('refusal.malformed') });

/** An id in a form; whether it exists and whose it is, the verb finds out. */
export function idField<K extends IdKind>(kind: K) {
  return z.custom<Id<K>>((value) => typeof value === 'string' && isId(kind, value), {
    error: messageKey('refusal.field.invalid'),
  });
}

/** One line of text a person wrote: trimmed, NFC, without hidden characters or card numbers. */
export function textField(max: number) {
  return z
    .string()
    .transform((text) => text.trim().normalize('NFC'))
    .pipe(z.string().max(max))
    .superRefine((text, check) => {
      const problem = textProblem(text);
      if (problem === 'control')
        check.addIssue({ code: 'custom', message: messageKey('moneyBack.problem.hiddenCharacters') });
      if (problem === 'card_number')
        check.addIssue({ code: 'custom', message: messageKey('moneyBack.problem.cardNumber') });
    });
}

/** Text that may be left out; empty becomes null. */
export function optionalTextField(max: number) {
  return textField(max)
    .optional()
    .transform((text) => text || null);
}

/** The value of a field that carries JSON; null, which no schema here takes, when it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
