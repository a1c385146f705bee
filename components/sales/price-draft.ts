import { type Discount, priceLine, spreadDiscount } from '#server/kernel/line-price.ts';
import { type CurrencyCode, parseDecimal } from '#server/kernel/money.ts';
import { type VatTotal, vatTotals } from '#server/kernel/vat.ts';
import type { SellableDevice } from '#server/terminals/list-sellable-devices.ts';
import type { DraftDiscount, DraftLine, DraftSale } from './draft-sale.ts';

/** What a whole draft comes to, minor units: price = lines after all discounts, amount = price + surcharge. */
export type DraftFigures = {
  priceMinor: number;
  surchargeMinor: number;
  amountMinor: number;
  /** What all discounts together take off. */
  discountMinor: number;
  vat: VatTotal[];
};

type CanDo = Pick<SellableDevice, 'saleBy' | 'takesDiscount' | 'takesSurcharge'>;

/** What is to be paid; null while the draft is not whole. The same arithmetic as the server's, which checks it again. */
export function priceDraft(draft: DraftSale, device: CanDo): DraftFigures | null {
  const price = device.saleBy === 'lines' ? priceLines(draft, device) : priceAmount(draft);
  const surchargeMinor = surchargeOf(draft, device);
  if (!price || surchargeMinor === null) return null;
  return { ...price, surchargeMinor, amountMinor: price.priceMinor + surchargeMinor };
}

/** The total of a line in minor units; null while it is not a whole line. */
export function lineTotal(line: DraftLine, currency: CurrencyCode): number | null {
  return priceOf(line, currency)?.totalMinor ?? null;
}

/** The whole lines so far, before what is taken off the sale. */
export function sumSoFar(lines: readonly DraftLine[], currency: CurrencyCode): number {
  return lines.reduce((sum, line) => sum + (lineTotal(line, currency) ?? 0), 0);
}

/** Whether nothing was written into a line: it is not sold. */
export function isBlank(line: DraftLine): boolean {
  return line.name.trim() === '' && line.unitPrice === '';
}

function priceAmount(draft: DraftSale) {
  const amount = draft.amount === null ? null : parseDecimal(draft.amount, draft.currency);
  return amount && amount.minor > 0 ? { priceMinor: amount.minor, discountMinor: 0, vat: [] } : null;
}

function priceLines({ lines, discount, currency }: DraftSale, { takesDiscount }: CanDo) {
  const sold = lines.filter((line) => !isBlank(line));
  const priced = sold.flatMap((line) => priceOf(line, currency) ?? []);
  const off = takesDiscount ? toDiscount(discount, currency) : null;
  if (sold.length === 0 || priced.length < sold.length || off === undefined) return null;
  const after = spreadDiscount(
    priced.map((line) => line.totalMinor),
    off,
  );
  if (!after) return null;
  const priceMinor = sum(after);
  return {
    priceMinor,
    discountMinor: sum(priced.map((line) => line.grossMinor)) - priceMinor,
    vat: vatTotals(sold.map(({ vatRate }, index) => ({ vatRate, paidMinor: after[index] ?? 0 }))),
  };
}

function priceOf(line: DraftLine, currency: CurrencyCode) {
  const price = parseDecimal(line.unitPrice, currency);
  const discount = toDiscount(line.discount, currency);
  const isWhole = /^[1-9]\d{0,3}$/.test(line.quantity) && line.name.trim() !== '';
  if (!price || price.minor <= 0 || !isWhole || discount === undefined) return null;
  return priceLine({ quantity: Number(line.quantity), unitPriceMinor: price.minor, discount });
}

/** Null for none, undefined while it cannot be read. */
function toDiscount(typed: DraftDiscount, currency: CurrencyCode): Discount | null | undefined {
  switch (typed.kind) {
    case 'none':
      return null;
    case 'percent':
      return { by: 'percent', basisPoints: typed.basisPoints };
    case 'amount': {
      const amount = parseDecimal(typed.decimal, currency);
      return amount && amount.minor > 0 ? { by: 'amount', minor: amount.minor } : undefined;
    }
    case 'unreadable':
      return undefined;
  }
}

/** Null while it is no amount. */
function surchargeOf(draft: DraftSale, { takesSurcharge }: CanDo): number | null {
  if (!takesSurcharge || draft.installmentCount <= 1 || draft.surcharge === '') return 0;
  return parseDecimal(draft.surcharge, draft.currency)?.minor ?? null;
}

function sum(parts: readonly number[]): number {
  return parts.reduce((all, part) => all + part, 0);
}
