import type { Metadata } from 'next';
import { getLocale, getTranslations } from 'next-intl/server';
import { exportWish } from '#app/[merchant]/transactions/export-wish.ts';
import { NewExport } from '#components/exports/new-export.tsx';
import { ClientMessages } from '#components/i18n/client-messages.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { oneParam, type SearchParams } from '#components/tables/search-params.ts';
import { Alert } from '#components/ui/alert.tsx';
import { pageContext } from '#server/auth/page-context.ts';
import { EXPORT_FORMS } from '#server/exports/export-wish.ts';
import { isLarge, LARGE_ROWS } from '#server/exports/is-large.ts';
import { requestExportAction } from '../actions.ts';

type NewExportPageProps = { params: Promise<{ merchant: string }>; searchParams: Promise<SearchParams> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('exports.new');
  return { title: t('title') };
}

/** A file of the filter in the address, to be made in the background. */
export default async function NewExportPage({ params, searchParams }: NewExportPageProps) {
  const [{ merchant }, asked] = await Promise.all([params, searchParams]);
  const ctx = await pageContext(merchant, 'transactions:export');
  const [t, locale] = await Promise.all([getTranslations('exports'), getLocale()]);
  const form = EXPORT_FORMS.find((one) => one === oneParam(asked, 'form')) ?? 'csv';
  const { form: _form, ...values } = asked;
  const wished = await exportWish(ctx, values, form);
  const back = { href: `/${merchant}/exports`, label: t('title') };
  if (!wished)
    return (
      <>
        <PageHeader back={back} title={t('new.title')} />
        <Alert kind="error">{t('problems.filter')}</Alert>
      </>
    );
  const { filter, filterInWords, query } = wished.wish;
  const most = new Intl.NumberFormat(locale).format(LARGE_ROWS);
  return (
    <ClientMessages also={['exports']}>
      <PageHeader back={back} title={t('new.title')} sentence={t('new.sentence')} />
      <div className="grid max-w-2xl gap-4">
        {(await isLarge(ctx, filter)) && <Alert kind="info">{t('new.large', { most })}</Alert>}
        <p>
          <span className="text-ink-soft">{t('new.filter')}: </span>
          {filterInWords || t('everything')}
        </p>
        <NewExport form={form} query={query} action={requestExportAction.bind(null, merchant)} />
        <p>
          <a
            className="text-sm underline underline-offset-2"
            href={`/api/files/transactions/${merchant}?now=1&form=${form}${query && `&${query}`}`}
          >
            {t('new.now')}
          </a>
        </p>
      </div>
    </ClientMessages>
  );
}
