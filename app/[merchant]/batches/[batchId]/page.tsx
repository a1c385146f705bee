import type { Metadata } from 'next';
import Link from 'next/link';
import { getLocale, getTranslations } from 'next-intl/server';
import { cache } from 'react';
import { AcquirerName } from '#components/batches/acquirer-name.tsx';
import { BatchPill, shownBatchState } from '#components/batches/batch-pill.tsx';
import { countOperations } from '#components/batches/count-operations.ts';
import { KindTable } from '#components/batches/kind-table.tsx';
import { MemberTable } from '#components/batches/member-table.tsx';
import { NetFigures } from '#components/batches/net-figures.tsx';
import { NetTable } from '#components/batches/net-table.tsx';
import { SlipsMenu } from '#components/batches/slips-menu.tsx';
import { Section } from '#components/devices/section.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { RefreshOnChange } from '#components/live/refresh-on-change.tsx';
import { Pager } from '#components/tables/pager.tsx';
import { hrefWith, oneParam, type SearchParams } from '#components/tables/search-params.ts';
import { formatDay } from '#components/time/format-time.ts';
import { Instant } from '#components/time/instant.tsx';
import { Alert } from '#components/ui/alert.tsx';
import { buttonLook } from '#components/ui/button.tsx';
import { orNotFound } from '#server/auth/or-not-found.ts';
import { pageContext } from '#server/auth/page-context.ts';
import { allows } from '#server/auth/permissions.ts';
import { type BatchDetail, getBatch } from '#server/batches/get-batch.ts';
import { shownStatus } from '#server/transactions/shown-status.ts';

type BatchPageProps = {
  params: Promise<{ merchant: string; batchId: string }>;
  searchParams: Promise<SearchParams>;
};

/** Title and page of one render show the same batch: it is read once. */
const load = cache(async (merchant: string, batchId: string, after?: string, before?: string) => {
  const ctx = await pageContext(merchant, 'reports:see');
  return { ctx, detail: await orNotFound(getBatch(ctx, batchId, { after, before })) };
});

export async function generateMetadata({ params, searchParams }: BatchPageProps): Promise<Metadata> {
  const [{ merchant, batchId }, asked] = await Promise.all([params, searchParams]);
  const { detail } = await load(merchant, batchId, oneParam(asked, 'after'), oneParam(asked, 'before'));
  return { title: await nameOf(detail) };
}

/** One batch: its sums cut by kind, acquirer, currency and card type, whether it matched, and its members. */
export default async function BatchPage({ params, searchParams }: BatchPageProps) {
  const [{ merchant, batchId }, asked] = await Promise.all([params, searchParams]);
  const { ctx, detail } = await load(merchant, batchId, oneParam(asked, 'after'), oneParam(asked, 'before'));
  const t = await getTranslations('batches');
  const { timeZone } = ctx.merchant.calendar;
  const pathname = `/${merchant}/batches/${batchId}`;
  const listHref = `/${merchant}/transactions?batch=${batchId}`;
  const { members } = detail;
  return (
    <>
      <PageHeader
        back={{ href: `/${merchant}/batches`, label: t('title') }}
        title={await nameOf(detail)}
        sentence={<Sentence detail={detail} merchant={merchant} timeZone={timeZone} />}
        actions={
          <>
            {allows(ctx.actor.role, 'receipts:print') && <SlipsMenu merchant={merchant} batchId={batchId} />}
            <RunLink detail={detail} merchant={merchant} />
          </>
        }
      />
      <div className="grid gap-6">
        {!detail.sumsAgree && (
          <Alert kind="error" title={t('disagree')}>
            {t('disagreeText')}
          </Alert>
        )}
        {detail.nets.length > 0 && <NetFigures nets={detail.nets} />}
        <Totals detail={detail} listHref={listHref} />
        <Section
          title={t('members.title')}
          sentence={detail.sumsAgree && t('agree', { count: countOperations(detail.nets) })}
          action={
            <Link href={listHref} prefetch={false} className={buttonLook('ghost')}>
              {t('seeAll')}
            </Link>
          }
        >
          <MemberTable
            merchant={merchant}
            timeZone={timeZone}
            by={detail.totalsBy}
            rows={members.rows.map((row) => ({ ...row, kind: row.shownKind, status: shownStatus(row) }))}
          />
          <Pager
            newerHref={members.newer ? hrefWith(pathname, asked, { before: members.newer }) : undefined}
            olderHref={members.older ? hrefWith(pathname, asked, { after: members.older }) : undefined}
          />
        </Section>
      </div>
      {detail.batch.state !== 'closed' && (
        <RefreshOnChange merchant={merchant} topic="device" ids={[detail.batch.deviceId]} />
      )}
    </>
  );
}

