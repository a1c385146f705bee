import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { type Column, DataTable } from '#components/tables/data-table.tsx';
import { Instant } from '#components/time/instant.tsx';
import { TransactionAmount } from '#components/transactions/transaction-amount.tsx';
import { CardEnding, Kind } from '#components/transactions/transaction-table.tsx';
import type { ListedTransaction } from '#server/transactions/listed.ts';

type ReceiptTableProps = {
  rows: ListedTransaction[];
  timeZone: string;
  /** The one whose slip is shown. */
  selectedId: string | null;
  hrefOf: (row: ListedTransaction) => string;
  empty: ReactNode;
};

/** Operations that have a slip, with what people search them by; a row shows its slip. */
export function ReceiptTable({ rows, timeZone, selectedId, hrefOf, empty }: ReceiptTableProps) {
  const t = useTranslations('transactions.head');
  const receipt = useTranslations('receipt');
  const common = useTranslations('common.table');
  const columns: Column<ListedTransaction>[] = [
    {
      key: 'time',
      head: (
        <>
          {t('time')} <span className="font-normal">({common('timesIn', { zone: timeZone })})</span>
        </>
      ),
      cell: (row) => <Instant at={row.createdAt} timeZone={timeZone} />,
      phone: 'title',
    },
    { key: 'kind', head: t('kind'), cell: (row) => <Kind row={row} /> },
    { key: 'card', head: t('card'), cell: (row) => <CardEnding row={row} />, mono: true },
    {
      key: 'authCode',
      head: t('authCode'),
      cell: (row) => row.authCode,
      mono: true,
      quiet: true,
      phone: 'hidden',
    },
    {
      key: 'amount',
      head: t('amount'),
      cell: (row) => <TransactionAmount kind={row.kind} amount={row.amount} />,
      align: 'end',
      phone: 'amount',
    },
  ];
  return (
    <DataTable
      caption={receipt('caption')}
      columns={columns}
      rows={rows}
      rowKey={(row) => row.id}
      rowHref={hrefOf}
      isSelected={(row) => row.id === selectedId}
      empty={empty}
    />
  );
}
