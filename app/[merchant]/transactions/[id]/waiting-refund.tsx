import Link from 'next/link';
import { getLocale, getTranslations } from 'next-intl/server';
import { formatAmount } from '#components/money/format-amount.ts';
import { Alert } from '#components/ui/alert.tsx';
import { buttonLook } from '#components/ui/button.tsx';
import type { Context } from '#server/auth/context.ts';
import { allows } from '#server/auth/permissions.ts';
import { getMoneyBack } from '#server/transactions/get-money-back.ts';
import type { TransactionDetail } from '#server/transactions/get-transaction.ts';

/** On a sale: that a refund of it waits for a second person, and the way there; nothing when none does. */
export async function WaitingRefund({
  ctx,
  transaction: { id, kind, state },
}: {
  ctx: Context<'transactions:see'>;
  transaction: TransactionDetail;
}) {
  const isMoney = (kind === 'sale' || kind === 'capture') && state === 'approved';
  if (!isMoney || !allows(ctx.actor.role, 'refund:request')) return null;
  const { waiting } = await getMoneyBack(ctx, id);
  if (!waiting) return null;
  const [t, locale] = await Promise.all([getTranslations('approvals'), getLocale()]);
  const amount = formatAmount(waiting.amount, locale);
  return (
    <Alert
      kind="warning"
      title={t(waiting.happensByItself ? 'onSale.byItself' : 'onSale.waits', { amount })}
      action={
        <Link
          href={`/${ctx.merchant.slug}/approvals/${waiting.approvalId}`}
          prefetch={false}
          className={buttonLook('secondary')}
        >
          {t('onSale.action')}
        </Link>
      }
    >
      {t('onSale.text', { name: waiting.maker ?? t('former') })}
    </Alert>
  );
}
