import { useTranslations } from 'next-intl';
import { AcquirerName } from '#components/batches/acquirer-name.tsx';
import { Amount } from '#components/money/amount.tsx';
import type { TotalsBy } from '#server/batches/group-names.ts';
import type { OursLine, TerminalLine } from '#server/end-of-day/report.ts';

/** What our side of a report is made of: sales, refunds and voids of each acquirer or card type, and captures where there are any. */
export function OursTable({ lines, by }: { lines: OursLine[]; by: TotalsBy }) {
  const t = useTranslations('endOfDay.report');
  const hasCaptures = lines.some((line) => line.captureCount > 0);
  const heads = [
    'sales',
    ...(hasCaptures ? (['captures'] as const) : []),
    'refunds',
    'voids',
    'net',
  ] as const;
  return (
    <table className="eod-figures">
      <caption className="sr-only">{t('breakdown')}</caption>
      <thead>
        <tr>
          <th scope="col">{t(by === 'card_brand' ? 'bank.cardType' : 'acquirer')}</th>
          {heads.map((head) => (
            <th key={head} scope="col" data-align="end">
              {t(head)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <tr key={`${line.acquirerId} ${line.currency}`}>
            <th scope="row" className="font-normal">
              <AcquirerName id={line.acquirerId} name={line.acquirerName} by={by} />
            </th>
            <KindCell count={line.saleCount} minor={line.saleMinor} currency={line.currency} />
            {hasCaptures && (
              <KindCell count={line.captureCount} minor={line.captureMinor} currency={line.currency} />
            )}
            <KindCell count={line.refundCount} minor={-line.refundMinor} currency={line.currency} />
            <KindCell count={line.voidCount} minor={-line.voidMinor} currency={line.currency} />
            <td data-align="end">
              <Amount money={{ minor: line.netMinor, currency: line.currency }} />
            </td>
          </tr>
        ))}
        {lines.length === 0 && (
          <tr>
            <td colSpan={heads.length + 1}>{t('none')}</td>
          </tr>
        )}
      </tbody>
    </table>
  );
}

/** How often and how much of one kind; a dash for never. */
export function KindCell({
  count,
  minor,
  currency,
}: {
  count: number;
  minor: number;
  currency: OursLine['currency'];
}) {
  if (count === 0) return <td data-align="end">–</td>;
  return (
    <td data-align="end">
      <span className="text-ink-soft">{count} × </span>
      <Amount money={{ minor, currency }} />
    </td>
  );
}

/** Every entry of the terminal, in its order and its words; what it wrote that is no amount stands as it was written. */
export function EntryTable({ entries }: { entries: TerminalLine[] }) {
  const t = useTranslations('endOfDay.report');
  return (
    <table className="eod-figures">
      <caption className="sr-only">{t('entries')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('acquirer')}</th>
          <th scope="col">{t('tid')}</th>
          <th scope="col">{t('mid')}</th>
          <th scope="col">{t('code')}</th>
          <th scope="col" data-align="end">
            {t('count')}
          </th>
          <th scope="col" data-align="end">
            {t('amount')}
          </th>
        </tr>
      </thead>
      <tbody>
        {entries.map((entry, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: entries may be alike and never move
          <tr key={place}>
            <th scope="row" className="font-normal">
              <AcquirerName id={entry.acquirerId} name={entry.acquirerName} />
            </th>
            <td className="font-mono text-xs">{entry.tid}</td>
            <td className="font-mono text-xs">{entry.mid}</td>
            <td className={entry.isClosed ? undefined : 'font-semibold text-stopped'}>
              {entry.isClosed ? t('closedYes') : t('closedNo')}{' '}
              <span className="font-mono text-ink-soft text-xs">{entry.code}</span>
            </td>
            <td data-align="end">{entry.count}</td>
            <td data-align="end">
              {entry.amountMinor === null ? (
                <code className="font-mono text-stopped">{entry.amountText || '""'}</code>
              ) : (
                <Amount money={{ minor: entry.amountMinor, currency: entry.currency }} />
              )}
            </td>
          </tr>
        ))}
        {entries.length === 0 && (
          <tr>
            <td colSpan={6}>{t('noEntries')}</td>
          </tr>
        )}
      </tbody>
    </table>
  );
}
