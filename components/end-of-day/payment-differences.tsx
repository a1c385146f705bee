import Link from 'next/link';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Amount } from '#components/money/amount.tsx';
import { type Column, DataTable } from '#components/tables/data-table.tsx';
import type { PaymentDifference } from '#server/end-of-day/bank-reading.ts';

type PaymentDifferencesProps = {
  differences: PaymentDifference[];
  /** The merchant's address, where its operations and books have pages; a report on paper has none. */
  merchant?: string;
};

/** Where our book and a provider's report disagree, payment by payment, and what each disagreement means; or that none does. */
export function PaymentDifferences({ differences, merchant }: PaymentDifferencesProps) {
  const t = useTranslations('endOfDay.payments');
  const columns: Column<PaymentDifference>[] = [
    {
      key: 'payment',
      head: t('payment'),
      cell: (row) => <Name row={row} merchant={merchant} />,
      phone: 'title',
    },
    { key: 'kind', head: t('kind'), cell: (row) => t(`kinds.${row.kind}`) },
    { key: 'what', head: t('what'), cell: (row) => <Meaning row={row} merchant={merchant} />, phone: 'wide' },
    {
      key: 'ours',
      head: t('ours'),
      cell: (row) => side(row.oursMinor, row, t('nothing')),
      align: 'end',
    },
    {
      key: 'theirs',
      head: t('theirs'),
      cell: (row) => side(row.theirsMinor, row, t('nothing')),
      align: 'end',
      phone: 'amount',
    },
  ];
  if (differences.length === 0) return <p className="text-sm">{t('agree')}</p>;
  return (
    <div className="grid gap-2">
      <p className="font-medium text-sm text-stopped">{t('differ', { count: differences.length })}</p>
      <DataTable
        caption={t('caption')}
        columns={columns}
        rows={differences}
        rowKey={(row) => `${row.kind} ${row.figure} ${row.providerPaymentId} ${row.currency}`}
        empty={null}
      />
    </div>
  );
}

function side(minor: number | null, { currency }: PaymentDifference, nothing: string): ReactNode {
  return minor === null ? (
    <span className="text-ink-soft">{nothing}</span>
  ) : (
    <Amount money={{ minor, currency }} />
  );
}

function Name({ row, merchant }: { row: PaymentDifference; merchant: string | undefined }) {
  const name = row.reference ?? row.providerPaymentId;
  if (!row.transactionId || !merchant) return <span className="font-mono text-xs">{name}</span>;
  return (
    <Link
      href={`/${merchant}/transactions/${row.transactionId}`}
      prefetch={false}
      className="font-mono text-xs underline underline-offset-2"
    >
      {name}
    </Link>
  );
}

const DISAGREEMENTS = {
  amount: 'otherAmount',
  commission: 'otherCommission',
  payout: 'otherPayout',
} as const;

function Meaning({ row, merchant }: { row: PaymentDifference; merchant: string | undefined }) {
  const t = useTranslations('endOfDay.payments');
  if (row.otherBatchId && merchant)
    return (
      <Link
        href={`/${merchant}/batches/${row.otherBatchId}`}
        prefetch={false}
        className="underline underline-offset-2"
      >
        {t('otherBook')}
      </Link>
    );
  if (row.otherBatchId) return t('otherBook');
  if (row.theirsMinor === null) return t('onlyOurs');
  return t(row.oursMinor === null ? 'onlyTheirs' : DISAGREEMENTS[row.figure]);
}
