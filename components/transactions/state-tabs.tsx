import { useTranslations } from 'next-intl';
import { hrefWith, type SearchParams } from '#components/tables/search-params.ts';
import { LinkTabs } from '#components/ui/tabs.tsx';
import { TabCount } from './open-counts.tsx';

const TABS = ['all', 'open', 'unknown', 'approved', 'refunded', 'failed'] as const;
type Tab = (typeof TABS)[number];

/** The states of the list as tabs that keep every other filter; the two that matter at once carry their number. */
export function StateTabs({
  merchant,
  pathname,
  params,
  current,
}: {
  merchant: string;
  pathname: string;
  params: SearchParams;
  /** The open tab; null when the address names none there is. */
  current: Tab | null;
}) {
  const t = useTranslations('transactions.tabs');
  return (
    <LinkTabs
      label={t('label')}
      tabs={TABS.map((tab) => ({
        href: hrefWith(pathname, params, { state: tab === 'all' ? null : tab }),
        label: (
          <>
            {t(tab)}
            {tab === 'open' && <TabCount merchant={merchant} tab="running" />}
            {tab === 'unknown' && <TabCount merchant={merchant} tab="unknown" />}
          </>
        ),
        isCurrent: tab === current,
      }))}
    />
  );
}
