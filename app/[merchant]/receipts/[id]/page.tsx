import { Download } from 'lucide-react';
import type { Metadata } from 'next';
import { getLocale, getTranslations } from 'next-intl/server';
import { cache } from 'react';
import { PageHeader } from '#components/layout/page-header.tsx';
import { formatAmount } from '#components/money/format-amount.ts';
import { PrintButton } from '#components/receipts/print-button.tsx';
import { PrintList } from '#components/receipts/print-list.tsx';
import { SlipFacts } from '#components/receipts/slip-facts.tsx';
import { SlipLanguage } from '#components/receipts/slip-language.tsx';
import { oneParam, type SearchParams } from '#components/tables/search-params.ts';
import { buttonLook } from '#components/ui/button.tsx';
import { pageContext } from '#server/auth/page-context.ts';
import { allows } from '#server/auth/permissions.ts';
import { getSlip } from '#server/receipts/get-slip.ts';
import { readLanguage } from '#server/receipts/read-language.ts';
import { printAction } from '../actions.ts';
import { turnAway } from '../found.ts';
import { SlipOnScreen } from '../slip-on-screen.tsx';

type SlipPageProps = {
  params: Promise<{ merchant: string; id: string }>;
  searchParams: Promise<SearchParams>;
};

/** Title and page of one render show the same slip: it is read once. */
const load = cache(async (merchant: string, id: string) => {
  const ctx = await pageContext(merchant, 'receipts:print');
  return { ctx, slip: await getSlip(ctx, id).catch(turnAway) };
});

export async function generateMetadata({ params }: SlipPageProps): Promise<Metadata> {
  const { merchant, id } = await params;
  const { slip } = await load(merchant, id);
  const [t, kinds, locale] = await Promise.all([
    getTranslations('receipt'),
    getTranslations('transactions.kind'),
    getLocale(),
  ]);
  return { title: t('detailTitle', { kind: kinds(slip.kind), amount: formatAmount(slip.amount, locale) }) };
}

/** One slip: the paper on the left, what is known of it and who printed it before on the right. */
export default async function SlipPage({ params, searchParams }: SlipPageProps) {
  const [{ merchant, id }, asked] = await Promise.all([params, searchParams]);
  const { ctx, slip } = await load(merchant, id);
  const t = await getTranslations('receipt');
  const language = readLanguage(oneParam(asked, 'lang'), ctx.merchant);
  const { timeZone } = ctx.merchant.calendar;
  return (
    <>
      <PageHeader
        back={{ href: `/${merchant}/transactions/${slip.id}`, label: t('backToTransaction') }}
        title={t('one')}
        actions={slip.facts && <SlipLanguage current={language} hrefOf={(lang) => `?lang=${lang}`} />}
      />
      <div className="grid gap-x-10 gap-y-6 lg:grid-cols-[minmax(0,1fr)_minmax(20rem,26rem)]">
        <div className="rounded-lg bg-sunken px-2 py-8 max-sm:py-5 print:bg-transparent print:p-0">
          <SlipOnScreen slip={slip} language={language} />
        </div>
        <div className="grid content-start gap-6 max-lg:order-first" data-frame>
          {slip.facts && (
            <div className="flex flex-wrap items-start gap-2">
              {allows(ctx.actor.role, 'receipts:print') && (
                <PrintButton
                  transactionId={slip.id}
                  language={language}
                  action={printAction.bind(null, merchant)}
                  label={t(slip.prints.length === 0 ? 'print' : 'printCopy')}
                  busy={t('printing')}
                />
              )}
              <a
                href={`/api/files/receipts/${merchant}/${slip.id}?lang=${language}`}
                download
                className={buttonLook()}
              >
                <Download aria-hidden />
                {t('download')}
              </a>
            </div>
          )}
          <SlipFacts slip={slip} timeZone={timeZone} />
          {slip.facts && <PrintList prints={slip.prints} timeZone={timeZone} />}
        </div>
      </div>
    </>
  );
}
