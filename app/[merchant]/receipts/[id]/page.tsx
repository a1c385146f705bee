import type { Metadata } from 'next';
import { getLocale, getTranslations } from 'next-intl/server';
import { cache } from 'react';
import { PageHeader } from '#components/layout/page-header.tsx';
import { formatAmount } from '#components/money/format-amount.ts';
import { PrintButton } from '#components/receipts/print-button.tsx';
import { PrintList } from '#components/receipts/print-list.tsx';
import { SlipChoice } from '#components/receipts/slip-choice.tsx';
import { SlipDownloads } from '#components/receipts/slip-downloads.tsx';
import { SlipFacts } from '#components/receipts/slip-facts.tsx';
import { oneParam, type SearchParams } from '#components/tables/search-params.ts';
import { LinkTabs } from '#components/ui/tabs.tsx';
import { pageContext } from '#server/auth/page-context.ts';
import { allows } from '#server/auth/permissions.ts';
import { LOCALES, type Locale } from '#server/kernel/locale.ts';
import { getSlip } from '#server/receipts/get-slip.ts';
import { PAPERS, type Paper, readPaper } from '#server/receipts/paper.ts';
import { readLanguage } from '#server/receipts/read-language.ts';
import { SLIP_FORMS } from '#server/receipts/render-file.ts';
import { chooseVersion, type SlipVersion, versionsOf } from '#server/receipts/slip-version.ts';
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
  const { timeZone } = ctx.merchant.calendar;
  const chosen = {
    lang: readLanguage(oneParam(asked, 'lang'), slip),
    paper: readPaper(oneParam(asked, 'paper')),
    copy: chooseVersion(slip.printed, oneParam(asked, 'copy')),
  };
  const files = SLIP_FORMS.map((form) => ({
    form,
    name: t(`download.${form}`),
    href: `/api/files/receipts/${merchant}/${slip.id}?${new URLSearchParams({ form, ...chosen })}`,
  }));
  return (
    <>
      <PageHeader
        back={{ href: `/${merchant}/transactions/${slip.id}`, label: t('backToTransaction') }}
        title={t('one')}
        actions={slip.facts && <SlipChoices chosen={chosen} />}
      />
      <div className="grid gap-x-10 gap-y-6 lg:grid-cols-[minmax(0,1fr)_minmax(20rem,26rem)]">
        <div className="rounded-lg bg-sunken px-2 py-8 max-sm:py-5 print:bg-transparent print:p-0">
          {slip.facts && <SlipVersions versions={versionsOf(slip.printed)} chosen={chosen} />}
          <SlipOnScreen slip={slip} language={chosen.lang} paper={chosen.paper} version={chosen.copy} />
        </div>
        <div className="grid content-start gap-6 max-lg:order-first" data-frame>
          {slip.facts && (
            <div className="flex flex-wrap items-start gap-2">
              {allows(ctx.actor.role, 'receipts:print') && (
                <PrintButton
                  transactionId={slip.id}
                  slip={{ language: chosen.lang, paper: chosen.paper, copy: chosen.copy }}
                  action={printAction.bind(null, merchant)}
                  label={t(slip.prints.length === 0 ? 'print' : 'printCopy', { paper: chosen.paper })}
                  busy={t('printing')}
                />
              )}
              <SlipDownloads label={t('download.label')} files={files} />
            </div>
          )}
          <SlipFacts slip={slip} timeZone={timeZone} />
          {slip.facts && <PrintList prints={slip.prints} timeZone={timeZone} />}
        </div>
      </div>
    </>
  );
}

/** How the slip is seen, as query names. */
type Chosen = { lang: Locale; paper: Paper; copy: SlipVersion };

function hrefWith(chosen: Chosen, change: Partial<Chosen>): string {
  return `?${new URLSearchParams({ ...chosen, ...change })}`;
}

async function SlipChoices({ chosen }: { chosen: Chosen }) {
  const [t, languages] = await Promise.all([getTranslations('receipt'), getTranslations('frame.languages')]);
  return (
    <>
      <SlipChoice
        label={t('paperWidth')}
        options={PAPERS.map((paper) => ({
          href: hrefWith(chosen, { paper }),
          name: t('millimetres', { paper }),
          isCurrent: paper === chosen.paper,
        }))}
      />
      <SlipChoice
        label={t('language')}
        options={LOCALES.map((lang) => ({
          href: hrefWith(chosen, { lang }),
          name: languages(lang),
          isCurrent: lang === chosen.lang,
          lang,
        }))}
      />
    </>
  );
}

/** What the terminal itself printed, copy by copy, beside the slip we compose; nothing where there is but ours. */
async function SlipVersions({ versions, chosen }: { versions: SlipVersion[]; chosen: Chosen }) {
  if (versions.length < 2) return null;
  const t = await getTranslations('receipt.versions');
  const tabs = versions.map((copy) => ({
    href: hrefWith(chosen, { copy }),
    label: t(copy),
    isCurrent: copy === chosen.copy,
  }));
  return (
    <div data-frame className="mx-auto mb-6 w-fit max-w-full">
      <LinkTabs tabs={tabs} label={t('label')} />
    </div>
  );
}
