import { CircleCheck, TriangleAlert } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { AcquirerName } from '#components/batches/acquirer-name.tsx';
import { Amount } from '#components/money/amount.tsx';
import type { TotalsBy } from '#server/batches/group-names.ts';
import type { ReportRow, ReportTotal, RowNote } from '#server/end-of-day/report-rows.ts';
import type { CurrencyCode } from '#server/kernel/money.ts';

/**
 * Ours beside the terminal's, acquirer by acquirer, with the difference; every line of either side stands here. Of a batch that
 * the bank closed by itself: beside the bank's, card type by card type.
 */
export function ComparisonTable({
  rows,
  totals,
  by,
  isByBank,
}: {
  rows: ReportRow[];
  totals: ReportTotal[];
  by: TotalsBy;
  isByBank: boolean;
}) {
  const t = useTranslations('endOfDay.report');
  return (
    <table className="eod-figures">
      <caption className="sr-only">{t(isByBank ? 'bank.comparison' : 'comparison')}</caption>
      <thead>
        <tr>
          <th scope="col">{t(by === 'card_brand' ? 'bank.cardType' : 'acquirer')}</th>
          <th scope="col" data-align="end">
            {t('ours')}
          </th>
          <th scope="col" data-align="end">
            {t(isByBank ? 'bank.side' : 'terminal')}
          </th>
          <th scope="col" data-align="end" className={onWide}>
            {t('difference')}
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Row key={`${row.acquirerId} ${row.currency}`} row={row} by={by} isByBank={isByBank} />
        ))}
        {rows.length === 0 && (
          <tr>
            <td colSpan={4}>{t(isByBank ? 'bank.nothingAtAll' : 'nothingAtAll')}</td>
          </tr>
        )}
      </tbody>
      <tfoot>
        {totals.map((total) => (
          <tr key={total.currency}>
            <th scope="row">
              {t('total')}
              <OnPhone>
                <Difference minor={total.differenceMinor} currency={total.currency} />
              </OnPhone>
            </th>
            <td data-align="end">
              <Amount money={{ minor: total.oursMinor, currency: total.currency }} />
            </td>
            <td data-align="end">
              <Side minor={total.terminalMinor} currency={total.currency} />
            </td>
            <td data-align="end" className={onWide}>
              <Difference minor={total.differenceMinor} currency={total.currency} />
            </td>
          </tr>
        ))}
      </tfoot>
    </table>
  );
}

function Row({ row, by, isByBank }: { row: ReportRow; by: TotalsBy; isByBank: boolean }) {
  const t = useTranslations('endOfDay.report');
  const sayNote = (note: RowNote) => {
    if (isByBank && note === 'not_listed') return t('bank.notListed');
    if (isByBank && note === 'not_ours') return t('bank.notOurs');
    return t(`notes.${note}`);
  };
  return (
    <tr data-differs={row.isAgreed ? undefined : ''}>
      <th scope="row" className="font-normal">
        <AcquirerName id={row.acquirerId} name={row.acquirerName} by={by} />
        <OnPhone>
          <RowDifference row={row} />
        </OnPhone>
        {row.notes.map((note) => (
          <span key={note} className="flex items-start gap-1 text-stopped text-xs">
            <TriangleAlert aria-hidden className="mt-0.5 size-3 shrink-0" />
            {sayNote(note)}
          </span>
        ))}
      </th>
      <td data-align="end">
        {row.ours ? <Side {...row.ours} currency={row.currency} /> : t('none')}
        <Count side={row.ours} />
      </td>
      <td data-align="end">
        {row.terminal ? <Side {...row.terminal} currency={row.currency} /> : t('none')}
        <Count side={row.terminal} />
      </td>
      <td data-align="end" className={onWide}>
        <RowDifference row={row} />
      </td>
    </tr>
  );
}

function RowDifference({ row }: { row: ReportRow }) {
  const t = useTranslations('endOfDay.report');
  if (!row.isAgreed) return <Difference minor={row.differenceMinor} currency={row.currency} />;
  return (
    <span className="inline-flex items-baseline gap-1 text-approved">
      <CircleCheck aria-hidden className="size-3.5 self-center" />
      {t('agreed')}
    </span>
  );
}

/** A phone has no room for the column, and a difference must not hide behind the edge: it stands under the name. */
const onWide = 'max-md:hidden print:table-cell!';

function OnPhone({ children }: { children: ReactNode }) {
  return <span className="block md:hidden print:hidden">{children}</span>;
}

function Count({ side }: { side: { count: number | null } | null }) {
  const t = useTranslations('endOfDay.report');
  if (side === null || side.count === null) return null;
  return <span className="block text-ink-soft text-xs">{t('counts', { count: side.count })}</span>;
}

/** A figure, or a question mark where there is none to show. */
function Side({ minor, currency }: { minor: number | null; currency: CurrencyCode }) {
  const t = useTranslations('endOfDay.report');
  if (minor !== null) return <Amount money={{ minor, currency }} />;
  return (
    <>
      <span aria-hidden>?</span>
      <span className="sr-only">{t('unknownFigure')}</span>
    </>
  );
}

function Difference({ minor, currency }: { minor: number; currency: CurrencyCode }) {
  return (
    <span className={minor === 0 ? undefined : 'font-semibold text-stopped'}>
      {minor > 0 && '+'}
      <Amount money={{ minor, currency }} />
    </span>
  );
}
