/** The VAT inside what was paid at one rate; the rate is whole per cent as text. */
export type VatTotal<Rate extends string = string> = { rate: Rate; paidMinor: number; vatMinor: number };

/**
 * VAT per rate of prices that include it, lowest rate first: paid × rate ÷ (100 + rate), rounded half up once per rate on
 * the sum, in whole minor units throughout. Pure.
 */
export function vatTotals<Rate extends string>(
  lines: readonly { vatRate: Rate; paidMinor: number }[],
): VatTotal<Rate>[] {
  return [...Map.groupBy(lines, (line) => line.vatRate)]
    .map(([rate, ofOne]) => {
      const paidMinor = ofOne.reduce((sum, line) => sum + line.paidMinor, 0);
      return { rate, paidMinor, vatMinor: vatWithin(paidMinor, Number(rate)) };
    })
    .sort((a, b) => Number(a.rate) - Number(b.rate));
}

function vatWithin(paidMinor: number, percent: number): number {
  const whole = 100 + percent;
  return Math.floor((2 * paidMinor * percent + whole) / (2 * whole));
}
