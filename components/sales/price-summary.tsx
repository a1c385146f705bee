'use client';

import { useTranslations } from 'next-intl';
import { Amount } from '#components/money/amount.tsx';
import type { CurrencyCode } from '#server/kernel/money.ts';
import type { DraftFigures } from './price-draft.ts';

/** How the sum comes about: discounts, VAT by rate, surcharge, and what the customer pays. `soFarMinor` while it is not whole. */
export function PriceSummary({
  figures,
  soFarMinor,
  currency,
}: {
  figures: DraftFigures | null;
  soFarMinor: number;
  currency: CurrencyCode;
}) {
  const t = useTranslations('sale');
  const row = (label: string, minor: number) => (
    <div key={label} className="flex items-baseline justify-between gap-3 text-ink-soft text-sm">
      <dt>{label}</dt>
      <dd>
        <Amount money={{ minor, currency }} />
      </dd>
    </div>
  );
  return (
    <dl className="grid gap-1 border-t pt-3" aria-live="polite">
      {figures && figures.discountMinor > 0 && row(t('discount.sum'), -figures.discountMinor)}
      {figures?.vat.map(({ rate, vatMinor }) => row(t('vatWithin', { rate }), vatMinor))}
      {figures && figures.surchargeMinor > 0 && row(t('surcharge'), figures.surchargeMinor)}
      <div className="flex items-baseline justify-between gap-3 font-medium">
        <dt>{t('lines.sum')}</dt>
        <dd>
          <Amount money={{ minor: figures?.amountMinor ?? soFarMinor, currency }} size="total" />
        </dd>
      </div>
    </dl>
  );
}
