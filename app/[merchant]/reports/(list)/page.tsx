import type { Metadata } from 'next';
import Link from 'next/link';
import { getLocale, getTranslations } from 'next-intl/server';
import { Section } from '#components/devices/section.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { RefreshOnChange } from '#components/live/refresh-on-change.tsx';
import { UnsignedTable } from '#components/match/unsigned-table.tsx';
import { VarianceTable } from '#components/match/variance-table.tsx';
import { formatDay } from '#components/time/format-time.ts';
import { Alert } from '#components/ui/alert.tsx';
import { buttonLook } from '#components/ui/button.tsx';
import type { Context } from '#server/auth/context.ts';
import { pageContext } from '#server/auth/page-context.ts';
import { listToSign } from '#server/end-of-day/list-to-sign.ts';
import { listVariances } from '#server/end-of-day/list-variances.ts';

type ReportsProps = {
  params: Promise<{ merchant: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};
type Shown = { ctx: Context<'reports:see'>; merchant: string };

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('match'))('title') };
}

/** What the person who keeps the books has to see to: differences by their age, days to be reopened, reports to sign. */
export default async function ReportsPage({ params, searchParams }: ReportsProps) {
  const [{ merchant }, { show }, t, say] = await Promise.all([
    params,
    searchParams,
    getTranslations('match'),
    getTranslations(),
  ]);
  const ctx = await pageContext(merchant, 'reports:see');
  return (
    <>
      <PageHeader
        title={t('title')}
        sentence={t('sentence')}
        actions={
          <>
            <Link href={`/${merchant}/reports/chain`} prefetch={false} className={buttonLook()}>
              {t('chain.check')}
            </Link>
            <Link href={`/${merchant}/reports/statements`} prefetch={false} className={buttonLook()}>
              {say('statement.title')}
            </Link>
          </>
        }
      />
      <div className="grid gap-6">
        <DifferencesPart ctx={ctx} merchant={merchant} which={show === 'closed' ? 'closed' : 'open'} />
        <AfterSigningPart ctx={ctx} merchant={merchant} />
        <SigningPart ctx={ctx} merchant={merchant} />
      </div>
      <RefreshOnChange merchant={merchant} topic="end-of-day" />
    </>
  );
}

async function DifferencesPart({ ctx, merchant, which }: Shown & { which: 'open' | 'closed' }) {
  const [t, list] = await Promise.all([getTranslations('match.list'), listVariances(ctx, which)]);
  const isOpen = which === 'open';
  return (
    <Section
      title={t(isOpen ? 'title' : 'closedTitle')}
      sentence={isOpen ? t('sentence') : undefined}
      action={
        <Link
          href={isOpen ? `/${merchant}/reports?show=closed` : `/${merchant}/reports`}
          prefetch={false}
          className={buttonLook('ghost')}
        >
          {t(isOpen ? 'seeClosed' : 'seeOpen')}
        </Link>
      }
    >
      <VarianceTable
        merchant={merchant}
        rows={list.rows}
        at={list.at}
        timeZone={ctx.merchant.calendar.timeZone}
        which={which}
      />
      {list.isCut && <p className="text-ink-soft text-sm">{t('cut')}</p>}
    </Section>
  );
}

/** What statements said of days that were signed before; nothing while there is none. */
async function AfterSigningPart({ ctx, merchant }: Shown) {
  const [t, list] = await Promise.all([getTranslations('match.list'), listVariances(ctx, 'after_signing')]);
  if (list.rows.length === 0) return null;
  return (
    <Section title={t('afterSigning')} sentence={t('afterSigningSentence')}>
      <VarianceTable
        merchant={merchant}
        rows={list.rows}
        at={list.at}
        timeZone={ctx.merchant.calendar.timeZone}
        which="after_signing"
      />
      {list.isCut && <p className="text-ink-soft text-sm">{t('cut')}</p>}
    </Section>
  );
}

async function SigningPart({ ctx, merchant }: Shown) {
  const [t, locale, toSign] = await Promise.all([getTranslations('match'), getLocale(), listToSign(ctx)]);
  return (
    <>
      {toSign.reopenings.length > 0 && (
        <Section title={t('reopenings.title')}>
          <ul className="grid gap-2">
            {toSign.reopenings.map((wish) => (
              <li key={`${wish.deviceId} ${wish.businessDate}`}>
                <Alert
                  kind="warning"
                  title={t('reopenings.text', {
                    device: wish.deviceLabel,
                    day: formatDay(wish.businessDate, locale),
                    name: wish.asker ?? t('page.formerUser'),
                    reason: wish.reason ?? '',
                  })}
                  action={
                    <Link
                      href={`/${merchant}/end-of-day/${wish.runId}`}
                      prefetch={false}
                      className={buttonLook('secondary')}
                    >
                      {t('reopenings.see')}
                    </Link>
                  }
                />
              </li>
            ))}
          </ul>
        </Section>
      )}
      <Section title={t('unsigned.title')}>
        <UnsignedTable merchant={merchant} rows={toSign.unsigned} />
        {toSign.isCut && <p className="text-ink-soft text-sm">{t('unsigned.cut')}</p>}
      </Section>
    </>
  );
}
