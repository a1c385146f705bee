import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { Amount } from '#components/money/amount.tsx';
import { type Column, DataTable } from '#components/tables/data-table.tsx';
import { PhoneHead } from '#components/tables/phone-head.tsx';
import type { Net } from '#server/batches/net.ts';
import type { CurrencyCode } from '#server/kernel/money.ts';

const KINDS = ['sale', 'capture', 'refund', 'void', 'preauthorization', 'release'] as const;
type Kind = (typeof KINDS)[number];
type KindRow = { kind: Kind; count: number; minor: number; currency: CurrencyCode };

/** The sums of a batch by kind and currency. `hrefOf` leads to the operations of a kind. */
export function KindTable({ nets, hrefOf }: { nets: Net[]; hrefOf: (kind: Kind) => string }) {
  const t = useTranslations('batches');
  const rows = nets.flatMap((net) =>
    KINDS.map(
      (kind): KindRow => ({
        kind,
        count: net[`${kind}Count`],
        minor: kind === 'refund' || kind === 'void' ? -net[`${kind}Minor`] : net[`${kind}Minor`],
        currency: net.currency,
      }),
    ).filter((row) => row.count > 0),
  );
  const columns: Column<KindRow>[] = [
    {
      key: 'kind',
      head: t('kind'),
      cell: (row) => (
        <Link href={hrefOf(row.kind)} prefetch={false} className="hover:underline">
          {t(`figures.${row.kind}s`)}
        </Link>
      ),
      phone: 'title',
    },
    {
      key: 'count',
      head: t('columns.operations'),
      cell: (row) => (
        <>
          <PhoneHead>{t('columns.operations')}</PhoneHead>
          {row.count}
        </>
      ),
      align: 'end',
    },
    {
      key: 'amount',
      head: t('members.amount'),
      cell: (row) => <Amount money={{ minor: row.minor, currency: row.currency }} />,
      align: 'end',
      phone: 'amount',
    },
  ];
  return (
    <DataTable
      caption={t('byKind')}
      columns={columns}
      rows={rows}
      rowKey={(row) => `${row.kind} ${row.currency}`}
      empty={<p className="px-4 py-6 text-center text-ink-soft text-sm">{t('noTotals')}</p>}
    />
  );
}
