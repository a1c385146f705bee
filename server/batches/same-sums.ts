import { type KindSum, netByCurrency } from './net.ts';

/** Whether two cuts of one batch are the same money: per currency and kind as many operations of the same sum (INV-11). Pure. */
export function sameSums(kept: readonly KindSum[], members: readonly KindSum[]): boolean {
  const [ours, theirs] = [kept, members].map((sums) =>
    netByCurrency(sums.filter((sum) => sum.count > 0)).map((net) => Object.entries(net).sort()),
  );
  return JSON.stringify(ours) === JSON.stringify(theirs);
}
