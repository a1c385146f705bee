import { useTranslations } from 'next-intl';
import { StatePill } from '#components/state/state-pill.tsx';
import { type Column, DataTable } from '#components/tables/data-table.tsx';
import { Instant } from '#components/time/instant.tsx';
import { TransactionAmount } from '#components/transactions/transaction-amount.tsx';
import { CardEnding, Kind } from '#components/transactions/transaction-table.tsx';
import type { BatchDetail } from '#server/batches/get-batch.ts';
import type { TotalsBy } from '#server/batches/group-names.ts';
import { CARD_BRANDS } from '#server/kernel/card-brands.ts';
import type { ListedTransaction } from '#server/transactions/listed.ts';
import { AcquirerName } from './acquirer-name.tsx';

/** A member with the kind and state it is shown in. */
export type Member = Omit<BatchDetail['members']['rows'][number], 'kind'> &
  Pick<ListedTransaction, 'kind' | 'status'>;

/** The operations of a batch; a row leads to its transaction. */
export function MemberTable({
  merchant,
  timeZone,
  rows,
  by,
}: {
  merchant: string;
  timeZone: string;
  rows: Member[];
  /** By what the sums of the batch are kept apart. */
  by: TotalsBy;
}) {
  const t = useTranslations('batches.members');
  const columns: Column<Member>[] = [
    {
      key: 'time',
      head: t('time'),
      cell: (row) => <Instant at={row.createdAt} timeZone={timeZone} />,
      phone: 'title',
    },
    { key: 'kind', head: t('kind'), cell: (row) => <Kind row={row} /> },
    { key: 'card', head: t('card'), cell: (row) => <CardEnding row={row} />, mono: true },
    {
      key: 'acquirer',
      head: t(by === 'card_brand' ? 'cardType' : 'acquirer'),
      cell: (row) =>
        by === 'card_brand' ? (
          <AcquirerName
            id={row.cardBrand ?? ''}
            name={CARD_BRANDS.get(row.cardBrand ?? '') ?? null}
            paymentType={row.paymentType}
            by={by}
          />
        ) : (
          <AcquirerName id={row.acquirerId ?? ''} name={row.acquirerName} paymentType={row.paymentType} />
        ),
      quiet: true,
      phone: 'hidden',
    },
    {
      key: 'authCode',
      head: t('authCode'),
      cell: (row) => row.authCode,
      mono: true,
      quiet: true,
      phone: 'hidden',
    },
    { key: 'state', head: t('state'), cell: (row) => <StatePill state={row.status} />, phone: 'state' },
    {
      key: 'amount',
      head: t('amount'),
      cell: (row) => (
        <TransactionAmount kind={row.kind} amount={{ minor: row.amountMinor, currency: row.currency }} />
      ),
      align: 'end',
      phone: 'amount',
    },
  ];
  return (
    <DataTable
      caption={t('title')}
      columns={columns}
      rows={rows}
      rowKey={(row) => row.id}
      rowHref={(row) => `/${merchant}/transactions/${row.id}`}
      empty={<p className="px-4 py-6 text-center text-ink-soft text-sm">{t('empty')}</p>}
    />
  );
}
