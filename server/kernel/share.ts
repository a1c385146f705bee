/**
 * What pieces of a line are worth, in minor units: their part of what is left of it, rounded down, and all of what is left
 * for the last pieces, so that repeated refunds end at exactly zero.
 */
export function shareMinor(
  line: { refundableQuantity: number; refundableMinor: number },
  quantity: number,
): number {
  if (quantity === 0) return 0;
  if (quantity === line.refundableQuantity) return line.refundableMinor;
  return Number((BigInt(line.refundableMinor) * BigInt(quantity)) / BigInt(line.refundableQuantity));
}
