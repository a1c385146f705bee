import type { Tx } from '#db/client.ts';
import { announce } from '#db/queries/live.ts';
import { findLink, findRenewal } from '#db/queries/payment-links.ts';
import { appendEvent, lockTransaction } from '#db/queries/transactions.ts';
import type { Context } from '#server/auth/context.ts';
import { capabilitiesOf } from '#server/gateways/registry.ts';
import type { TransactionId } from '#server/kernel/ids.ts';
import { err, type Result } from '#server/kernel/result.ts';
import {
  findRepeat,
  findTarget,
  type NewOperation,
  type Opened,
  type OpenFailure,
  openAnew,
  openOperation,
} from '#server/transactions/open-operation.ts';
import { toPageOrder } from '#server/transactions/page-order.ts';
import { NOTHING_AT_A_TERMINAL } from './create-link.ts';
import { type LinkMisfit, linkMisfit } from './fit-link.ts';
import { type RenewObstacle, renewObstacle } from './renew-rule.ts';

/** Why a link was not renewed; nothing was written. */
export type RenewLinkFailure =
  | OpenFailure
  | LinkMisfit
  | { kind: 'link_not_found' }
  | { kind: 'not_renewable'; obstacle: RenewObstacle };

/**
 * Makes another link for the same payment in the place of one that cannot be paid any more. That one is asked about as before,
 * until nothing of it can come to light.
 */
export async function renewLink(
  ctx: Context<'sale:start'>,
  wish: { intentKey: string; id: TransactionId },
): Promise<Result<Opened, RenewLinkFailure>> {
  return openAnew(() => ctx.inTransaction((tx) => renewIn(ctx, tx, wish)));
}

async function renewIn(
  ctx: Context<'sale:start'>,
  tx: Tx,
  { intentKey, id }: { intentKey: string; id: TransactionId },
): Promise<Result<Opened, RenewLinkFailure>> {
  const merchantId = ctx.merchant.id;
  const row = await lockTransaction(tx, merchantId, id);
  const link = row && (await findLink(tx, merchantId, id));
  const target = row && (await findTarget(ctx, tx, row.deviceId));
  if (!row || !link || !target) return err({ kind: 'link_not_found' });
  const { reference, currency } = row;
  const priceMinor = row.amountMinor - row.surchargeMinor;
  const { amount, reference: _ours, ...order } = toPageOrder(link, { reference, priceMinor, currency });
  const operation: NewOperation = {
    ...NOTHING_AT_A_TERMINAL,
    intentKey,
    deviceId: row.deviceId,
    amount,
    link: { ...order, renewsId: id },
  };
  const repeat = await findRepeat(ctx, tx, operation);
  if (repeat) return repeat;
  const isRenewed = (await findRenewal(tx, merchantId, id)) !== null;
  const obstacle = renewObstacle(row, link, isRenewed, ctx.clock.now());
  if (obstacle) return err({ kind: 'not_renewable', obstacle });
  // The account may have been set up otherwise meanwhile.
  const misfit = linkMisfit({ amount, ...order }, capabilitiesOf(target.connection));
  if (misfit) return err(misfit);
  const opened = await openOperation(ctx, tx, operation, target);
  if (!opened.ok) return opened;
  const { transactionId } = opened.value;
  const data = { kind: 'renewed', transactionId } as const;
  await appendEvent(tx, merchantId, id, { at: ctx.clock.now(), data, actorId: ctx.actor.id });
  await announce(tx, { merchantId, topic: 'transaction', id });
  return opened;
}
