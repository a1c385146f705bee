import { SHOWN_KINDS } from '#components/state/shown-kind.ts';
import type { Net } from '#server/batches/net.ts';

/** How many operations sums hold, whatever their currency. */
export function countOperations(nets: readonly Net[]): number {
  return nets.reduce((count, net) => SHOWN_KINDS.reduce((sum, kind) => sum + net[`${kind}Count`], count), 0);
}
