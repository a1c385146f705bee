import { claimVoid } from '#db/queries/follow-ups.ts';
import type { Context } from '#server/auth/context.ts';
import type { MerchantId, TransactionId, UserId } from '#server/kernel/ids.ts';
import { ok, type Result } from '#server/kernel/result.ts';
import { type FollowUpFailure, type FollowUpPlan, type LockedSale, openFollowUp } from './follow-up.ts';
import type { Opened } from './open-operation.ts';

/**
 * Starts the void of a whole sale or capture, or the release of a hold; allowed only while its batch is open, on the
 * provider's same day (INV-3).
 */
export async function voidSale(
  ctx: Context<'void:start'>,
  wish: { intentKey: string; saleId: TransactionId; reason: string | null },
): Promise<Result<Opened, FollowUpFailure>> {
  return openFollowUp(ctx, wish.saleId, voidPlan(ctx.merchant.id, wish));
}

/** How a void is made of a sale and tied to it. */
export function voidPlan(
  merchantId: MerchantId,
  wish: { intentKey: string; reason: string | null; wishedBy?: UserId },
): FollowUpPlan {
  return {
    wishedBy: wish.wishedBy,
    operation: (sale) =>
      ok({
        kind: 'void',
        deviceId: sale.row.deviceId,
        originalId: sale.row.id,
        intentKey: wish.intentKey,
        amount: { minor: sale.row.amountMinor, currency: sale.row.currency },
        installmentCount: 1,
        paymentType: sale.row.paymentType,
        surchargeMinor: 0,
        fiscal: null,
        lines: [],
        reason: wish.reason,
      }),
    refusal: refusalOf,
    tie: async (tx, sale, opened) => {
      const isClaimed = await claimVoid(tx, merchantId, sale.row.id, opened.transactionId);
      return isClaimed ? null : { kind: 'not_possible', obstacle: 'void_running' };
    },
  };
}

function refusalOf({ row, moneyBack, hold }: LockedSale): FollowUpFailure | null {
  if (row.kind === 'preauthorization') {
    return hold.release.isPossible ? null : { kind: 'hold_not_possible', obstacle: hold.release.obstacle };
  }
  return moneyBack.void.isPossible ? null : { kind: 'not_possible', obstacle: moneyBack.void.obstacle };
}
