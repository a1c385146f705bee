import { claimCapture } from '#db/queries/follow-ups.ts';
import type { Context } from '#server/auth/context.ts';
import type { TransactionId } from '#server/kernel/ids.ts';
import { ok, type Result } from '#server/kernel/result.ts';
import { type FollowUpFailure, openFollowUp } from './follow-up.ts';
import type { Opened } from './open-operation.ts';

/** A capture as wished; the currency is that of the hold. */
export type CaptureWish = { intentKey: string; holdId: TransactionId; amountMinor: number };

/** Starts taking what a pre-authorization holds, whole or in part, once and never more than that. */
export async function capturePreauthorization(
  ctx: Context<'sale:start'>,
  wish: CaptureWish,
): Promise<Result<Opened, FollowUpFailure>> {
  const { amountMinor } = wish;
  return openFollowUp(ctx, wish.holdId, {
    operation: (hold) =>
      ok({
        kind: 'capture',
        deviceId: hold.row.deviceId,
        originalId: hold.row.id,
        intentKey: wish.intentKey,
        amount: { minor: amountMinor, currency: hold.row.currency },
        installmentCount: hold.row.installmentCount,
        paymentType: hold.row.paymentType,
        surchargeMinor: 0,
        fiscal: null,
        lines: [],
        reason: null,
      }),
    refusal: ({ hold: { capture } }) => {
      if (!capture.isPossible) return { kind: 'hold_not_possible', obstacle: capture.obstacle };
      const { heldMinor } = capture;
      return amountMinor > heldMinor ? { kind: 'more_than_held', heldMinor } : null;
    },
    tie: async (tx, { row }, opened) => {
      const captureId = opened.transactionId;
      const isClaimed = await claimCapture(tx, ctx.merchant.id, row.id, { captureId, amountMinor });
      return isClaimed ? null : { kind: 'hold_not_possible', obstacle: 'capture_running' };
    },
  });
}
