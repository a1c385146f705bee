import { Hourglass } from 'lucide-react';
import { getLocale, getTranslations } from 'next-intl/server';
import { formatAmount } from '#components/money/format-amount.ts';
import { SlipPreview } from '#components/receipts/slip-preview.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import type { Locale } from '#server/kernel/locale.ts';
import { composeSlip } from '#server/receipts/compose-slip.ts';
import { fitColumns } from '#server/receipts/fit-columns.ts';
import type { SlipDetail } from '#server/receipts/get-slip.ts';

/** The slip as its next print will look; that there is none yet while the result is open. */
export async function SlipOnScreen({ slip, language }: { slip: SlipDetail; language: Locale }) {
  const [t, kinds, locale] = await Promise.all([
    getTranslations('receipt'),
    getTranslations('transactions.kind'),
    getLocale(),
  ]);
  if (!slip.facts) {
    return (
      <EmptyState icon={<Hourglass />} title={t('open')}>
        {t('openText')}
      </EmptyState>
    );
  }
  const number = (slip.prints[0]?.number ?? 0) + 1;
  const receipt = composeSlip(slip.facts, language, { kind: 'print', number, printedAt: null });
  return (
    <SlipPreview
      wide={fitColumns(receipt, 48)}
      narrow={fitColumns(receipt, 32)}
      label={t('paper', { kind: kinds(slip.kind), amount: formatAmount(slip.amount, locale) })}
      language={language}
    />
  );
}
