import { hasHostedConnection, hasSandboxDevice } from '#db/queries/connections.ts';
import { countWaitingFor } from '#server/approvals/list-approvals.ts';
import type { Context } from '#server/auth/context.ts';
import { may } from '#server/auth/permissions.ts';
import { readSellableDevices, type SellableDevice } from '#server/terminals/list-sellable-devices.ts';
import { countOpen } from '#server/transactions/count-open.ts';

/** What the frame around every page of a merchant says and offers. */
export type Frame = {
  /** How much has an open end: the number beside «Unresolved». */
  unresolved: number;
  /** How many requests wait for this person's answer; 0 for whoever has nothing to do with such. */
  approvals: number;
  /** Whether pages must say that no real money moves here: any of the devices is a sandbox device. */
  isSandbox: boolean;
  /** Whether payments can be asked for by links: an account has payers who pay on its pages. */
  isOnline: boolean;
  /** The devices a sale may be started on; null for whoever may start none. */
  devices: SellableDevice[] | null;
};

/** Everything the frame needs in one transaction: every page waits for it, and each more would cost as much as the page's own. */
export async function readFrame(ctx: Context<'transactions:see'>): Promise<Frame> {
  const { actor, merchant } = ctx;
  return ctx.inTransaction(async (tx) => {
    const [open, approvals, isSandbox, isOnline, devices] = await Promise.all([
      countOpen(tx, merchant.id),
      may(actor, 'approvals:see') ? countWaitingFor(tx, ctx) : 0,
      hasSandboxDevice(tx, merchant.id),
      hasHostedConnection(tx, merchant.id),
      may(actor, 'sale:start') ? readSellableDevices(tx, merchant) : null,
    ]);
    return { unresolved: open.running + open.unknown, approvals, isSandbox, isOnline, devices };
  });
}
