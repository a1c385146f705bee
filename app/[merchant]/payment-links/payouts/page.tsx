import { Banknote } from 'lucide-react';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { Field } from '#components/forms/field.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { RefreshOnChange } from '#components/live/refresh-on-change.tsx';
import { PayoutBars } from '#components/payment-links/payout-bars.tsx';
import { PayoutTable } from '#components/payment-links/payout-table.tsx';
import { FilterBar } from '#components/tables/filter-bar.tsx';
import { oneParam, type SearchParams } from '#components/tables/search-params.ts';
import { Alert } from '#components/ui/alert.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { Input } from '#components/ui/input.tsx';
import { pageContext } from '#server/auth/page-context.ts';
import { listPayouts, readPayoutRange } from '#server/payment-links/list-payouts.ts';

type PayoutsPageProps = { params: Promise<{ merchant: string }>; searchParams: Promise<SearchParams> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('paymentLink.payouts');
  return { title: t('title') };
}

/** What the provider is expected to pay out for payments by links, by day. */
export default async function PayoutsPage({ params, searchParams }: PayoutsPageProps) {
  const [{ merchant }, asked] = await Promise.all([params, searchParams]);
  const ctx = await pageContext(merchant, 'reports:see');
  const t = await getTranslations('paymentLink');
  const { range, isUnderstood } = readPayoutRange(ctx, {
    from: oneParam(asked, 'from'),
    to: oneParam(asked, 'to'),
  });
  const { rows, totals } = await listPayouts(ctx, range);
  const pathname = `/${merchant}/payment-links/payouts`;
  return (
    <>
      <PageHeader
        back={{ href: `/${merchant}/payment-links`, label: t('title') }}
        title={t('payouts.title')}
        sentence={t('payouts.sentence')}
      />
      <div className="grid gap-4">
        <FilterBar pathname={pathname} params={{ ...asked, ...range }} names={['from', 'to']}>
          {(['from', 'to'] as const).map((name) => (
            <Field key={name} name={name} label={t(`payouts.${name}`)}>
              {(control) => <Input {...control} type="date" defaultValue={range[name]} />}
            </Field>
          ))}
        </FilterBar>
        {!isUnderstood && <Alert kind="warning">{t('payouts.badRange')}</Alert>}
        {totals.map(({ currency }) => (
          <PayoutBars
            key={currency}
            currency={currency}
            rows={rows.filter((row) => row.currency === currency)}
          />
        ))}
        <PayoutTable
          merchant={merchant}
          rows={rows}
          totals={totals}
          empty={
            <EmptyState icon={<Banknote />} title={t('payouts.empty')}>
              {t('payouts.emptyText')}
            </EmptyState>
          }
        />
        {rows.some((row) => row.refundedMinor > 0) && (
          <p className="text-ink-soft text-sm">{t('payouts.refundNote')}</p>
        )}
      </div>
      <RefreshOnChange merchant={merchant} topic="transaction" />
    </>
  );
}
