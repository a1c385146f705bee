import { Hourglass } from 'lucide-react';
import { getLocale, getTranslations } from 'next-intl/server';
import { formatAmount } from '#components/money/format-amount.ts';
import { SlipPreview } from '#components/receipts/slip-preview.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import type { Locale } from '#server/kernel/locale.ts';
import { compactSlip } from '#server/receipts/compact-slip.ts';
import { fitColumns } from '#server/receipts/fit-columns.ts';
import type { SlipDetail } from '#server/receipts/get-slip.ts';
import { PAPER, SHEET, type Sheet } from '#server/receipts/paper.ts';
import { chooseVersion, receiptOf, type SlipVersion } from '#server/receipts/slip-version.ts';

type SlipOnScreenProps = {
  slip: SlipDetail;
  language: Locale;
  paper?: Sheet;
  /** Which of its slips; the terminal's own where there is one, unless said otherwise. */
  version?: SlipVersion;
};

/** The slip as its next print will look; that there is none yet while the result is open. */
export async function SlipOnScreen({ slip, language, paper = '80', version }: SlipOnScreenProps) {
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
  const copy = { kind: 'print', number, printedAt: null } as const;
  const printed = slip.printed && {
    customer: slip.printed.customer && compactSlip(slip.printed.customer),
    merchant: slip.printed.merchant && compactSlip(slip.printed.merchant),
  };
  const receipt = receiptOf(slip.facts, printed, chooseVersion(printed, version), language, copy);
  return (
    <SlipPreview
      wide={fitColumns(receipt, SHEET[paper].columns)}
      narrow={fitColumns(receipt, PAPER['58'].columns)}
      label={t('paper', { kind: kinds(slip.kind), amount: formatAmount(slip.amount, locale) })}
      paper={paper}
      language={language}
    />
  );
}
