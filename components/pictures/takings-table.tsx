import { useTranslations } from 'next-intl';
import { Amount } from '#components/money/amount.tsx';
import { type Column, DataTable } from '#components/tables/data-table.tsx';
import { PhoneHead } from '#components/tables/phone-head.tsx';
import type { CurrencyCode } from '#server/kernel/money.ts';
import type { Takings } from '#server/pictures/takings.ts';
import { Bar } from './bar.tsx';
import type { ShownTakings } from './shown-takings.ts';

type TakingsTableProps = {
  caption: string;
  /** What its rows are. */
  head: string;
  rows: ShownTakings[];
  sum: Omit<Takings, 'value'>;
  currency: CurrencyCode;
  /** Bars within it make it the picture itself. */
  hasBars?: boolean;
};

/** Takings with every figure; each row leads to its list. */
export function TakingsTable({ caption, head, rows, sum, currency, hasBars }: TakingsTableProps) {
  const t = useTranslations('pictures');
  const whole = Math.max(...rows.map((row) => Math.max(row.takenMinor, row.backMinor)));
  const bar: Column<ShownTakings> = {
    key: 'bar',
    head: <span className="sr-only">{t('taken')}</span>,
    cell: (row) => (
      <div className="md:min-w-40 xl:min-w-80">
        <Bar value={row.takenMinor} whole={whole} back={row.backMinor} />
      </div>
    ),
    phone: 'wide',
  };
  const columns: Column<ShownTakings>[] = [
    {
      key: 'name',
      head,
      cell: (row) => <span className="md:whitespace-nowrap">{row.name}</span>,
      phone: 'title',
    },
    ...(hasBars ? [bar] : []),
    {
      key: 'taken',
      head: t('taken'),
      cell: (row) => <Counted count={row.takenCount} minor={row.takenMinor} currency={currency} />,
      align: 'end',
      phone: 'amount',
    },
    {
      key: 'back',
      head: t('back'),
      cell: (row) => (
        <>
          {row.backCount > 0 && <PhoneHead>{t('back')}</PhoneHead>}
          <Counted count={row.backCount} minor={-row.backMinor} currency={currency} />
        </>
      ),
      align: 'end',
    },
    {
      key: 'net',
      head: t('net'),
      cell: (row) => (
        <>
          <PhoneHead>{t('net')}</PhoneHead>
          <Amount money={{ minor: row.netMinor, currency }} />
        </>
      ),
      align: 'end',
    },
  ];
  return (
    <DataTable
      caption={caption}
      columns={columns}
      rows={rows}
      rowKey={(row) => row.value}
      rowHref={(row) => row.href}
      empty={null}
      totals={{
        name: t('total'),
        taken: <Counted count={sum.takenCount} minor={sum.takenMinor} currency={currency} />,
        back: <Counted count={sum.backCount} minor={-sum.backMinor} currency={currency} />,
        net: <Amount money={{ minor: sum.netMinor, currency }} />,
      }}
    />
  );
}

function Counted({ count, minor, currency }: { count: number; minor: number; currency: CurrencyCode }) {
  if (count === 0) return <span className="text-ink-faint max-md:hidden">–</span>;
  return (
    <>
      <span className="text-ink-soft">{count} × </span>
      <Amount money={{ minor, currency }} />
    </>
  );
}
