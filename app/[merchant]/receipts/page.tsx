import { ListX, ReceiptText } from 'lucide-react';
import type { Metadata } from 'next';
import Link from 'next/link';
import { getTranslations } from 'next-intl/server';
import { issueSentences } from '#app/[merchant]/transactions/issue-sentences.ts';
import { listReader } from '#app/[merchant]/transactions/list-reader.ts';
import { PageHeader } from '#components/layout/page-header.tsx';
import { RECEIPT_SEARCH, ReceiptSearch } from '#components/receipts/receipt-search.tsx';
import { ReceiptTable } from '#components/receipts/receipt-table.tsx';
import { Pager } from '#components/tables/pager.tsx';
import { hrefWith, oneParam, type SearchParams } from '#components/tables/search-params.ts';
import { Alert } from '#components/ui/alert.tsx';
import { buttonLook } from '#components/ui/button.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import type { Context } from '#server/auth/context.ts';
import { pageContext } from '#server/auth/page-context.ts';
import { getSlip } from '#server/receipts/get-slip.ts';
import { readLanguage } from '#server/receipts/read-language.ts';
import { listTransactions } from '#server/transactions/list-transactions.ts';
import { turnAway } from './found.ts';
import { readReceiptSearch } from './read-search.ts';
import { SlipOnScreen } from './slip-on-screen.tsx';

type ReceiptsPageProps = { params: Promise<{ merchant: string }>; searchParams: Promise<SearchParams> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('receipt');
  return { title: t('title') };
}

/** The receipt centre: approved operations on the left, the chosen one's slip on the right; on a phone one of the two. */
export default async function ReceiptsPage({ params, searchParams }: ReceiptsPageProps) {
  const [{ merchant }, asked] = await Promise.all([params, searchParams]);
  // Slips are not for everybody who sees transactions (roles: the admin does not).
  await pageContext(merchant, 'receipts:print');
  const ctx = await pageContext(merchant, 'transactions:see');
  const t = await getTranslations('receipt');
  const pathname = `/${merchant}/receipts`;
  const reader = await listReader(ctx);
  const { filter, place, issues } = readReceiptSearch(asked, reader);
  const list = filter && (await listTransactions(ctx, filter, place, reader.choices));
  const chosenId = oneParam(asked, 'slip') ?? null;
  return (
    <>
      <PageHeader title={t('title')} sentence={t('sentence')} />
      <div className="grid items-start gap-x-8 gap-y-6 lg:grid-cols-[minmax(0,1fr)_26rem]">
        <div className={chosenId ? 'grid min-w-0 gap-3 max-lg:hidden' : 'grid min-w-0 gap-3'}>
          <ReceiptSearch pathname={pathname} params={asked} errors={await issueSentences(issues)} />
          {list ? (
            <>
              <ReceiptTable
                rows={list.rows}
                timeZone={ctx.merchant.calendar.timeZone}
                selectedId={chosenId}
                hrefOf={(row) => hrefHere(pathname, asked, { slip: row.id })}
                empty={
                  <NothingHere isSearch={RECEIPT_SEARCH.some((name) => asked[name])} pathname={pathname} />
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
        <ChosenSlip
          ctx={ctx}
          asked={asked}
          chosenId={chosenId}
          backHref={hrefHere(pathname, asked, { slip: null })}
        />
      </div>
    </>
  );
}

type ChosenSlipProps = {
  ctx: Context<'transactions:see'>;
  asked: SearchParams;
  chosenId: string | null;
  /** The list as it was, without a slip. */
  backHref: string;
};

async function ChosenSlip({ ctx, asked, chosenId, backHref }: ChosenSlipProps) {
  const t = await getTranslations('receipt');
  if (chosenId === null) {
    return (
      <div className="rounded-lg border border-dashed max-lg:hidden">
        <EmptyState icon={<ReceiptText />} title={t('choose')}>
          {t('chooseText')}
        </EmptyState>
      </div>
    );
  }
  const slip = await getSlip(ctx, chosenId).catch(turnAway);
  const language = readLanguage(oneParam(asked, 'lang'), slip);
  const base = `/${ctx.merchant.slug}`;
  return (
    <section
      aria-label={t('choose')}
      className="grid gap-4 rounded-lg bg-sunken px-2 py-4 lg:sticky lg:top-(--ledger-top) lg:max-h-[calc(100dvh-var(--ledger-top)-1rem)] lg:overflow-y-auto"
    >
      <div className="flex flex-wrap justify-center gap-2" data-frame>
        <Link href={backHref} prefetch={false} className={`${buttonLook('ghost')} lg:hidden`}>
          {t('backToList')}
        </Link>
        <Link href={`${base}/transactions/${slip.id}`} prefetch={false} className={buttonLook()}>
          {t('openTransaction')}
        </Link>
        <Link href={`${base}/receipts/${slip.id}`} prefetch={false} className={buttonLook('primary')}>
          {t('openSlip')}
        </Link>
      </div>
      <SlipOnScreen slip={slip} language={language} />
    </section>
  );
}

async function NothingHere({ isSearch, pathname }: { isSearch: boolean; pathname: string }) {
  const t = await getTranslations('receipt');
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
      title={t('empty.none')}
      action={
        <Link href={pathname} prefetch={false} className={buttonLook()}>
          {t('search.clear')}
        </Link>
      }
    >
      {t('empty.noneText')}
    </EmptyState>
  );
}

/** The same place in the same list, with another slip or none. */
function hrefHere(pathname: string, asked: SearchParams, change: { slip: string | null }): string {
  const { after, before } = asked;
  return hrefWith(pathname, asked, {
    after: [after ?? []].flat()[0] ?? null,
    before: [before ?? []].flat()[0] ?? null,
    ...change,
  });
}
