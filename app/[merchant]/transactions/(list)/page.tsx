import { ListX, ReceiptText } from 'lucide-react';
import type { Metadata } from 'next';
import { cookies } from 'next/headers';
import Link from 'next/link';
import { getLocale, getTranslations } from 'next-intl/server';
import { chooseListView } from '#app/locale-action.ts';
import { PageHeader } from '#components/layout/page-header.tsx';
import { RefreshOnChange } from '#components/live/refresh-on-change.tsx';
import { FilterChips } from '#components/tables/filter-bar.tsx';
import { Pager } from '#components/tables/pager.tsx';
import { hrefWith, oneParam, type SearchParams } from '#components/tables/search-params.ts';
import { formatInstant } from '#components/time/format-time.ts';
import { ExportMenu } from '#components/transactions/export-menu.tsx';
import { FilterForm } from '#components/transactions/filter-form.tsx';
import { FilterTotals } from '#components/transactions/filter-totals.tsx';
import { ListKeys } from '#components/transactions/list-keys.tsx';
import { ListTable } from '#components/transactions/list-table.tsx';
import { LIST_VIEW_COOKIE, toListView } from '#components/transactions/list-view.ts';
import { NewRows } from '#components/transactions/new-rows.tsx';
import { StateTabs } from '#components/transactions/state-tabs.tsx';
import { ViewMenu } from '#components/transactions/view-menu.tsx';
import { Alert } from '#components/ui/alert.tsx';
import { buttonLook } from '#components/ui/button.tsx';
import { classNames } from '#components/ui/class-names.ts';
import { EmptyState } from '#components/ui/empty-state.tsx';
import type { Context } from '#server/auth/context.ts';
import { pageContext } from '#server/auth/page-context.ts';
import { allows } from '#server/auth/permissions.ts';
import { listQuery } from '#server/transactions/list-query.ts';
import type { ListReader } from '#server/transactions/list-reader.ts';
import {
  listBatchNumbersOf,
  listTransactions,
  type TransactionPage,
} from '#server/transactions/list-transactions.ts';
import { type ListRequest, readListRequest } from '#server/transactions/transaction-filter.ts';
import { issueSentences } from '../issue-sentences.ts';
import { listReader } from '../list-reader.ts';
import { chipsOf } from './chips.ts';
import { formChoices } from './form-choices.ts';
import { GeneralIssues } from './issues.tsx';
import { Panel } from './panel.tsx';
import { Views } from './views.tsx';

type ListPageProps = { params: Promise<{ merchant: string }>; searchParams: Promise<SearchParams> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('transactions');
  return { title: t('title') };
}

/** The merchant's transactions: filter, tabs and place in the list all stand in the address. */
export default async function TransactionsPage({ params, searchParams }: ListPageProps) {
  const [{ merchant }, typed] = await Promise.all([params, searchParams]);
  const ctx = await pageContext(merchant, 'transactions:see');
  const t = await getTranslations('transactions');
  const pathname = `/${merchant}/transactions`;
  const reader = await listReader(ctx);
  const request = readListRequest(typed, reader);
  const { filter, place, issues } = request;
  // A card number that was typed by mistake is not written into the page again, nor into its links.
  const asked = issues.some((issue) => issue.problem === 'cardNumber') ? { ...typed, q: undefined } : typed;
  const [list, chips, errors, choices] = await Promise.all([
    filter && listTransactions(ctx, filter, place, reader.choices),
    chipsOf(pathname, asked, request, reader),
    issueSentences(issues),
    formChoices(reader.choices),
  ]);
  const openId = oneParam(asked, 'open') || null;
  const besideOpen = openId ? 'max-lg:hidden' : undefined;
  return (
    <ListKeys>
      <div className={besideOpen}>
        <PageHeader
          title={t('title')}
          sentence={t('sentence')}
          actions={
            <>
              <ViewMenu view={await viewOfPerson()} action={chooseListView} className="max-md:hidden" />
              {filter && allows(ctx.actor.role, 'transactions:export') && (
                <ExportMenu merchant={merchant} query={listQuery(asked)} />
              )}
            </>
          }
        />
      </div>
      <div className={classNames('grid grid-cols-[minmax(0,1fr)] gap-3', besideOpen)}>
        <Views ctx={ctx} asked={asked} isUnderstood={filter !== null} />
        <FilterForm pathname={pathname} params={asked} choices={choices} errors={errors} />
        <FilterChips filters={chips} clearHref={hrefWith(pathname, { state: asked.state }, {})} />
        <StateTabs
          merchant={merchant}
          pathname={pathname}
          params={asked}
          current={request.tab}
          query={filter && listQuery(asked)}
        />
        <GeneralIssues issues={issues} />
      </div>
      <div
        className={classNames('mt-3', openId && 'grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_30rem]')}
      >
        <div className={classNames('grid min-w-0 grid-cols-[minmax(0,1fr)] gap-3', besideOpen)}>
          {list ? (
            <List ctx={ctx} reader={reader} asked={asked} request={request} list={list} />
          ) : (
            <NotUnderstood />
          )}
        </div>
        {openId && <Panel ctx={ctx} id={openId} closeHref={hrefHere(pathname, asked)} />}
      </div>
    </ListKeys>
  );
}

