import { z } from 'zod';
import type { SaleLine } from '#server/gateways/terminal-gateway.ts';
import { type MessageParams, messageKey } from '#server/i18n/message-key.ts';
import { type Discount, priceLine, spreadDiscount, WHOLE } from '#server/kernel/line-price.ts';
import { type CurrencyCode, MAX_AMOUNT_MINOR, parseDecimal } from '#server/kernel/money.ts';
import { parseJson, requiredTextField } from './form-fields.ts';
import { UNIT_CODES, VAT_RATES } from './lines.ts';

const MAX_LINES = 50;

const typedDiscount = z.discriminatedUnion('by', [
  z.strictObject({ by: z.literal('amount'), amount: z.string().max(20) }),
  z.strictObject({
    by: z.literal('percent'),
    basisPoints: z
      .number()
      .int()
      .min(1)
      .max(WHOLE - 1),
  }),
]);

const typedLine = z.strictObject({
  name: requiredTextField(100),
  unitCode: z.enum(UNIT_CODES),
  vatRate: z.enum(VAT_RATES),
  quantity: z.number().int().min(1).max(9_999),
  unitPrice: z.string().max(20),
  discount: typedDiscount.nullish(),
});

type Check = z.RefinementCtx;

/** What is said of a part of a line that cannot be used. */
const PROBLEMS = {
  name: messageKey('sale.problem.lineName'),
  quantity: messageKey('sale.problem.lineQuantity'),
  unitPrice: messageKey('sale.problem.linePrice'),
  discount: messageKey('sale.problem.lineDiscount'),
} as const;

/**
 * Reads the JSON of the lines and of what is taken off the whole sale. Null when something is wrong, which is then said at
 * its place: `lines.2.discount` (counted from 0), `lines` or `discount`.
 */
export function readLines(
  form: { lines: string; discount: string },
  currency: CurrencyCode,
  check: Check,
): SaleLine[] | null {
  const lines = form.lines === '' ? [] : readTyped(form.lines, currency, check);
  if (!lines || form.discount === '') return lines;
  const typed = typedDiscount.safeParse(parseJson(form.discount));
  const discount = typed.success ? toDiscount(typed.data, currency) : null;
  const totals = lines.map((line) => line.totalMinor);
  const after = discount && totals.length > 0 ? spreadDiscount(totals, discount) : null;
  if (!after) {
    say(check, ['discount'], messageKey('sale.problem.discount'));
    return null;
  }
  return lines.map((line, index) => ({ ...line, totalMinor: after[index] ?? line.totalMinor }));
}

function readTyped(text: string, currency: CurrencyCode, check: Check): SaleLine[] | null {
  const typed = z.array(z.unknown()).max(MAX_LINES).safeParse(parseJson(text));
  if (!typed.success) {
    const isTooMany = typed.error.issues.some((issue) => issue.code === 'too_big');
    if (isTooMany) say(check, ['lines'], messageKey('sale.problem.tooManyLines'), { max: MAX_LINES });
    else say(check, ['lines'], messageKey('sale.problem.lines'));
    return null;
  }
  const lines = typed.data.map((line, index) => readLine(line, index, currency, check));
  return lines.every((line) => line !== null) ? lines : null;
}

function readLine(typed: unknown, index: number, currency: CurrencyCode, check: Check): SaleLine | null {
  const wrong = (part: keyof typeof PROBLEMS) => {
    say(check, ['lines', index, part], PROBLEMS[part], { number: index + 1 });
    return null;
  };
  const read = typedLine.safeParse(typed);
  if (!read.success) {
    // One sentence for each part, however much is wrong with it.
    const ofParts = new Map(read.error.issues.toReversed().map((issue) => [issue.path[0], issue]));
    for (const issue of ofParts.values()) sayOfLine(check, index, issue);
    return null;
  }
  const { unitPrice, discount: wished, ...line } = read.data;
  const price = parseDecimal(unitPrice, currency);
  if (!price || price.minor <= 0 || price.minor * line.quantity > MAX_AMOUNT_MINOR) return wrong('unitPrice');
  const discount = wished ? toDiscount(wished, currency) : null;
  const priced = priceLine({ quantity: line.quantity, unitPriceMinor: price.minor, discount });
  if (!priced || (wished && !discount)) return wrong('discount');
  return { ...line, unitPriceMinor: price.minor, ...priced };
}

/** A sentence of the schema's own (hidden characters, a card number) stays; any other names the part of the line. */
function sayOfLine(check: Check, index: number, issue: z.core.$ZodIssue): void {
  const [part] = issue.path;
  const path = ['lines', index, ...issue.path.slice(0, 1)];
  if (issue.code === 'custom') say(check, path, issue.message);
  else if (typeof part === 'string' && Object.hasOwn(PROBLEMS, part)) {
    say(check, path, PROBLEMS[part as keyof typeof PROBLEMS], { number: index + 1 });
  } else say(check, path, messageKey('sale.problem.lines'));
}

/** Null when an amount is none, or nothing. */
function toDiscount(typed: z.output<typeof typedDiscount>, currency: CurrencyCode): Discount | null {
  if (typed.by === 'percent') return typed;
  const amount = parseDecimal(typed.amount, currency);
  return amount && amount.minor > 0 && amount.minor <= MAX_AMOUNT_MINOR
    ? { by: 'amount', minor: amount.minor }
    : null;
}

function say(check: Check, path: PropertyKey[], message: string, params: MessageParams = {}): void {
  check.addIssue({ code: 'custom', path, message, params });
}
