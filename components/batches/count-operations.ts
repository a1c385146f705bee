import type { Net } from '#server/batches/net.ts';

/** How many operations sums hold, whatever their currency. */
export function countOperations(nets: readonly Net[]): number {
  return nets.reduce(
    (count, net) =>
      count +
      net.saleCount +
      net.preauthorizationCount +
      net.captureCount +
      net.refundCount +
      net.voidCount +
      net.releaseCount,
    0,
  );
}
