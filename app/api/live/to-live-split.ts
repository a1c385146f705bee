import type { LiveSplitEntry, LiveSplitSaleRead } from '#components/live/live-split-sale.ts';
import type { Context } from '#server/auth/context.ts';
import type { WatchedSplitSale } from '#server/split-sales/get-split-sale.ts';
import type { SplitSaleEntry } from '#server/split-sales/list-split-sales.ts';
import { toLive } from './to-live.ts';

/** A split sale as the live reads send it: instants as text, nothing that is not shown. */
export function toLiveSplit(
  ctx: Pick<Context, 'clock' | 'patience' | 'actor'>,
  watched: WatchedSplitSale,
): LiveSplitSaleRead {
  return {
    at: ctx.clock.now().toISOString(),
    splitSale: {
      ...toLiveSplitEntry(watched),
      isContradicted: watched.isContradicted,
      paid: watched.paid,
      reserved: watched.reserved,
      outcome: watched.outcome,
      next: { kind: watched.next.kind, at: watched.next.at?.toISOString() ?? null },
      payments: watched.payments.map(({ payment, installmentCount, undo }) => ({
        transaction: toLive(ctx, payment),
        last4: payment.last4,
        installmentCount,
        undo: undo && toLive(ctx, undo),
      })),
      running: watched.running && toLive(ctx, watched.running),
    },
  };
}

/** One line of a list of them. */
export function toLiveSplitEntry(entry: SplitSaleEntry): LiveSplitEntry {
  return {
    id: entry.id,
    state: entry.state,
    amount: entry.amount,
    remaining: entry.remaining,
    device: { label: entry.device.label, branchName: entry.device.branchName },
    createdAt: entry.createdAt.toISOString(),
    endedAt: entry.endedAt?.toISOString() ?? null,
  };
}
