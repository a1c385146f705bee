/** What is taken off a price, as typed: so many minor units, or hundredths of a per cent (1,000 = 10 %). */
export type Discount = { by: 'amount'; minor: number } | { by: 'percent'; basisPoints: number };

/** A whole in basis points: 100 %. */
export const WHOLE = 10_000;

/** What a discount takes off a price, in minor units; a percentage is rounded half up. Exact for any safe amount. */
export function takenOff(priceMinor: number, discount: Discount | null): number {
  if (!discount) return 0;
  if (discount.by === 'amount') return discount.minor;
  return Number((BigInt(priceMinor) * BigInt(discount.basisPoints) * 2n + BigInt(WHOLE)) / BigInt(2 * WHOLE));
}

/** What a line costs: gross = quantity × unit price, total = gross − discount. Null unless something is left to pay. */
export function priceLine(line: {
  quantity: number;
  unitPriceMinor: number;
  discount: Discount | null;
}): { grossMinor: number; totalMinor: number } | null {
  const grossMinor = line.quantity * line.unitPriceMinor;
  const totalMinor = grossMinor - takenOff(grossMinor, line.discount);
  return Number.isSafeInteger(grossMinor) && totalMinor > 0 ? { grossMinor, totalMinor } : null;
}

/**
 * Spreads a discount of the whole sale over the totals of its lines, in proportion and by largest remainder (the earlier
 * line first): the new totals sum to the old sum − discount exactly, and every line keeps at least one minor unit, since a
 * fiscal line must cost something. Null where that is not possible.
 */
export function spreadDiscount(totals: readonly number[], discount: Discount | null): number[] | null {
  const sum = totals.reduce((all, total) => all + total, 0);
  const offMinor = takenOff(sum, discount);
  if (offMinor < 0 || offMinor > sum - totals.length) return null;
  const parts = totals.map((total, index) => {
    const product = BigInt(total) * BigInt(offMinor);
    return { index, total, off: Number(product / BigInt(sum)), remainder: product % BigInt(sum) };
  });
  let left = parts.reduce((rest, part) => rest - part.off, offMinor);
  const order = [...parts].sort((a, b) => compare(b.remainder, a.remainder) || a.index - b.index);
  // More than one round only where small lines have no room for their turn.
  while (left > 0) {
    for (const part of order) {
      if (left === 0) break;
      if (part.off + 1 >= part.total) continue;
      part.off += 1;
      left -= 1;
    }
  }
  return parts.map((part) => part.total - part.off);
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
