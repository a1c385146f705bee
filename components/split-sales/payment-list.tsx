'use client';

import Link from 'next/link';
import { useTranslations } from 'next-intl';
import type { LiveSplitPayment, LiveSplitSale } from '#components/live/live-split-sale.ts';
import { Amount } from '#components/money/amount.tsx';
import { StatePill } from '#components/state/state-pill.tsx';
import { Instant } from '#components/time/instant.tsx';

type PaymentListProps = {
  /** The merchant's address. */
  merchant: string;
  splitSale: LiveSplitSale;
  timeZone: string;
};

/** The payments of a split sale in the order they were taken; each leads to its own page. */
export function PaymentList({ merchant, splitSale, timeZone }: PaymentListProps) {
  const t = useTranslations('splitSale.payments');
  if (splitSale.payments.length === 0) return <p className="text-ink-soft">{t('none')}</p>;
  return (
    <ol className="rounded-lg border bg-surface">
      {splitSale.payments.map((payment, index) => (
        <li
          key={payment.transaction.id}
          data-payment={payment.transaction.status}
          className="relative grid grid-cols-[1fr_auto] items-center gap-x-4 gap-y-0.5 border-b px-4 py-2.5 last:border-b-0 hover:bg-hover"
        >
          <Link
            href={`/${merchant}/transactions/${payment.transaction.id}`}
            prefetch={false}
            className="font-medium after:absolute after:inset-0"
          >
            {t('number', { number: index + 1 })}
            {payment.last4 && <span className="font-normal text-ink-soft"> · •••• {payment.last4}</span>}
            {payment.installmentCount > 1 && (
              <span className="font-normal text-ink-soft">
                {' '}
                · {t('installments', { count: payment.installmentCount })}
              </span>
            )}
          </Link>
          <span className="justify-self-end font-medium">
            <Amount money={payment.transaction.amount} />
          </span>
          <span className="text-ink-soft text-sm">
            <Instant at={payment.transaction.createdAt} timeZone={timeZone} detail="clock" />
            <WayBack splitSale={splitSale} payment={payment} />
          </span>
          <span className="justify-self-end">
            <StatePill state={payment.transaction.status} />
          </span>
        </li>
      ))}
    </ol>
  );
}

/** While everything goes back: how far this payment is. */
function WayBack({ splitSale, payment }: { splitSale: LiveSplitSale; payment: LiveSplitPayment }) {
  const t = useTranslations('splitSale.payments');
  if (splitSale.state !== 'giving_up' || payment.transaction.status !== 'approved') return null;
  const { undo } = payment;
  const word = undo === null ? 'mustGoBack' : undo.settledAt === null ? 'goingBack' : 'notBack';
  return <span className={word === 'goingBack' ? 'text-awaiting' : 'text-unknown'}> · {t(word)}</span>;
}
