import { useLocale, useTranslations } from 'next-intl';
import { Amount } from '#components/money/amount.tsx';
import { type Column, DataTable } from '#components/tables/data-table.tsx';
import { Ago } from '#components/time/ago.tsx';
import { formatDay } from '#components/time/format-time.ts';
import type { ShownVariance } from '#server/end-of-day/list-variances.ts';
import { VariancePill } from './variance-pill.tsx';
import { varianceWords } from './variance-words.ts';

type VarianceTableProps = {
  merchant: string;
  rows: ShownVariance[];
  at: Date;
  timeZone: string;
  which: 'open' | 'closed' | 'after_signing';
};

/** Differences that wait for somebody, oldest first; or those that do not any more. */
export function VarianceTable({ merchant, rows, at, timeZone, which }: VarianceTableProps) {
  const t = useTranslations('match');
  const locale = useLocale();
  const columns: Column<ShownVariance>[] = [
    {
      key: 'device',
      head: t('list.device'),
      cell: (row) => (
        <>
          {row.deviceLabel} <span className="text-ink-soft">· {formatDay(row.reportDate, locale)}</span>
        </>
      ),
      phone: 'title',
    },
    { key: 'what', head: t('list.what'), cell: ({ variance }) => varianceWords(variance, t) },
    {
      key: 'age',
      head: t('list.age'),
      cell: ({ variance }) => <Ago at={variance.openedAt} serverNow={at} timeZone={timeZone} />,
      quiet: true,
    },
    {
      key: 'owner',
      head: t('list.owner'),
      cell: (row) => row.ownerName ?? t('list.nobody'),
      quiet: true,
      phone: 'hidden',
    },
    {
      key: 'due',
      head: t('list.due'),
      cell: ({ variance }) => variance.dueDate && formatDay(variance.dueDate, locale),
      quiet: true,
      phone: 'hidden',
    },
    {
      key: 'state',
      head: t('list.state'),
      cell: ({ variance }) => <VariancePill state={variance.state} />,
      phone: 'state',
    },
    {
      key: 'amount',
      head: t('list.amount'),
      cell: ({ variance }) => (
        <Amount money={{ minor: variance.differenceMinor, currency: variance.currency }} />
      ),
      align: 'end',
      phone: 'amount',
    },
  ];
  return (
    <DataTable
      caption={t('list.caption')}
      columns={columns}
      rows={rows}
      rowKey={({ variance }) => variance.id}
      rowHref={({ variance }) => `/${merchant}/reports/differences/${variance.id}`}
      empty={
        <p className="px-4 py-8 text-center text-ink-soft text-sm">
          {t(which === 'closed' ? 'list.noneClosed' : 'list.none')}
        </p>
      }
    />
  );
}
