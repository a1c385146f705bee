import { useTranslations } from 'next-intl';
import { type Column, DataTable } from '#components/tables/data-table.tsx';
import { Elapsed } from '#components/time/elapsed.tsx';
import { TransactionAmount } from '#components/transactions/transaction-amount.tsx';
import type { WaitingProposal } from '#server/resolutions/list-proposals.ts';

type ProposalsTableProps = {
  merchant: string;
  rows: WaitingProposal[];
  /** The server's clock when the rows were read. */
  at: Date;
};

/** Decisions that wait for a second person, oldest first; each row leads to its evidence. Nothing when there are none. */
export function ProposalsTable({ merchant, rows, at }: ProposalsTableProps) {
  const t = useTranslations('resolution');
  const kind = useTranslations('transactions.kind');
  if (rows.length === 0) return null;
  const columns: Column<WaitingProposal>[] = [
    {
      key: 'operation',
      head: t('list.operation'),
      cell: (row) => `${kind(row.kind)} · ${row.deviceLabel}`,
      phone: 'title',
    },
    { key: 'said', head: t('list.said'), cell: (row) => t(`said.${row.kind}.${row.verdict}`) },
    {
      key: 'maker',
      head: t('list.maker'),
      cell: (row) => (row.isMine ? t('list.mine') : (row.maker ?? t('view.former'))),
    },
    {
      key: 'age',
      head: t('list.age'),
      cell: (row) => <Elapsed since={row.madeAt} serverNow={at} />,
    },
    {
      key: 'amount',
      head: t('list.amount'),
      cell: (row) => <TransactionAmount kind={row.kind} amount={row.amount} />,
      align: 'end',
      phone: 'amount',
    },
  ];
  return (
    <section aria-labelledby="proposals" className="mb-6">
      <h2 id="proposals" className="text-base">
        {t('list.title')} <span className="font-normal text-ink-soft">({rows.length})</span>
      </h2>
      <p className="mb-2 text-ink-soft text-sm">{t('list.sentence')}</p>
      <DataTable
        caption={t('list.title')}
        columns={columns}
        rows={rows}
        rowKey={(row) => row.id}
        rowHref={(row) => `/${merchant}/transactions/${row.transactionId}`}
        empty={null}
      />
    </section>
  );
}
