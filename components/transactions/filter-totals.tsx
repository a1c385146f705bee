'use client';

import { useTranslations } from 'next-intl';
import { type TotalsRead, useFilterTotals } from '#components/live/filter-totals.ts';
import { Amount } from '#components/money/amount.tsx';
import { Skeleton } from '#components/ui/skeleton.tsx';
import { TransactionAmount } from './transaction-amount.tsx';

/** Count and sums of the list's filter, read after the list is there: counting is never on the way of a first paint. */
export function FilterTotals({ merchant, query }: { merchant: string; query: string }) {
  const t = useTranslations('transactions.totals');
  const { data, isError } = useFilterTotals(merchant, query);
  return (
    <section
      aria-label={t('label')}
      aria-busy={!data && !isError}
      className="flex min-h-9 flex-wrap items-center gap-x-6 gap-y-1 rounded-lg border bg-sunken px-3 py-1.5 text-sm"
    >
      {data ? (
        <Totals totals={data.totals} />
      ) : isError ? (
        <p className="text-ink-soft">{t('failed')}</p>
      ) : (
        <>
          <Skeleton className="h-3 w-28" />
          <Skeleton className="h-3 w-48" />
        </>
      )}
    </section>
  );
}

function Totals({ totals }: Pick<TotalsRead, 'totals'>) {
  const t = useTranslations('transactions.totals');
  if (!totals) return <p className="text-ink-soft">{t('tooSlow')}</p>;
  const { count, isMore, sums, nets } = totals;
  return (
    <>
      <p className="font-semibold">{isMore ? t('more', { count }) : t('count', { count })}</p>
      {sums === null && <p className="text-ink-soft">{t('tooMany')}</p>}
      {sums?.map(({ kind, count: ofKind, amount }) => (
        <p key={`${kind} ${amount.currency}`} className="flex items-baseline gap-1.5">
          <span className="text-ink-soft">{t(`sum.${kind}`, { count: ofKind })}</span>
          <span className="font-medium">
            <TransactionAmount kind={kind} amount={amount} />
          </span>
        </p>
      ))}
      {nets?.map((net) => (
        <p key={net.currency} className="flex items-baseline gap-1.5">
          <span className="text-ink-soft">{t('net')}</span>
          <span className="font-semibold">
            <Amount money={net} />
          </span>
        </p>
      ))}
    </>
  );
}
