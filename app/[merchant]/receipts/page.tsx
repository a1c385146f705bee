import { ListX, ReceiptText } from 'lucide-react';
import type { Metadata } from 'next';
import Link from 'next/link';
import { getTranslations } from 'next-intl/server';
import { issueSentences } from '#app/[merchant]/transactions/issue-sentences.ts';
import { listReader } from '#app/[merchant]/transactions/list-reader.ts';
import { PageHeader } from '#components/layout/page-header.tsx';
import { ReceiptSearch } from '#components/receipts/receipt-search.tsx';
import { ReceiptTable } from '#components/receipts/receipt-table.tsx';
import { SlipKeys } from '#components/receipts/slip-keys.tsx';
import { Pager } from '#components/tables/pager.tsx';
import { hrefWith, oneParam, type SearchParams } from '#components/tables/search-params.ts';
import { Alert } from '#components/ui/alert.tsx';
import { buttonLook } from '#components/ui/button.tsx';
import { classNames } from '#components/ui/class-names.ts';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { pageContext } from '#server/auth/page-context.ts';
import { looseFields } from '#server/transactions/how-found.ts';
import { listTransactions, type TransactionPage } from '#server/transactions/list-transactions.ts';
import { readReceiptSearch } from './read-search.ts';
import { SlipBeside } from './slip-beside.tsx';

type ReceiptsPageProps = { params: Promise<{ merchant: string }>; searchParams: Promise<SearchParams> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('receipt');
  return { title: t('title') };
}

/** In the address: no slip, also where the only one found would be shown by itself. */
const NO_SLIP = 'none';

/** The receipt centre: operations on the left, the chosen one's slip on the right; on a phone one of the two. */
export default async function ReceiptsPage({ params, searchParams }: ReceiptsPageProps) {
  const [{ merchant }, typed] = await Promise.all([params, searchParams]);
  // Slips are not for everybody who sees transactions (roles: the admin does not).
  const printing = await pageContext(merchant, 'receipts:print');
  const ctx = await pageContext(merchant, 'transactions:see');
  const [t, slip] = await Promise.all([getTranslations('receipt'), getTranslations('slip')]);
  const pathname = `/${merchant}/receipts`;
  const reader = await listReader(ctx);
  const { filter, place, terms, issues, isSearch } = readReceiptSearch(typed, reader);
  // A card number that was typed by mistake is not written into the page again, nor into its links.
  const asked = issues.some((issue) => issue.problem === 'cardNumber') ? { ...typed, q: undefined } : typed;
  const [list, errors] = await Promise.all([
    filter && listTransactions(ctx, filter, place, reader.choices),
    issueSentences(issues),
  ]);
  const wanted = oneParam(asked, 'slip');
  const only = isSearch && wanted === undefined ? onlyOne(list) : null;
  const chosenId = wanted === NO_SLIP ? null : (wanted ?? only?.id ?? null);
  return (
    <>
      <SlipKeys />
      <PageHeader
        title={t('title')}
        sentence={
          <>
            {t('sentence')} <span className="max-lg:hidden">{slip('keys')}</span>
          </>
        }
      />
      <div className="grid items-start gap-x-8 gap-y-6 lg:grid-cols-[minmax(0,1fr)_26rem]">
        <div className={classNames('grid min-w-0 gap-3', chosenId && 'max-lg:hidden')}>
          <ReceiptSearch pathname={pathname} params={asked} errors={Object.values(errors).flat()} />
          {list ? (
            <>
              <ReceiptTable
                rows={list.rows}
                timeZone={ctx.merchant.calendar.timeZone}
                selectedId={chosenId}
                hrefOf={(row) => hrefHere(pathname, asked, { slip: row.id })}
                empty={
                  <NothingHere isSearch={isSearch} isSearched={list.lookedTo === null} pathname={pathname} />
                }
              />
              <Pager
                newerHref={
                  list.newer ? hrefWith(pathname, asked, { slip: null, before: list.newer }) : undefined
                }
                olderHref={
                  list.older ? hrefWith(pathname, asked, { slip: null, after: list.older }) : undefined
                }
              />
            </>
          ) : (
            <Alert kind="error">{t('search.fix')}</Alert>
          )}
        </div>
        {chosenId === null ? (
          <div className="rounded-lg border border-dashed max-lg:hidden">
            <EmptyState icon={<ReceiptText />} title={t('choose')}>
              {t('chooseText')}
            </EmptyState>
          </div>
        ) : (
          <SlipBeside
            ctx={printing}
            id={chosenId}
            asked={asked}
            found={only && { loose: looseFields(terms, only) }}
            backHref={hrefHere(pathname, asked, { slip: NO_SLIP })}
            hrefWith={(change) => hrefHere(pathname, asked, { slip: chosenId, ...change })}
          />
        )}
      </div>
    </>
  );
}

/** The one operation of a list that has no more. */
function onlyOne(list: TransactionPage | null): TransactionPage['rows'][number] | null {
  if (!list || list.newer || list.older || list.rows.length !== 1) return null;
  return list.rows[0] ?? null;
}

/** Nothing, or nothing so far: where the history is long, what few rows fit is looked for step by step. */
async function NothingHere({
  isSearch,
  isSearched,
  pathname,
}: {
  isSearch: boolean;
  isSearched: boolean;
  pathname: string;
}) {
  const [t, soFar] = await Promise.all([getTranslations('receipt'), getTranslations('transactions.empty')]);
  if (!isSearch) {
    return (
      <EmptyState icon={<ReceiptText />} title={t('empty.first')}>
        {t('empty.firstText')}
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={<ListX />}
      title={isSearched ? t('empty.none') : soFar('soFar')}
      action={
        <Link href={pathname} prefetch={false} className={buttonLook()}>
          {t('search.clear')}
        </Link>
      }
    >
      {isSearched ? t('empty.noneText') : soFar('soFarText')}
    </EmptyState>
  );
}

/** The same place in the same list, with another slip or none, seen in another way. */
function hrefHere(pathname: string, asked: SearchParams, change: Record<string, string>): string {
  const [after, before] = [oneParam(asked, 'after') ?? null, oneParam(asked, 'before') ?? null];
  return hrefWith(pathname, asked, { after, before, ...change });
}
