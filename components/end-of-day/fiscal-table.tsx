import { useTranslations } from 'next-intl';
import { Amount } from '#components/money/amount.tsx';
import type { FiscalLine } from '#server/end-of-day/report.ts';
import { KindCell } from './report-tables.tsx';

/** Everything of one currency together. */
export type FiscalTotal = Pick<FiscalLine, 'currency' | 'netMinor'>;

/** A register's fiscal day by our book: what came in and went back by card and in cash, and all of it together. */
export function FiscalTable({ lines, totals }: { lines: FiscalLine[]; totals: FiscalTotal[] }) {
  const t = useTranslations('endOfDay.report');
  return (
    <table className="eod-figures">
      <caption className="sr-only">{t('fiscal')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('paymentType')}</th>
          {(['sales', 'refunds', 'voids', 'net'] as const).map((head) => (
            <th key={head} scope="col" data-align="end">
              {t(head)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <tr key={`${line.paymentType} ${line.currency}`}>
            <th scope="row" className="font-normal">
              {t(`paymentTypes.${line.paymentType}`)}
            </th>
            <KindCell count={line.saleCount} minor={line.saleMinor} currency={line.currency} />
            <KindCell count={line.refundCount} minor={-line.refundMinor} currency={line.currency} />
            <KindCell count={line.voidCount} minor={-line.voidMinor} currency={line.currency} />
            <td data-align="end">
              <Amount money={{ minor: line.netMinor, currency: line.currency }} />
            </td>
          </tr>
        ))}
        {lines.length === 0 && (
          <tr>
            <td colSpan={5}>{t('none')}</td>
          </tr>
        )}
      </tbody>
      <tfoot>
        {totals.map((total) => (
          <tr key={total.currency}>
            <th scope="row" colSpan={4}>
              {t('fiscalTotal')}
            </th>
            <td data-align="end">
              <Amount money={{ minor: total.netMinor, currency: total.currency }} />
            </td>
          </tr>
        ))}
      </tfoot>
    </table>
  );
}
