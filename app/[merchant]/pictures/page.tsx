import { ChartNoAxesColumn, List } from 'lucide-react';
import type { Metadata } from 'next';
import Link from 'next/link';
import { getTranslations } from 'next-intl/server';
import { Suspense } from 'react';
import { PrintPageButton } from '#components/end-of-day/print-page-button.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { FilterChips } from '#components/tables/filter-bar.tsx';
import { hrefWith, type SearchParams } from '#components/tables/search-params.ts';
import { FilterForm } from '#components/transactions/filter-form.tsx';
import { Alert } from '#components/ui/alert.tsx';
import { buttonLook } from '#components/ui/button.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { SkeletonRows } from '#components/ui/skeleton.tsx';
import { pageContext } from '#server/auth/page-context.ts';
import { MOST_DAYS, readPictureRequest } from '#server/pictures/read-picture-request.ts';
import { listQuery } from '#server/transactions/list-query.ts';
import { readListRequest } from '#server/transactions/transaction-filter.ts';
import { chipsOf } from '../transactions/(list)/chips.ts';
import { formChoices } from '../transactions/(list)/form-choices.ts';
import { GeneralIssues } from '../transactions/(list)/issues.tsx';
import { issueSentences } from '../transactions/issue-sentences.ts';
import { listReader } from '../transactions/list-reader.ts';
import { OpenDifferencesPart } from './open-differences-part.tsx';
import { PicturesPart } from './pictures-part.tsx';

type PicturesProps = { params: Promise<{ merchant: string }>; searchParams: Promise<SearchParams> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('pictures');
  return { title: t('title') };
}

/** The merchant's figures as pictures: the same filter as the list of transactions, in the same address. */
export default async function PicturesPage({ params, searchParams }: PicturesProps) {
  const [{ merchant }, typed] = await Promise.all([params, searchParams]);
  const ctx = await pageContext(merchant, 'reports:see');
  const t = await getTranslations('pictures');
  const pathname = `/${merchant}/pictures`;
  const reader = await listReader(ctx);
  const request = readListRequest(typed, reader);
  const { filter, issues } = request;
  // A card number that was typed by mistake is not written into the page again, nor into its links.
  const asked = issues.some((issue) => issue.problem === 'cardNumber') ? { ...typed, q: undefined } : typed;
  const [chips, errors, choices] = await Promise.all([
    chipsOf(pathname, asked, request, reader),
    issueSentences(issues),
    formChoices(reader.choices),
  ]);
  const pictures = filter && readPictureRequest(filter, reader);
  const query = listQuery(asked);
  const isUsual = pictures !== null && pictures !== 'tooLong' && pictures.isUsual;
  // The form says which days are shown, also where the address does not.
  const inForm = isUsual ? { ...asked, period: 'last7' } : asked;
  return (
    <>
      <PageHeader
        title={t('title')}
        sentence={isUsual ? t('usual') : undefined}
        actions={
          <>
            <Link
              href={query ? `/${merchant}/transactions?${query}` : `/${merchant}/transactions`}
              prefetch={false}
              className={buttonLook()}
            >
              <List aria-hidden />
              {t('asList')}
            </Link>
            <PrintPageButton />
          </>
        }
      />
      <div className="grid gap-3">
        <FilterForm pathname={pathname} params={inForm} choices={choices} errors={errors} />
        <FilterChips filters={chips} clearHref={pathname} />
        <GeneralIssues issues={issues} />
        <p className="hidden print:block">
          {t('filterOnPaper', {
            filter: chips.map(({ name, value }) => `${name}: ${value}`).join('; ') || t('everything'),
          })}
        </p>
      </div>
      <div className="mt-6 grid gap-8">
        {pictures === null && <NotUnderstood />}
        {pictures === 'tooLong' && (
          <TooLong href={hrefWith(pathname, asked, { period: 'last7', from: null, to: null })} />
        )}
        {pictures && pictures !== 'tooLong' && (
          <Suspense key={query} fallback={<SkeletonRows rows={12} label={t('title')} />}>
            <PicturesPart ctx={ctx} request={pictures} asked={asked} choices={reader.choices} />
          </Suspense>
        )}
        <OpenDifferencesPart ctx={ctx} filter={filter} />
      </div>
    </>
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

async function TooLong({ href }: { href: string }) {
  const t = await getTranslations('pictures.tooLong');
  return (
    <div className="rounded-lg border bg-surface">
      <EmptyState
        icon={<ChartNoAxesColumn />}
        title={t('title')}
        action={
          <Link href={href} prefetch={false} className={buttonLook()}>
            {t('action')}
          </Link>
        }
      >
        {t('text', { days: MOST_DAYS })}
      </EmptyState>
    </div>
  );
}