/** The same place in the same list, with nothing open beside it. */
function hrefHere(pathname: string, asked: SearchParams): string {
  const [after, before] = [oneParam(asked, 'after') ?? null, oneParam(asked, 'before') ?? null];
  return hrefWith(pathname, asked, { after, before, open: null });
}

type ListProps = {
  ctx: Context<'transactions:see'>;
  asked: SearchParams;
  request: ListRequest;
  list: TransactionPage;
};

/** The rows, what they come to, and the ways on. */
async function List({ ctx, reader, ...props }: ListProps & { reader: ListReader }) {
  const { asked, request, list } = props;
  const { slug: merchant, calendar } = ctx.merchant;
  const view = await viewOfPerson();
  const batchNumbers = view.columns.includes('batch') ? await listBatchNumbersOf(ctx, list.rows) : new Map();
  const pathname = `/${merchant}/transactions`;
  const query = listQuery(asked);
  return (
    <>
      {request.place === null && <NewRows merchant={merchant} newest={list.rows[0]?.id ?? ''} />}
      <ListTable
        merchant={merchant}
        timeZone={calendar.timeZone}
        rows={list.rows}
        view={view}
        people={new Map(reader.choices.people.map((one) => [one.id, one.name]))}
        batchNumbers={batchNumbers}
        acquirers={new Map(reader.choices.acquirers.map((one) => [one.id, one.name ?? one.id]))}
        openId={oneParam(asked, 'open') ?? null}
        empty={
          <NothingHere isFiltered={query !== ''} isSearched={list.lookedTo === null} pathname={pathname} />
        }
      />
      <FilterTotals merchant={merchant} query={query} />
      <WaysOn ctx={ctx} {...props} />
      <RefreshOnChange
        merchant={merchant}
        topic="transaction"
        ids={list.rows.map((row) => row.id)}
        isMoving={list.rows.some((row) => row.settledAt === null)}
      />
    </>
  );
}

async function viewOfPerson() {
  return toListView((await cookies()).get(LIST_VIEW_COOKIE)?.value);
}

async function WaysOn({ ctx, asked, request, list }: ListProps) {
  const [t, locale] = await Promise.all([getTranslations('find'), getLocale()]);
  const { slug, calendar } = ctx.merchant;
  const pathname = `/${slug}/transactions`;
  const isNewer = request.place?.direction === 'newer';
  const time = list.lookedTo && formatInstant(list.lookedTo, calendar.timeZone, locale, 'full');
  return (
    <Pager
      newerHref={list.newer ? hrefWith(pathname, asked, { before: list.newer, open: null }) : undefined}
      olderHref={list.older ? hrefWith(pathname, asked, { after: list.older, open: null }) : undefined}
      newerLabel={time && isNewer ? t('lookNewer') : undefined}
      olderLabel={time && !isNewer ? t('lookOlder') : undefined}
    >
      {time && t(isNewer ? 'lookedToNewer' : 'lookedTo', { time })}
    </Pager>
  );
}

async function NotUnderstood() {
  const t = await getTranslations('find.filter');
  return (
    <Alert kind="error" title={t('fix')}>
      {t('fixNext')}
    </Alert>
  );
}

/** Nothing, or nothing so far: where the history is long, what few rows fit is looked for step by step. */
async function NothingHere({
  isFiltered,
  isSearched,
  pathname,
}: {
  isFiltered: boolean;
  isSearched: boolean;
  pathname: string;
}) {
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
      title={t(isSearched ? 'filtered' : 'soFar')}
      action={
        <Link href={pathname} prefetch={false} className={buttonLook()}>
          {t('clear')}
        </Link>
      }
    >
      {t(isSearched ? 'filteredText' : 'soFarText')}
    </EmptyState>
  );
}
