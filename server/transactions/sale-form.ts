import { z } from 'zod';
import type { SaleLine } from '#server/gateways/terminal-gateway.ts';
import { messageKey } from '#server/i18n/message-key.ts';
import { CURRENCY_CODES, type CurrencyCode, MAX_AMOUNT_MINOR, parseDecimal } from '#server/kernel/money.ts';
import { idField, intentKeyField, parseJson, textField } from './form-fields.ts';
import { toSaleLine, UNIT_CODES, VAT_RATES } from './lines.ts';
import type { SaleWish } from './start-sale.ts';

const MAX_LINES = 50;

const typedLine = z.strictObject({
  name: textField(100).pipe(z.string().min(1)),
  unitCode: z.enum(UNIT_CODES),
  vatRate: z.enum(VAT_RATES),
  quantity: z.number().int().min(1).max(9_999),
  unitPrice: z.string().max(20),
});

/** The form of a new sale as the browser sends it. `lines` is JSON, only for devices that sell by lines. */
export const saleForm = z
  .strictObject({
    intentKey: intentKeyField,
    deviceId: idField('device'),
    currency: z.enum(CURRENCY_CODES),
    amount: z.string().max(32),
    installmentCount: z.string().regex(/^\d{1,2}$/),
    lines: z.string().max(20_000).optional(),
  })
  .transform((form, check): SaleWish => {
    const amount = parseDecimal(form.amount, form.currency);
    if (!amount || amount.minor <= 0 || amount.minor > MAX_AMOUNT_MINOR) {
      check.addIssue({ code: 'custom', path: ['amount'], message: messageKey('sale.problem.amount') });
      return z.NEVER;
    }
    const lines = readLines(form.lines ?? '', form.currency);
    if (!lines) {
      check.addIssue({ code: 'custom', path: ['lines'], message: messageKey('sale.problem.lines') });
      return z.NEVER;
    }
    return {
      intentKey: form.intentKey,
      deviceId: form.deviceId,
      amount,
      installmentCount: Number(form.installmentCount),
      lines,
    };
  });

/** Null when the text is not a list of whole lines with prices. */
function readLines(text: string, currency: CurrencyCode): SaleLine[] | null {
  if (text === '') return [];
  const typed = z.array(typedLine).max(MAX_LINES).safeParse(parseJson(text));
  if (!typed.success) return null;
  const lines: SaleLine[] = [];
  for (const { unitPrice, ...line } of typed.data) {
    const price = parseDecimal(unitPrice, currency);
    const total = (price?.minor ?? 0) * line.quantity;
    if (!price || total <= 0 || total > MAX_AMOUNT_MINOR) return null;
    lines.push(toSaleLine({ ...line, unitPriceMinor: price.minor }));
  }
  return lines;
}
