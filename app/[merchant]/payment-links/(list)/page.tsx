import { Link2, ListX } from 'lucide-react';
import type { Metadata } from 'next';
import Link from 'next/link';
import { getLocale, getTranslations } from 'next-intl/server';
import { ClientMessages } from '#components/i18n/client-messages.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { RefreshOnChange } from '#components/live/refresh-on-change.tsx';
import { LinkTable } from '#components/payment-links/link-table.tsx';
import { NewLink } from '#components/payment-links/new-link.tsx';
import { FilterChips } from '#components/tables/filter-bar.tsx';
import { Pager } from '#components/tables/pager.tsx';
import { hrefWith, oneParam, type SearchParams } from '#components/tables/search-params.ts';
import { formatDay } from '#components/time/format-time.ts';
import { buttonLook } from '#components/ui/button.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { LinkTabs } from '#components/ui/tabs.tsx';
import type { Context } from '#server/auth/context.ts';
import { pageContext } from '#server/auth/page-context.ts';
import { allows } from '#server/auth/permissions.ts';
import { listLinks, readLinkFilter } from '#server/payment-links/list-links.ts';
import { listOnlineTills } from '#server/payment-links/list-online-tills.ts';
import { sellsOnline } from '#server/terminals/sells-online.ts';
import { createLinkAction } from '../actions.ts';

type ListPageProps = { params: Promise<{ merchant: string }>; searchParams: Promise<SearchParams> };

const TABS = ['all', 'open', 'paid', 'unpaid'] as const;

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('paymentLink');
  return { title: t('title') };
}

/** Payments asked for by links: tab, day of payout and place in the list stand in the address. */
export default async function PaymentLinksPage({ params, searchParams }: ListPageProps) {
  const [{ merchant }, asked] = await Promise.all([params, searchParams]);
  const ctx = await pageContext(merchant, 'transactions:see');
  const t = await getTranslations('paymentLink');
  const pathname = `/${merchant}/payment-links`;
  const filter = readLinkFilter({ state: oneParam(asked, 'state'), payout: oneParam(asked, 'payout') });
  const wish = { after: oneParam(asked, 'after'), before: oneParam(asked, 'before') };
  const { at, page } = await listLinks(ctx, filter, wish);
  return (
    <ClientMessages also={['paymentLink', 'sale']}>
      <PageHeader title={t('title')} sentence={t('sentence')} actions={<Actions ctx={ctx} />} />
      <div className="grid gap-3">
        {'tab' in filter ? (
          <LinkTabs
            label={t('tabs.label')}
            tabs={TABS.map((tab) => ({
              href: hrefWith(pathname, {}, { state: tab === 'all' ? null : tab }),
              label: t(`tabs.${tab}`),
              isCurrent: tab === filter.tab,
            }))}
          />
        ) : (
          <PayoutChip pathname={pathname} day={filter.payoutDay} />
        )}
        <LinkTable
          merchant={merchant}
          timeZone={ctx.merchant.calendar.timeZone}
          rows={page.rows}
          at={at}
          empty={
            <NothingHere
              ctx={ctx}
              isFiltered={!('tab' in filter && filter.tab === 'all')}
              pathname={pathname}
            />
          }
        />
        <Pager
          newerHref={page.newer ? hrefWith(pathname, asked, { before: page.newer }) : undefined}
          olderHref={page.older ? hrefWith(pathname, asked, { after: page.older }) : undefined}
        />
      </div>
      <RefreshOnChange
        merchant={merchant}
        topic="transaction"
        isMoving={page.rows.some(({ sale }) => sale.settledAt === null)}
      />
    </ClientMessages>
  );
}

/** What this person may begin here: a new link where there is a till for it, and a look at the payouts. */
async function Actions({ ctx: { merchant, actor } }: { ctx: Context<'transactions:see'> }) {
  const t = await getTranslations('paymentLink');
  const { slug } = merchant;
  return (
    <>
      {allows(actor.role, 'reports:see') && (
        <Link href={`/${slug}/payment-links/payouts`} prefetch={false} className={buttonLook('ghost')}>
          {t('payouts.open')}
        </Link>
      )}
      {allows(actor.role, 'sale:start') && <NewHere slug={slug} />}
    </>
  );
}

async function NewHere({ slug }: { slug: string }) {
  const ctx = await pageContext(slug, 'sale:start');
  const tills = await listOnlineTills(ctx);
  if (tills.length === 0) return null;
  return (
    <NewLink
      merchantSlug={slug}
      tills={tills}
      language={ctx.merchant.locale}
      action={createLinkAction.bind(null, slug)}
    />
  );
}

/** That only the payments of one payout are listed. */
async function PayoutChip({ pathname, day }: { pathname: string; day: string | null }) {
  const [t, locale] = await Promise.all([getTranslations('paymentLink.payouts'), getLocale()]);
  return (
    <FilterChips
      filters={[
        { name: t('payout'), value: day ? formatDay(day, locale) : t('noDay'), hrefWithout: pathname },
      ]}
      clearHref={pathname}
    />
  );
}

type NothingHereProps = { ctx: Context<'transactions:see'>; isFiltered: boolean; pathname: string };

async function NothingHere({ ctx, isFiltered, pathname }: NothingHereProps) {
  const t = await getTranslations('paymentLink.empty');
  if (isFiltered)
    return (
      <EmptyState
        icon={<ListX />}
        title={t('filtered')}
        action={
          <Link href={pathname} prefetch={false} className={buttonLook()}>
            {t('clear')}
          </Link>
        }
      />
    );
  const isOnline = await sellsOnline(ctx);
  return (
    <EmptyState icon={<Link2 />} title={t(isOnline ? 'first' : 'noTill')}>
      {t(isOnline ? 'firstText' : 'noTillText')}
    </EmptyState>
  );
}
