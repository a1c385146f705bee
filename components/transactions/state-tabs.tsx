import { useTranslations } from 'next-intl';
import { hrefWith, type SearchParams } from '#components/tables/search-params.ts';
import { LinkTabs } from '#components/ui/tabs.tsx';
import { TabCount } from './tab-count.tsx';

const TABS = ['all', 'open', 'unknown', 'approved', 'refunded', 'failed'] as const;

/** A tab of the list. */
export type StateTab = (typeof TABS)[number];

type StateTabsProps = {
  merchant: string;
  pathname: string;
  params: SearchParams;
  /** The open tab; null when the address names none there is. */
  current: StateTab | null;
  /** The query part of the list's address, by which it is counted; null while it cannot be understood. */
  query: string | null;
};

/** The states of the list as tabs that keep every other filter, each with how many rows it holds, once they are counted. */
export function StateTabs({ merchant, pathname, params, current, query }: StateTabsProps) {
  const t = useTranslations('transactions.tabs');
  return (
    <LinkTabs
      label={t('label')}
      tabs={TABS.map((tab) => ({
        href: hrefWith(pathname, params, { state: tab === 'all' ? null : tab, open: null }),
        label: (
          <>
            {t(tab)}
            {query !== null && <TabCount merchant={merchant} query={query} tab={tab} />}
          </>
        ),
        isCurrent: tab === current,
      }))}
    />
  );
}
