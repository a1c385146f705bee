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

/** One line of text that has to be there. */
export function requiredTextField(max: number) {
  return textField(max).pipe(z.string().min(1));
}

/**
 * A phone number in Türkiye as ten digits, without +90 or 0: as people write them, with blanks, brackets, dots and dashes.
 * Empty becomes null.
 */
export const phoneField = z
  .string()
  .max(40)
  .optional()
  .transform((text, check) => {
    if (!text?.trim()) return null;
    const digits = /^(?:\+90|0090|90|0)?([1-9]\d{9})$/.exec(text.replace(/[ ().-]/g, ''))?.[1];
    if (digits) return digits;
    check.addIssue({ code: 'custom', message: messageKey('sale.problem.phone') });
    return z.NEVER;
  });

/**
 * One e-mail address (RFC 5321 §4.5.3.1: at most 254 characters) in plain letters, without comment or quotes. Empty becomes
 * null.
 */
export const emailField = z
  .string()
  .max(300)
  .optional()
  .transform((text, check) => {
    const address = text?.trim() ?? '';
    if (address === '') return null;
    if (address.length <= 254 && z.email().safeParse(address).success) return address;
    check.addIssue({ code: 'custom', message: messageKey('sale.problem.email') });
    return z.NEVER;
  });

/** What every provider takes of an address for a receipt; longer ones and other signs are refused there. */
const RECEIPT_EMAIL = /^[A-Za-z0-9@.!#$%+_{|}~-]{1,60}$/;

/** One e-mail address that a provider sends its receipt to. Empty becomes null. */
export const receiptEmailField = emailField.refine(
  (address) => address === null || RECEIPT_EMAIL.test(address),
  { error: messageKey('sale.problem.receiptEmail') },
);

/** A box that was ticked or not. */
export const tickField = z
  .literal('yes')
  .optional()
  .transform((value) => value === 'yes');

/**
 * Reads a field that carries JSON. What is wrong is reported at its place inside (`buyer.taxNumber`), in the words of the
 * schema or in the general ones; then null.
 */
export function readJsonField<S extends z.ZodType>(
  schema: S,
  field: { name: string; text: string },
  check: z.RefinementCtx,
): z.output<S> | null {
  const parsed = schema.safeParse(parseJson(field.text), { error: generalSentence });
  if (parsed.success) return parsed.data;
  for (const { path, message } of parsed.error.issues) {
    check.addIssue({ code: 'custom', path: [field.name, ...path], message });
  }
  return null;
}

function generalSentence(issue: z.core.$ZodRawIssue): string {
  if (issue.input === undefined || issue.input === '') return messageKey('refusal.field.missing');
  const isLong = issue.code === 'too_big' && issue.origin === 'string';
  return messageKey(isLong ? 'refusal.field.tooLong' : 'refusal.field.invalid');
}

/**
 * The value of a field that carries JSON; null, which no schema here takes, when it is none or when an object has a member
 * twice: which of the two counts differs from reader to reader.
 */
export function parseJson(text: string): unknown {
  const written = text.replace(/"(?:[^"\\]|\\.)*"/g, '').split(':').length - 1;
  // The whole value itself is visited too, as the one member of a holder of its own.
  let read = -1;
  try {
    const value: unknown = JSON.parse(text, function (this: unknown, _key, part) {
      if (!Array.isArray(this)) read += 1;
      return part;
    });
    return read === written ? value : null;
  } catch {
    return null;
  }
}
