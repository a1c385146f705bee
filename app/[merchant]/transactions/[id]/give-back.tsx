import { ClientMessages } from '#components/i18n/client-messages.tsx';
import { MoneyBack } from '#components/money-back/money-back.tsx';
import type { Context } from '#server/auth/context.ts';
import { allows } from '#server/auth/permissions.ts';
import type { TransactionId } from '#server/kernel/ids.ts';
import { getMoneyBack } from '#server/transactions/get-money-back.ts';
import { requestRefundAction } from '../../approvals/actions.ts';
import { startRefundAction, voidSaleAction } from './money-back-actions.ts';

/** The one action that gives the money of a sale or capture back, or asks for that, for those who may. */
export async function GiveBack({ ctx, saleId }: { ctx: Context<'transactions:see'>; saleId: TransactionId }) {
  const { slug } = ctx.merchant;
  return (
    <ClientMessages also={['moneyBack', 'sale']}>
      <MoneyBack
        merchantSlug={slug}
        offer={await getMoneyBack(ctx, saleId)}
        voidAction={voidSaleAction.bind(null, slug)}
        refundAction={startRefundAction.bind(null, slug)}
        requestAction={requestRefundAction.bind(null, slug)}
        mayStart={allows(ctx.actor.role, 'refund:start')}
      />
    </ClientMessages>
  );
}
