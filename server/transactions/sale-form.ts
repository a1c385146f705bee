import { z } from 'zod';
import { messageKey } from '#server/i18n/message-key.ts';
import { CURRENCY_CODES, MAX_AMOUNT_MINOR, type Money, parseDecimal } from '#server/kernel/money.ts';
import { buyerForm } from './buyer-form.ts';
import { DOCUMENTS, PAYMENT_TYPES } from './fiscal.ts';
import {
  emailField,
  idField,
  intentKeyField,
  optionalTextField,
  phoneField,
  readJsonField,
  receiptEmailField,
  tickField,
} from './form-fields.ts';
import { readLines } from './line-form.ts';
import { orNoOptions } from './sale-options.ts';
import type { SaleWish } from './start-sale.ts';

/** Invoice number and description stand on one line of the provider's report, a blank between them. */
const TOLD_TOGETHER = 60;

/**
 * The form of a new sale as the browser sends it. `amount` is what the customer pays, surcharge included. `lines`,
 * `discount` and `buyer` are JSON; what a device cannot do is left out, or empty.
 */
export const saleForm = z
  .strictObject({
    intentKey: intentKeyField,
    kind: z.enum(['sale', 'preauthorization']).default('sale'),
    deviceId: idField('device'),
    currency: z.enum(CURRENCY_CODES),
    amount: z.string().max(32),
    installmentCount: z.string().regex(/^\d{1,2}$/),
    paymentType: z.enum(PAYMENT_TYPES).default('card'),
    lines: z.string().max(30_000).default(''),
    discount: z.string().max(200).default(''),
    surcharge: z.string().max(32).default(''),
    document: z.union([z.enum(DOCUMENTS), z.literal('')]).default(''),
    buyer: z.string().max(5_000).default(''),
    phone: phoneField,
    email: emailField,
    invoiceNumber: optionalTextField(20),
    description: optionalTextField(40),
    receiptEmail: receiptEmailField,
    noTerminalPrint: tickField,
    deviceIsIdle: tickField,
  })
  .transform((form, check): SaleWish => {
    const { intentKey, kind, deviceId, currency, paymentType, phone, email, deviceIsIdle } = form;
    const { invoiceNumber, description } = form;
    const amount = readAmount(form.amount, currency);
    if (!amount || amount.minor === 0) {
      check.addIssue({ code: 'custom', path: ['amount'], message: messageKey('sale.problem.amount') });
    }
    const surcharge = readAmount(form.surcharge || '0', currency);
    if (!surcharge) {
      check.addIssue({ code: 'custom', path: ['surcharge'], message: messageKey('sale.problem.surcharge') });
    }
    if ([invoiceNumber ?? [], description ?? []].flat().join(' ').length > TOLD_TOGETHER) {
      check.addIssue({ code: 'custom', path: ['description'], message: messageKey('refusal.field.tooLong') });
    }
    const buyer =
      form.buyer === '' ? null : readJsonField(buyerForm, { name: 'buyer', text: form.buyer }, check);
    const lines = readLines(form, currency, check);
    if (!amount || !surcharge || !lines || check.issues.length > 0) return z.NEVER;
    return {
      intentKey,
      kind,
      deviceId,
      amount,
      // 0 and 1 both mean a single payment.
      installmentCount: Math.max(1, Number(form.installmentCount)),
      lines,
      paymentType,
      surchargeMinor: surcharge.minor,
      document: form.document || null,
      buyer,
      notice: { phone, email },
      options: orNoOptions({
        invoiceNumber,
        description,
        email: form.receiptEmail,
        printsOnTerminal: !form.noTerminalPrint,
      }),
      deviceIsIdle,
    };
  });

/** Null when the text is not an amount one operation may carry; zero is for the caller to judge. */
function readAmount(text: string, currency: Money['currency']): Money | null {
  const amount = parseDecimal(text, currency);
  return amount && amount.minor >= 0 && amount.minor <= MAX_AMOUNT_MINOR ? amount : null;
}
