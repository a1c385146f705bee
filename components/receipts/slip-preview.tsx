import { useTranslations } from 'next-intl';
import type { FittedReceipt } from '#server/receipts/receipt.ts';
import { Slip } from './slip.tsx';

type SlipPreviewProps = {
  /** The slip on its paper, and on the narrow roll that fits a phone. */
  wide: FittedReceipt;
  narrow: FittedReceipt;
  label: string;
  /** Width of the paper in millimetres, as its print button says it. */
  paper: string;
  language: string;
};

/** A slip to look at. Printing the page itself would leave paper that nobody counted, so on paper it says so instead. */
export function SlipPreview({ wide, narrow, label, paper, language }: SlipPreviewProps) {
  const t = useTranslations('receipt');
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
      <p className="hidden print:block">{t('notOnPaper', { paper })}</p>
    </>
  );
}
