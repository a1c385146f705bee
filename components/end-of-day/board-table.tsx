import { AlarmClock } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { countOperations } from '#components/batches/count-operations.ts';
import { Nets } from '#components/batches/nets.tsx';
import { type Column, DataTable } from '#components/tables/data-table.tsx';
import { Instant } from '#components/time/instant.tsx';
import type { BoardRow } from '#server/end-of-day/get-board.ts';
import type { CurrencyCode } from '#server/kernel/money.ts';
import { BankAction, EndedBatch } from './bank-cells.tsx';
import { type CloseAction, CloseButton } from './close-button.tsx';
import { isMoving } from './close-steps.ts';
import { RowState } from './row-state.tsx';
import { SelectRow } from './selection.tsx';

type BoardTableProps = {
  /** The merchant's address. */
  merchant: string;
  rows: BoardRow[];
  /** The server's clock when the rows were read. */
  at: Date;
  timeZone: string;
  currency: CurrencyCode;
  /** Null for those whose role cannot close a day. */
  action: CloseAction | null;
};

/**
 * One row per device: by what hour it is to be closed; its open batch, or the oldest one that its bank has closed and our
 * book has not; how far its close is, and what can be done.
 */
export function BoardTable({ merchant, rows, at, timeZone, currency, action }: BoardTableProps) {
  const t = useTranslations('endOfDay');
  const columns: Column<BoardRow>[] = [
    {
      key: 'device',
      head: t('columns.device'),
      cell: (row) => <Device row={row} merchant={merchant} isChoosable={action !== null} />,
      phone: 'title',
    },
    {
      key: 'batch',
      head: t('columns.batch'),
      cell: (row) => (
        <>
          {row.ended.length > 0 ? (
            <EndedBatch row={row} merchant={merchant} />
          ) : (
            <OpenBatch device={row.device} timeZone={timeZone} merchant={merchant} />
          )}
          <LastClose device={row.device} timeZone={timeZone} />
        </>
      ),
      phone: 'wide',
    },
    {
      key: 'sum',
      head: t('columns.sum'),
      cell: ({ device, ended }) => {
        const batch = ended[0] ?? device.openBatch;
        return batch && <Nets nets={batch.nets} currency={currency} />;
      },
      align: 'end',
      phone: 'amount',
    },
    {
      key: 'state',
      head: t('columns.state'),
      cell: (row) => <RowState row={row} merchant={merchant} at={at} />,
      phone: 'wide',
    },
    {
      key: 'action',
      head: <span className="sr-only">{t('columns.action')}</span>,
      cell: (row) =>
        row.device.capabilities.batchClosedBy === 'bank' ? (
          <BankAction row={row} merchant={merchant} action={action} />
        ) : (
          action && <RowAction row={row} action={action} />
        ),
      align: 'end',
      phone: 'wide',
    },
  ];
  return (
    <DataTable
      caption={t('board')}
      columns={columns}
      rows={rows}
      rowKey={({ device }) => device.id}
      empty={null}
    />
  );
}

/** Its box, its name, and by what hour it is to be closed. */
function Device({
  row: { device, plan, dueSince },
  merchant,
  isChoosable,
}: {
  row: BoardRow;
  merchant: string;
  isChoosable: boolean;
}): ReactNode {
  const t = useTranslations('board.due');
  const { hour, isScheduled } = plan;
  return (
    <span className="flex items-start gap-3">
      {isChoosable && <SelectRow id={device.id} label={device.label} />}
      <span className="grid min-w-0 lg:min-w-36">
        <Link href={`/${merchant}/devices/${device.id}`} prefetch={false} className="hover:underline">
          {device.label} <span className="font-normal text-ink-soft">· {device.branchName}</span>
        </Link>
        {dueSince ? (
          <span className="inline-flex items-center gap-1 font-medium text-unknown text-xs">
            <AlarmClock aria-hidden className="size-3.5 shrink-0" />
            {t('row', { hour })}
          </span>
        ) : (
          <span className="font-normal text-ink-soft text-xs">
            {t(isScheduled ? 'bySchedule' : 'until', { hour })}
          </span>
        )}
      </span>
    </span>
  );
}

function OpenBatch({
  device,
  timeZone,
  merchant,
}: {
  device: BoardRow['device'];
  timeZone: string;
  merchant: string;
}): ReactNode {
  const t = useTranslations('devices');
  const batch = device.openBatch;
  if (!batch) return <span className="text-ink-soft">{t('noOpenBatch')}</span>;
  return (
    <>
      <Link href={`/${merchant}/batches/${batch.id}`} prefetch={false} className="hover:underline">
        {batch.number ? t('batchNumber', { number: batch.number }) : t('batchUnnumbered')}
      </Link>{' '}
      <span className="text-ink-soft">
        · {t('operations', { count: countOperations(batch.nets) })} · {t('since')}{' '}
        <Instant at={batch.openedAt} timeZone={timeZone} />
      </span>
    </>
  );
}

function LastClose({ device, timeZone }: { device: BoardRow['device']; timeZone: string }): ReactNode {
  const t = useTranslations('endOfDay');
  return (
    <span className="block text-ink-soft text-xs">
      {t('columns.last')}:{' '}
      {device.lastBatch?.closedAt ? (
        <Instant at={device.lastBatch.closedAt} timeZone={timeZone} />
      ) : (
        t('never')
      )}
    </span>
  );
}

/** The way to close, unless a close is under way or unclear: that one has to end first. */
function RowAction({ row, action }: { row: BoardRow; action: CloseAction }): ReactNode {
  const { device, run } = row;
  const isOfOpenBatch = run !== null && run.batchId === device.openBatch?.id;
  if (isOfOpenBatch && (isMoving(run.state) || run.state === 'unknown')) return null;
  return (
    <CloseButton
      action={action}
      device={{ id: device.id, label: device.label }}
      batch={device.openBatch && { number: device.openBatch.number, nets: device.openBatch.nets }}
      isRetry={isOfOpenBatch && (run.state === 'failed' || run.state === 'blocked')}
    />
  );
}
