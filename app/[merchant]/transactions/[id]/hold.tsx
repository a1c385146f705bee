import { ClientMessages } from '#components/i18n/client-messages.tsx';
import { HoldActions } from '#components/money-back/hold-actions.tsx';
import type { Context } from '#server/auth/context.ts';
import { allows } from '#server/auth/permissions.ts';
import type { TransactionId } from '#server/kernel/ids.ts';
import { getHold } from '#server/transactions/get-money-back.ts';
import { captureAction, voidSaleAction } from './money-back-actions.ts';

/** Capture and release of a hold, for those who may. */
export async function Hold({ ctx, holdId }: { ctx: Context<'transactions:see'>; holdId: TransactionId }) {
  const { slug } = ctx.merchant;
  const { role } = ctx.actor;
  return (
    <ClientMessages also={['moneyBack', 'sale']}>
      <HoldActions
        merchantSlug={slug}
        offer={await getHold(ctx, holdId)}
        captureAction={allows(role, 'sale:start') ? captureAction.bind(null, slug) : undefined}
        releaseAction={allows(role, 'void:start') ? voidSaleAction.bind(null, slug) : undefined}
      />
    </ClientMessages>
  );
}
