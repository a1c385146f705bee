import { useLocale, useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { type Column, DataTable } from '#components/tables/data-table.tsx';
import { formatDay } from '#components/time/format-time.ts';
import { Instant } from '#components/time/instant.tsx';
import type { ListedBatch } from '#server/batches/list-batches.ts';
import type { CurrencyCode } from '#server/kernel/money.ts';
import { BatchPill } from './batch-pill.tsx';
import { countOperations } from './count-operations.ts';
import { Nets } from './nets.tsx';

type BatchTableProps = {
  /** The merchant's address. */
  merchant: string;
  rows: ListedBatch[];
  timeZone: string;
  currency: CurrencyCode;
  /** Rows lead to their batch; off for those who may not open one. */
  isLinked?: boolean;
  empty: ReactNode;
};

/** Batches, newest first: device, from when to when, how many operations, what is left of them, matched or not. */
export function BatchTable({ merchant, rows, timeZone, currency, isLinked = true, empty }: BatchTableProps) {
  const t = useTranslations('batches');
  const locale = useLocale();
  const columns: Column<ListedBatch>[] = [
    {
      key: 'batch',
      head: t('columns.batch'),
      cell: (row) => (
        <>
          {row.number ? t('name', { number: row.number }) : t('unnumbered')}
          {row.bankDate && (
            <span className="block font-normal text-ink-soft text-xs">
              {t('bankDay', { day: formatDay(row.bankDate, locale) })}
            </span>
          )}
        </>
      ),
      phone: 'title',
    },
    {
      key: 'device',
      head: t('columns.device'),
      cell: (row) => `${row.deviceLabel} · ${row.branchName}`,
    },
    {
      key: 'opened',
      head: t('columns.opened'),
      cell: (row) => <Instant at={row.openedAt} timeZone={timeZone} />,
      quiet: true,
    },
    {
      key: 'closed',
      head: t('columns.closed'),
      cell: (row) => row.closedAt && <Instant at={row.closedAt} timeZone={timeZone} />,
      quiet: true,
      phone: 'hidden',
    },
    {
      key: 'operations',
      head: t('columns.operations'),
      cell: (row) => countOperations(row.nets),
      align: 'end',
      phone: 'hidden',
    },
    { key: 'state', head: t('columns.state'), cell: (row) => <BatchPill batch={row} />, phone: 'state' },
    {
      key: 'net',
      head: t('columns.net'),
      cell: (row) => <Nets nets={row.nets} currency={currency} />,
      align: 'end',
      phone: 'amount',
    },
  ];
  return (
    <DataTable
      caption={t('list')}
      columns={columns}
      rows={rows}
      rowKey={(row) => row.id}
      rowHref={isLinked ? (row) => `/${merchant}/batches/${row.id}` : undefined}
      empty={empty}
    />
  );
}
