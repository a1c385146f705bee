'use client';

import { useTranslations } from 'next-intl';
import { useFilterTotals } from '#components/live/filter-totals.ts';
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
      {isError && !data ? (
        <p className="text-ink-soft">{t('failed')}</p>
      ) : data ? (
        <>
          <p className="font-semibold">
            {data.isMore ? t('more', { count: data.count }) : t('count', { count: data.count })}
          </p>
          {data.sums === null && <p className="text-ink-soft">{t('tooMany')}</p>}
          {data.sums?.map(({ kind, count, amount }) => (
            <p key={`${kind} ${amount.currency}`} className="flex items-baseline gap-1.5">
              <span className="text-ink-soft">{t(`sum.${kind}`, { count })}</span>
              <span className="font-medium">
                <TransactionAmount kind={kind} amount={amount} />
              </span>
            </p>
          ))}
        </>
      ) : (
        <>
          <Skeleton className="h-3 w-28" />
          <Skeleton className="h-3 w-48" />
        </>
      )}
    </section>
  );
}
