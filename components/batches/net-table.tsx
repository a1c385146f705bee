import Link from 'next/link';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Amount } from '#components/money/amount.tsx';
import { type Column, DataTable } from '#components/tables/data-table.tsx';
import { PhoneHead } from '#components/tables/phone-head.tsx';
import type { Net } from '#server/batches/net.ts';

/** A row of sums: what it is of, its figures, and where its operations are listed. */
export type NetRow = Net & { key: string; name: ReactNode; href?: string };

/** Sums side by side: what they are of, sales, refunds, voids, net, and captures where there are any; each with its count. */
export function NetTable({ caption, of, rows }: { caption: string; of: string; rows: NetRow[] }) {
  const t = useTranslations('batches');
  const cell = (row: NetRow, kind: 'sale' | 'capture' | 'refund' | 'void') => {
    const count = row[`${kind}Count`];
    const minor = row[`${kind}Minor`];
    if (count === 0) return <span className="text-ink-faint max-md:hidden">–</span>;
    return (
      <>
        <PhoneHead>{t(`figures.${kind}s`)}</PhoneHead>
        <span className="text-ink-soft">{count} × </span>
        <Amount
          money={{ minor: kind === 'refund' || kind === 'void' ? -minor : minor, currency: row.currency }}
        />
      </>
    );
  };
  const columns: Column<NetRow>[] = [
    { key: 'name', head: of, cell: (row) => <Name row={row} />, phone: 'title' },
    { key: 'sales', head: t('figures.sales'), cell: (row) => cell(row, 'sale'), align: 'end' },
    ...(rows.some((row) => row.captureCount > 0)
      ? [
          {
            key: 'captures',
            head: t('figures.captures'),
            cell: (row: NetRow) => cell(row, 'capture'),
            align: 'end' as const,
          },
        ]
      : []),
    { key: 'refunds', head: t('figures.refunds'), cell: (row) => cell(row, 'refund'), align: 'end' },
    { key: 'voids', head: t('figures.voids'), cell: (row) => cell(row, 'void'), align: 'end' },
    {
      key: 'net',
      head: t('figures.net'),
      cell: (row) => <Amount money={{ minor: row.netMinor, currency: row.currency }} />,
      align: 'end',
      phone: 'amount',
    },
  ];
  return (
    <DataTable
      caption={caption}
      columns={columns}
      rows={rows}
      rowKey={(row) => `${row.key} ${row.currency}`}
      empty={<p className="px-4 py-6 text-center text-ink-soft text-sm">{t('noTotals')}</p>}
    />
  );
}

function Name({ row: { name, href } }: { row: NetRow }) {
  if (!href) return name;
  return (
    <Link href={href} prefetch={false} className="hover:underline">
      {name}
    </Link>
  );
}
