import { z } from 'zod';
import { LIMIT_ROLES } from '#db/schema/approvals.ts';
import { messageKey } from '#server/i18n/message-key.ts';
import { CURRENCY_CODES, MAX_AMOUNT_MINOR, parseDecimal } from '#server/kernel/money.ts';
import { idField, intentKeyField, optionalTextField, tickField } from '#server/transactions/form-fields.ts';
import { refundForm } from '#server/transactions/refund-form.ts';
import type { AnswerWish } from './answer-approval.ts';
import type { LimitWish } from './request-change.ts';

/** The form of a second person's answer; who says no says why. */
export const answerForm = z
  .strictObject({
    approvalId: idField('approval'),
    answer: z.enum(['accept', 'reject']),
    sentence: optionalTextField(300),
    deviceIsIdle: tickField,
  })
  .superRefine(({ answer, sentence }, check) => {
    if (answer === 'reject' && sentence === null)
      check.addIssue({ code: 'custom', path: ['sentence'], message: messageKey('approvals.problem.why') });
  })
  .transform((wish): AnswerWish => wish);

/** The form with which a request is taken back, or what would happen by itself is stopped. */
export const withdrawApprovalForm = z.strictObject({ approvalId: idField('approval') });

/** The form of a refund that another person lets happen: the same, and why. */
export const requestRefundForm = refundForm.refine((wish) => wish.reason !== null, {
  path: ['reason'],
  error: messageKey('approvals.problem.reason'),
});

/** How a limit is to be. */
export const limitForm = z
  .strictObject({
    intentKey: intentKeyField,
    role: z.enum(LIMIT_ROLES),
    currency: z.enum(CURRENCY_CODES),
    perSale: z.string().max(32),
    perDay: z.string().max(32),
  })
  .transform(({ perSale, perDay, ...form }, check): LimitWish => {
    const read = (name: string, text: string) => {
      const amount = parseDecimal(text, form.currency);
      if (amount && amount.minor >= 0 && amount.minor <= MAX_AMOUNT_MINOR) return amount.minor;
      check.addIssue({ code: 'custom', path: [name], message: messageKey('limits.form.amount') });
      return null;
    };
    const perSaleMinor = read('perSale', perSale);
    const perDayMinor = read('perDay', perDay);
    if (perSaleMinor === null || perDayMinor === null) return z.NEVER;
    if (perDayMinor >= perSaleMinor) return { ...form, perSaleMinor, perDayMinor };
    check.addIssue({ code: 'custom', path: ['perDay'], message: messageKey('limits.form.dayBelowSale') });
    return z.NEVER;
  });

/** Whether the rule of a single manager is to hold. */
export const singleManagerForm = z
  .strictObject({ intentKey: intentKeyField, isSingleManager: z.enum(['yes', 'no']) })
  .transform(({ intentKey, isSingleManager }) => ({ intentKey, isSingleManager: isSingleManager === 'yes' }));