/** The sums by kind, and as the bank counts them: per acquirer, with what kinds of cards these were, or per card type alone. */
async function Totals({ detail, listHref }: { detail: BatchDetail; listHref: string }) {
  const t = await getTranslations('batches');
  const { totalsBy } = detail;
  const kept = totalsBy === 'card_brand' ? t('byCardType') : t('byAcquirer');
  return (
    <div className="grid gap-6 xl:grid-cols-2">
      <Section title={t('byKind')}>
        <KindTable nets={detail.nets} hrefOf={(kind) => `${listHref}&kind=${kind}`} />
      </Section>
      <Section title={kept}>
        <NetTable
          caption={kept}
          of={totalsBy === 'card_brand' ? t('cardType') : t('acquirer')}
          rows={detail.byAcquirer.map((net) => ({
            ...net,
            key: `${net.paymentType} ${net.acquirerId}`,
            ...(totalsBy === 'acquirer' &&
              net.acquirerId && { href: `${listHref}&${new URLSearchParams({ acquirer: net.acquirerId })}` }),
            name: (
              <AcquirerName
                id={net.acquirerId}
                name={net.acquirerName}
                paymentType={net.paymentType}
                by={totalsBy}
              />
            ),
          }))}
        />
      </Section>
      {totalsBy === 'acquirer' && (
        <Section title={t('byCardType')}>
          <NetTable
            caption={t('byCardType')}
            of={t('cardType')}
            rows={detail.byCardType.map((net) => ({
              ...net,
              key: `${net.paymentType} ${net.cardType ?? ''}`,
              ...(net.cardType && { href: `${listHref}&cardType=${net.cardType}` }),
              name: net.paymentType === 'cash' ? t('cash') : t(`cardTypes.${net.cardType ?? 'unknown'}`),
            }))}
          />
        </Section>
      )}
    </div>
  );
}

async function nameOf({ batch }: BatchDetail): Promise<string> {
  const t = await getTranslations('batches');
  return batch.number ? t('name', { number: batch.number }) : t('unnumbered');
}

/** How the batch stands, on which device, from when to when. */
async function Sentence({
  detail: { batch, bankCalendar },
  merchant,
  timeZone,
}: {
  detail: BatchDetail;
  merchant: string;
  timeZone: string;
}) {
  const [t, locale] = await Promise.all([getTranslations('batches'), getLocale()]);
  const shown = shownBatchState(batch);
  const isToldByBank = bankCalendar && (shown === 'open' || shown === 'matched' || shown === 'differs');
  return (
    <div className="grid justify-items-start gap-1.5">
      <BatchPill batch={batch} />
      <p className="text-ink">{isToldByBank ? t(`bankWhy.${shown}`) : t(`why.${shown}`)}</p>
      {batch.bankDate && bankCalendar && (
        <p>
          <span className="text-ink">{t('bankDay', { day: formatDay(batch.bankDate, locale) })}</span> ·{' '}
          {t('bankZone', { cutOff: bankCalendar.cutOff, zone: bankCalendar.timeZone })}
        </p>
      )}
      <p>
        <Link
          href={`/${merchant}/devices/${batch.deviceId}`}
          prefetch={false}
          className="underline underline-offset-2"
        >
          {batch.deviceLabel}
        </Link>{' '}
        · {batch.branchName} · {t('opened')} <Instant at={batch.openedAt} timeZone={timeZone} />
        {batch.closedAt && (
          <>
            {' '}
            · {t('closed')} <Instant at={batch.closedAt} timeZone={timeZone} />
          </>
        )}
      </p>
    </div>
  );
}

async function RunLink({ detail: { batch }, merchant }: { detail: BatchDetail; merchant: string }) {
  const t = await getTranslations('batches');
  if (batch.runId === null) return null;
  return (
    <Link href={`/${merchant}/end-of-day/${batch.runId}`} className={buttonLook()}>
      {batch.runState === 'closed'
        ? t('report')
        : batch.runState === 'awaiting_totals'
          ? t('enter')
          : t('run')}
    </Link>
  );
}
