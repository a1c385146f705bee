import type { Metadata } from 'next';
import { getLocale, getTranslations } from 'next-intl/server';
import { cache } from 'react';
import { PageHeader } from '#components/layout/page-header.tsx';
import { formatAmount } from '#components/money/format-amount.ts';
import { CopyList, PrintList } from '#components/receipts/print-list.tsx';
import { SlipFacts } from '#components/receipts/slip-facts.tsx';
import type { SearchParams } from '#components/tables/search-params.ts';
import { LinkTabs } from '#components/ui/tabs.tsx';
import { pageContext } from '#server/auth/page-context.ts';
import { getSlip } from '#server/receipts/get-slip.ts';
import { type SlipVersion, versionsOf } from '#server/receipts/slip-version.ts';
import { type ChosenSlip, chosenOf } from '../chosen-slip.ts';
import { turnAway } from '../found.ts';
import { SlipActions } from '../slip-actions.tsx';
import { SlipChoices } from '../slip-choices.tsx';
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
  const chosen = chosenOf(slip, asked);
  return (
    <>
      <PageHeader
        back={{ href: `/${merchant}/transactions/${slip.id}`, label: t('backToTransaction') }}
        title={t('one')}
        actions={
          slip.facts && <SlipChoices chosen={chosen} hrefWith={(change) => hrefWith(chosen, change)} />
        }
      />
      <div className="grid gap-x-10 gap-y-6 lg:grid-cols-[minmax(0,1fr)_minmax(20rem,26rem)]">
        <div className="rounded-lg bg-sunken px-2 py-8 max-sm:py-5 print:bg-transparent print:p-0">
          {slip.facts && <SlipVersions versions={versionsOf(slip.printed)} chosen={chosen} />}
          <SlipOnScreen slip={slip} language={chosen.lang} paper={chosen.paper} version={chosen.copy} />
        </div>
        <div className="grid content-start gap-6 max-lg:order-first" data-frame>
          <SlipActions ctx={ctx} slip={slip} chosen={chosen} />
          <SlipFacts slip={slip} timeZone={timeZone} />
          {slip.facts && <PrintList prints={slip.prints} timeZone={timeZone} />}
          {slip.facts && <CopyList copies={slip.copies} timeZone={timeZone} />}
        </div>
      </div>
    </>
  );
}

function hrefWith(chosen: ChosenSlip, change: Partial<ChosenSlip>): string {
  return `?${new URLSearchParams({ ...chosen, ...change })}`;
}

/** What the terminal itself printed, copy by copy, beside the slip we compose; nothing where there is but ours. */
async function SlipVersions({ versions, chosen }: { versions: SlipVersion[]; chosen: ChosenSlip }) {
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
