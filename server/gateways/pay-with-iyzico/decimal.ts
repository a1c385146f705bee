import { type CurrencyCode, currencyDigits } from '#server/kernel/money.ts';

/** An exact decimal: `units` of ten to the power of minus `scale`. */
type Decimal = { units: bigint; scale: number };

/** An amount as it is signed (§7): without zeros at its end, and without a point that nothing follows. */
export function signedDecimal(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

/**
 * The sum of amounts in whole minor units, half a unit up. Only for figures that the provider writes finer than a currency
 * is, its commissions and what is left after them; what was asked and paid has to be exact.
 */
export function roundedMinor(texts: readonly (string | null)[], currency: CurrencyCode): number {
  const decimals = texts.filter((text) => text !== null).map(read);
  const scale = Math.max(currencyDigits(currency), ...decimals.map((each) => each.scale));
  const sum = decimals.reduce((total, each) => total + each.units * 10n ** BigInt(scale - each.scale), 0n);
  const unit = 10n ** BigInt(scale - currencyDigits(currency));
  const size = sum < 0n ? -sum : sum;
  const rounded = (size + unit / 2n) / unit;
  return Number(sum < 0n ? -rounded : rounded);
}

function read(text: string): Decimal {
  const [whole = '', fraction = ''] = text.split('.');
  return { units: BigInt(`${whole}${fraction}`), scale: fraction.length };
}
