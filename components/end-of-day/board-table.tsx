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
import { CloseStepList } from './close-step-list.tsx';
import { isMoving, shownRunState } from './close-steps.ts';
import { RunPill } from './run-pill.tsx';

type BoardTableProps = {
  /** The merchant's address. */
  merchant: string;
  rows: BoardRow[];
  timeZone: string;
  currency: CurrencyCode;
  /** Null for those whose role cannot close a day. */
  action: CloseAction | null;
};

/**
 * One row per device: its open batch, or the oldest one that its bank has closed and our book has not; when it was closed
 * last, how the current close stands, and what can be done.
 */
export function BoardTable({ merchant, rows, timeZone, currency, action }: BoardTableProps) {
  const t = useTranslations('endOfDay');
  const columns: Column<BoardRow>[] = [
    {
      key: 'device',
      head: t('columns.device'),
      cell: ({ device }) => (
        <Link href={`/${merchant}/devices/${device.id}`} prefetch={false} className="hover:underline">
          {device.label} <span className="font-normal text-ink-soft">· {device.branchName}</span>
        </Link>
      ),
      phone: 'title',
    },
    {
      key: 'batch',
      head: t('columns.batch'),
      cell: (row) =>
        row.ended.length > 0 ? (
          <EndedBatch row={row} merchant={merchant} />
        ) : (
          <OpenBatch device={row.device} timeZone={timeZone} merchant={merchant} />
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
      key: 'last',
      head: t('columns.last'),
      cell: ({ device }) => <LastClose device={device} timeZone={timeZone} />,
      quiet: true,
      phone: 'wide',
    },
    {
      key: 'state',
      head: t('columns.state'),
      cell: ({ run, device, ended }) =>
        run && (
          <>
            <Link
              href={`/${merchant}/end-of-day/${run.id}`}
              prefetch={false}
              className="inline-flex rounded-full align-middle"
            >
              <RunPill shown={shownRunState(run)} />
            </Link>
            {device.capabilities.batchClosedBy === 'bank' && ended.length > 0 && (
              <div className="mt-1.5 max-md:hidden">
                <CloseStepList shown={shownRunState(run)} isByBank />
              </div>
            )}
          </>
        ),
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
    <>
      <span className="md:hidden">{t('columns.last')} </span>
      {device.lastBatch?.closedAt ? (
        <Instant at={device.lastBatch.closedAt} timeZone={timeZone} />
      ) : (
        t('never')
      )}
    </>
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
