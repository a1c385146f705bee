import { z } from 'zod';
import { PROOFS, type Proof, VERDICTS, type Verdict } from '#db/schema/resolutions.ts';
import { messageKey } from '#server/i18n/message-key.ts';
import type { TransactionId } from '#server/kernel/ids.ts';
import { CURRENCY_CODES, type CurrencyCode, parseDecimal } from '#server/kernel/money.ts';
import type { SlipFacts } from '#server/transactions/decision-rule.ts';
import { idField, optionalTextField, textField } from '#server/transactions/form-fields.ts';
import { type Photo, readPhoto } from './photo.ts';

/** What a person says became of an operation, and on what that stands. */
export type ResolutionWish = {
  transactionId: TransactionId;
  verdict: Verdict;
  proof: Proof;
  statement: string;
  facts: SlipFacts;
  /** The amount as it was read there; null where none was typed. */
  amount: { minor: number; currency: CurrencyCode } | null;
  photo: Photo | null;
};

/** Shorter than this nobody else can check it. */
const MIN_STATEMENT = 10;
const MAX_STATEMENT = 500;

/** What was seen, in a person's words: on several lines in the form, on one in the books. */
export const statementField = z
  .string()
  .max(MAX_STATEMENT + 100)
  .transform((text) => text.replace(/\s*\r?\n\s*/g, ' '))
  .pipe(textField(MAX_STATEMENT))
  .pipe(z.string().min(MIN_STATEMENT, { error: messageKey('resolution.problem.statement') }));

/** A code as slips print them; empty becomes null. */
function codeField(max: number, pattern: RegExp) {
  return optionalTextField(max).refine((text) => text === null || pattern.test(text), {
    error: messageKey('refusal.field.invalid'),
  });
}

/** A batch number as a terminal prints it; empty becomes null. */
export const batchNumberField = codeField(20, /^[0-9A-Za-z-]+$/);

/** Of a picture that the browser has made small. */
const photoField = z
  .string()
  .optional()
  .transform((text, check) => {
    if (!text) return null;
    const photo = readPhoto(text);
    if (photo) return photo;
    check.addIssue({ code: 'custom', message: messageKey('resolution.problem.photo') });
    return z.NEVER;
  });

/** The form of a proposal. Which facts it needs depends on the operation, which the verb knows. */
export const resolutionForm = z
  .strictObject({
    transactionId: idField('transaction'),
    verdict: z.enum(VERDICTS),
    proof: z.enum(PROOFS),
    statement: statementField,
    authCode: codeField(12, /^[0-9A-Za-z]+$/),
    last4: codeField(4, /^\d{4}$/),
    batchNumber: batchNumberField,
    providerReference: codeField(64, /^[!-~]+$/),
    currency: z.enum(CURRENCY_CODES).optional(),
    amount: z.string().max(32).optional(),
    photo: photoField,
  })
  .transform((form, check): ResolutionWish => {
    const { transactionId, verdict, proof, statement, photo } = form;
    const { authCode, last4, batchNumber, providerReference } = form;
    const facts = { authCode, last4, batchNumber, providerReference };
    const wish = { transactionId, verdict, proof, statement, facts, photo };
    if (!form.amount || !form.currency) return { ...wish, amount: null };
    const amount = parseDecimal(form.amount, form.currency);
    if (amount) return { ...wish, amount };
    check.addIssue({ code: 'custom', path: ['amount'], message: messageKey('sale.problem.amount') });
    return z.NEVER;
  });

/** The form of a second person's answer; who says no says why. */
export const checkForm = z
  .strictObject({
    resolutionId: idField('resolution'),
    answer: z.enum(['accept', 'reject']),
    sentence: optionalTextField(300),
  })
  .superRefine(({ answer, sentence }, check) => {
    if (answer === 'reject' && sentence === null)
      check.addIssue({ code: 'custom', path: ['sentence'], message: messageKey('resolution.problem.why') });
  });

/** The form with which a proposal is taken back. */
export const withdrawForm = z.strictObject({ resolutionId: idField('resolution') });
