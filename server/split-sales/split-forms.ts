import { z } from 'zod';
import { messageKey } from '#server/i18n/message-key.ts';
import { CURRENCY_CODES, MAX_AMOUNT_MINOR, parseDecimal } from '#server/kernel/money.ts';
import { idField, intentKeyField } from '#server/transactions/form-fields.ts';
import type { PaymentWish } from './add-payment.ts';

/** The form of a payment of a part. */
export const paymentForm = z
  .strictObject({
    intentKey: intentKeyField,
    splitSaleId: idField('splitSale'),
    currency: z.enum(CURRENCY_CODES),
    amount: z.string().max(32),
    installmentCount: z.string().regex(/^\d{1,2}$/),
  })
  .transform((form, check): PaymentWish => {
    const amount = parseDecimal(form.amount, form.currency);
    if (!amount || amount.minor <= 0 || amount.minor > MAX_AMOUNT_MINOR) {
      check.addIssue({ code: 'custom', path: ['amount'], message: messageKey('sale.problem.amount') });
      return z.NEVER;
    }
    const { intentKey, splitSaleId } = form;
    return { intentKey, splitSaleId, amount, installmentCount: Number(form.installmentCount) };
  });

/** The form of a step that needs nothing but the split sale. */
export const splitSaleForm = z.strictObject({ splitSaleId: idField('splitSale') });
