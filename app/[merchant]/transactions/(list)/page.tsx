import { ListX, ReceiptText } from 'lucide-react';
import type { Metadata } from 'next';
import Link from 'next/link';
import { getLocale, getTranslations } from 'next-intl/server';
import { PageHeader } from '#components/layout/page-header.tsx';
import { RefreshOnChange } from '#components/live/refresh-on-change.tsx';
import { FilterChips } from '#components/tables/filter-bar.tsx';
import { Pager } from '#components/tables/pager.tsx';
import { hrefWith, type SearchParams } from '#components/tables/search-params.ts';
import { formatDay } from '#components/time/format-time.ts';
import { filtersInForce } from '#components/transactions/active-filters.ts';
import { FilterForm } from '#components/transactions/filter-form.tsx';
import { FilterTotals } from '#components/transactions/filter-totals.tsx';
import { NewRows } from '#components/transactions/new-rows.tsx';
import { StateTabs } from '#components/transactions/state-tabs.tsx';
import { TransactionTable } from '#components/transactions/transaction-table.tsx';
import { Alert } from '#components/ui/alert.tsx';
import { buttonLook } from '#components/ui/button.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { pageContext } from '#server/auth/page-context.ts';
import { parseDay } from '#server/kernel/time.ts';
import {
  type FilterChoices,
  listFilterChoices,
  listTransactions,
} from '#server/transactions/list-transactions.ts';
import { FILTER_KINDS, type FilterIssue, readListRequest } from '#server/transactions/transaction-filter.ts';
import { amountReader } from '../read-amount.ts';

type ListPageProps = { params: Promise<{ merchant: string }>; searchParams: Promise<SearchParams> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('transactions');
  return { title: t('title') };
}

/** The merchant's transactions: filter, tabs and place in the list all stand in the address. */
export default async function TransactionsPage({ params, searchParams }: ListPageProps) {
  const [{ merchant }, typed, locale] = await Promise.all([params, searchParams, getLocale()]);
  const ctx = await pageContext(merchant, 'transactions:see');
  const t = await getTranslations('transactions');
  const pathname = `/${merchant}/transactions`;
  const { filter, place, issues } = readListRequest(typed, amountReader(ctx.merchant.currency, locale));
  // A card number that was typed by mistake is not written into the page again, nor into its links.
  const asked = issues.some((issue) => issue.problem === 'cardNumber') ? { ...typed, q: undefined } : typed;
  const list = filter ? await listTransactions(ctx, filter, place) : null;
  const choices = list?.choices ?? (await listFilterChoices(ctx));
  const words = await filterWords(choices);
  const filters = filtersInForce(pathname, asked, words);
  const query = new URL(hrefWith(pathname, asked, {}), 'http://list').searchParams.toString();
  const isFirstPage = place === null;
  return (
    <>
      <PageHeader title={t('title')} sentence={t('sentence')} />
      <div className="grid gap-3">
        <FilterForm pathname={pathname} params={asked} choices={choices} errors={await sentencesOf(issues)} />
        <FilterChips filters={filters} clearHref={hrefWith(pathname, { state: asked.state }, {})} />
        <StateTabs merchant={merchant} pathname={pathname} params={asked} current={filter?.tab ?? null} />
        <GeneralIssues issues={issues} />
        {list === null ? (
          <Alert kind="error" title={t('filter.fix')}>
            {t('filter.fixNext')}
          </Alert>
        ) : (
          <>
            {isFirstPage && <NewRows merchant={merchant} newest={list.rows[0]?.id ?? ''} />}
            <TransactionTable
              merchant={merchant}
              timeZone={ctx.merchant.calendar.timeZone}
              rows={list.rows}
              empty={<NothingHere isFiltered={query !== ''} pathname={pathname} />}
            />
            <FilterTotals merchant={merchant} query={query} />
            <Pager
              newerHref={list.newer ? hrefWith(pathname, asked, { before: list.newer }) : undefined}
              olderHref={list.older ? hrefWith(pathname, asked, { after: list.older }) : undefined}
            />
            <RefreshOnChange
              merchant={merchant}
              topic="transaction"
              ids={list.rows.map((row) => row.id)}
              isMoving={list.rows.some((row) => row.settledAt === null)}
            />
          </>
        )}
      </div>
    </>
  );
}

async function NothingHere({ isFiltered, pathname }: { isFiltered: boolean; pathname: string }) {
  const t = await getTranslations('transactions.empty');
  if (!isFiltered)
    return (
      <EmptyState icon={<ReceiptText />} title={t('first')}>
        {t('firstText')}
      </EmptyState>
    );
  return (
    <EmptyState
      icon={<ListX />}
      title={t('filtered')}
      action={
        <Link href={pathname} prefetch={false} className={buttonLook()}>
          {t('clear')}
        </Link>
      }
    >
      {t('filteredText')}
    </EmptyState>
  );
}

/** What is wrong with values that have no field of their own: the tab, the place, the order. */
async function GeneralIssues({ issues }: { issues: FilterIssue[] }) {
  const t = await getTranslations('transactions.filter');
  return issues
    .filter(({ field }) => ['state', 'limit', 'sort', 'after', 'before'].includes(field))
    .map(({ field, problem }) => (
      <Alert key={field} kind="warning">
        {field === 'state' ? `${t('state')}: ` : ''}
        {t(`problems.${problem}`)}
      </Alert>
    ));
}

async function sentencesOf(issues: FilterIssue[]): Promise<Record<string, string[]>> {
  const t = await getTranslations('transactions.filter.problems');
  return Object.fromEntries(issues.map(({ field, problem }) => [field, [t(problem)]]));
}

/** Names and values of filters as a person reads them: labels for ids, days as days; what is no choice stays as written. */
async function filterWords(choices: FilterChoices) {
  const [t, kinds, locale] = await Promise.all([
    getTranslations('transactions.filter'),
    getTranslations('transactions.kind'),
    getLocale(),
  ]);
  return {
    nameOf: t,
    valueOf: (name: string, value: string) => {
      const kind = name === 'kind' ? FILTER_KINDS.find((one) => one === value) : undefined;
      if (kind) return kinds(kind);
      if (name === 'device') return choices.find((one) => one.deviceId === value)?.label ?? value;
      if (name === 'branch') return choices.find((one) => one.branchId === value)?.branchName ?? value;
      return (name === 'from' || name === 'to') && parseDay(value) ? formatDay(value, locale) : value;
    },
  };
}
