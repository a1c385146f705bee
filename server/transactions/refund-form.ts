import { z } from 'zod';
import { messageKey } from '#server/i18n/message-key.ts';
import { CURRENCY_CODES, type CurrencyCode, MAX_AMOUNT_MINOR, parseDecimal } from '#server/kernel/money.ts';
import type { CaptureWish } from './capture-preauthorization.ts';
import {
  idField,
  intentKeyField,
  optionalTextField,
  parseJson,
  receiptEmailField,
  tickField,
} from './form-fields.ts';
import type { RefundWish } from './refund-plan.ts';

const wishedLines = z.array(
  z.strictObject({ providerLineId: z.string().min(1).max(64), quantity: z.number().int().min(1).max(9_999) }),
);

/** The form of a refund: by `amount`, or by `lines` (JSON) on a device that refunds by lines. */
export const refundForm = z
  .strictObject({
    intentKey: intentKeyField,
    saleId: idField('transaction'),
    currency: z.enum(CURRENCY_CODES),
    amount: z.string().max(32).optional(),
    /** The one item of a basket that the amount is of. */
    itemId: z
      .string()
      .regex(/^(?:item-\d{1,3})?$/)
      .default(''),
    lines: z.string().max(20_000).optional(),
    reason: optionalTextField(200),
    receiptEmail: receiptEmailField,
    noTerminalPrint: tickField,
    deviceIsIdle: tickField,
  })
  .transform((form, check): RefundWish => {
    const { intentKey, saleId, reason, deviceIsIdle } = form;
    const options = { email: form.receiptEmail, printsOnTerminal: !form.noTerminalPrint };
    const wish = { intentKey, saleId, reason, options, deviceIsIdle };
    const lines = form.lines === undefined ? null : wishedLines.safeParse(parseJson(form.lines));
    if (lines?.success && lines.data.length > 0) {
      return { ...wish, size: { by: 'lines', lines: lines.data } };
    }
    if (lines) {
      check.addIssue({ code: 'custom', path: ['lines'], message: messageKey('moneyBack.problem.lines') });
      return z.NEVER;
    }
    const amountMinor = readAmountMinor(form.amount ?? '', form.currency, check);
    if (amountMinor === null) return z.NEVER;
    return { ...wish, size: { by: 'amount', amountMinor, itemId: form.itemId || null } };
  });

/** Minor units above zero; null, said beside the field, for anything else. */
function readAmountMinor(text: string, currency: CurrencyCode, check: z.RefinementCtx): number | null {
  const amount = parseDecimal(text, currency);
  if (amount && amount.minor > 0 && amount.minor <= MAX_AMOUNT_MINOR) return amount.minor;
  check.addIssue({ code: 'custom', path: ['amount'], message: messageKey('sale.problem.amount') });
  return null;
}

/** The form of a void. */
export const voidForm = z.strictObject({
  intentKey: intentKeyField,
  saleId: idField('transaction'),
  reason: optionalTextField(200),
});

/** The form of a capture: how much of a hold is taken. */
export const captureForm = z
  .strictObject({
    intentKey: intentKeyField,
    holdId: idField('transaction'),
    currency: z.enum(CURRENCY_CODES),
    amount: z.string().max(32),
  })
  .transform(({ intentKey, holdId, ...form }, check): CaptureWish => {
    const amountMinor = readAmountMinor(form.amount, form.currency, check);
    return amountMinor === null ? z.NEVER : { intentKey, holdId, amountMinor };
  });
