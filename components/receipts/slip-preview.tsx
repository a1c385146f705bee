import { useTranslations } from 'next-intl';
import type { FittedReceipt } from '#server/receipts/receipt.ts';
import { Slip } from './slip.tsx';

type SlipPreviewProps = {
  /** The slip on its paper, and on the narrow roll that fits a phone. */
  wide: FittedReceipt;
  narrow: FittedReceipt;
  label: string;
  /** What it is printed on, as its print button says it: the width of a roll in millimetres, or a sheet. */
  paper: string;
  language: string;
};

/** A slip to look at. Printing the page itself would leave paper that nobody counted, so on paper it says so instead. */
export function SlipPreview({ wide, narrow, label, paper, language }: SlipPreviewProps) {
  const t = useTranslations('receipt');
  const slip = useTranslations('slip');
  return (
    <>
      <Slip
        receipt={wide}
        label={label}
        language={language}
        className="flex justify-center max-sm:hidden print:hidden"
      />
      <Slip
        receipt={narrow}
        label={label}
        language={language}
        className="flex justify-center sm:hidden print:hidden"
      />
      <p className="hidden print:block">{paper === 'a4' ? slip('notOnPaper') : t('notOnPaper', { paper })}</p>
    </>
  );
}
