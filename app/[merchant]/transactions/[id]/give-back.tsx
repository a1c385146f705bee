import { ClientMessages } from '#components/i18n/client-messages.tsx';
import { MoneyBack } from '#components/money-back/money-back.tsx';
import type { Context } from '#server/auth/context.ts';
import { getMoneyBack } from '#server/transactions/get-money-back.ts';
import type { TransactionDetail } from '#server/transactions/get-transaction.ts';
import { startRefundAction, voidSaleAction } from './money-back-actions.ts';

/** The ways to give the money of a sale back, for those who may. */
export async function GiveBack({
  ctx,
  transaction,
}: {
  ctx: Context<'transactions:see'>;
  transaction: TransactionDetail;
}) {
  const { slug } = ctx.merchant;
  return (
    <ClientMessages also={['moneyBack', 'sale']}>
      <MoneyBack
        merchantSlug={slug}
        offer={await getMoneyBack(ctx, transaction.id)}
        voidAction={voidSaleAction.bind(null, slug)}
        refundAction={startRefundAction.bind(null, slug)}
      />
    </ClientMessages>
  );
}
