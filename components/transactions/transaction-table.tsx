import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { StatePill } from '#components/state/state-pill.tsx';
import { type Column, DataTable } from '#components/tables/data-table.tsx';
import { Instant } from '#components/time/instant.tsx';
import type { ListedTransaction } from '#server/transactions/listed.ts';
import { isApprovedAnyway } from './approved-anyway.tsx';
import { CardBrand } from './card-brand.tsx';
import { TransactionAmount } from './transaction-amount.tsx';

type TransactionTableProps = {
  /** The merchant's address. */
  merchant: string;
  timeZone: string;
  rows: ListedTransaction[];
  empty: ReactNode;
};

/** The list of transactions; a row leads to its transaction. */
export function TransactionTable({ merchant, timeZone, rows, empty }: TransactionTableProps) {
  const t = useTranslations('transactions');
  const columns: Column<ListedTransaction>[] = [
    {
      key: 'time',
      head: (
        <>
          {t('head.time')} <span className="font-normal">({timeZone})</span>
        </>
      ),
      cell: (row) => <Instant at={row.createdAt} timeZone={timeZone} />,
      phone: 'title',
    },
    { key: 'kind', head: t('head.kind'), cell: (row) => <Kind row={row} /> },
    { key: 'card', head: t('head.card'), cell: (row) => <CardEnding row={row} />, mono: true },
    {
      key: 'device',
      head: t('head.device'),
      cell: (row) => `${row.device.label} · ${row.device.branchName}`,
      quiet: true,
    },
    {
      key: 'authCode',
      head: t('head.authCode'),
      cell: (row) => row.authCode,
      mono: true,
      quiet: true,
      phone: 'hidden',
    },
    {
      key: 'state',
      head: t('head.state'),
      cell: (row) => <StatePill state={row.status} />,
      phone: 'state',
    },
    {
      key: 'amount',
      head: t('head.amount'),
      cell: (row) => <TransactionAmount kind={row.kind} amount={row.amount} />,
      align: 'end',
      phone: 'amount',
    },
  ];
  return (
    <DataTable
      caption={t('caption')}
      columns={columns}
      rows={rows}
      rowKey={(row) => row.id}
      rowHref={(row) => `/${merchant}/transactions/${row.id}`}
      empty={empty}
    />
  );
}

/** The word of its kind, and of what a person should know beside the state. */
export function Kind({
  row,
}: {
  row: Pick<ListedTransaction, 'kind' | 'flags' | 'status'> & Partial<Pick<ListedTransaction, 'abort'>>;
}) {
  const t = useTranslations('transactions');
  const known = row.flags.map((flag) => t(`flag.${flag}`));
  if (isApprovedAnyway(row)) known.push(t('afterStop'));
  if (known.length === 0) return t(`kind.${row.kind}`);
  return (
    <>
      {t(`kind.${row.kind}`)} <span className="text-unknown">({known.join(', ')})</span>
    </>
  );
}

/**
 * The scheme and the last four digits of a card, said as such to screen readers, or that it was cash; nothing when no card
 * was seen.
 */
export function CardEnding({
  row,
}: {
  row: Pick<ListedTransaction, 'paymentType' | 'last4'> & Partial<Pick<ListedTransaction, 'cardBrand'>>;
}) {
  const t = useTranslations('transactions');
  const { paymentType, cardBrand, last4 } = row;
  if (paymentType === 'cash') return <span className="font-sans">{t('cash')}</span>;
  if (!last4) return null;
  return (
    <>
      {cardBrand && (
        <span className="font-sans">
          <CardBrand brand={cardBrand} />{' '}
        </span>
      )}
      <span aria-hidden className="whitespace-nowrap">
        •• {last4}
      </span>
      <span className="sr-only">{t('cardEnding', { last4 })}</span>
    </>
  );
}
