'use client';

import { useTranslations } from 'next-intl';
import { useFilterTotals } from '#components/live/filter-totals.ts';
import type { StateTab } from './state-tabs.tsx';

/** How many rows a tab of the list holds; nothing until that is counted. The place is kept, so that no tab moves. */
export function TabCount({ merchant, query, tab }: { merchant: string; query: string; tab: StateTab }) {
  const t = useTranslations('transactions.tabs');
  const { data } = useFilterTotals(merchant, query);
  const counted = data?.tabs?.[tab];
  return (
    <span className="min-w-7 rounded-full bg-neutral-tint px-1.5 text-center text-neutral text-xs tabular-nums leading-5 empty:invisible">
      {counted &&
        (counted.isMore ? t('more', { count: counted.count }) : t('count', { count: counted.count }))}
    </span>
  );
}
