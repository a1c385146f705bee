import { useTranslations } from 'next-intl';
import { Amount } from '#components/money/amount.tsx';
import { type Column, DataTable } from '#components/tables/data-table.tsx';
import { PhoneHead } from '#components/tables/phone-head.tsx';
import { Instant } from '#components/time/instant.tsx';
import type { Limits } from '#server/limits/get-limits.ts';

type Row = Limits['rows'][number];

/** The limits in force, by currency; a sentence where there are none. */
export function LimitTable({ rows, timeZone }: { rows: Row[]; timeZone: string }) {
  const t = useTranslations('limits');
  const roles = useTranslations('frame.roles');
  const columns: Column<Row>[] = [
    {
      key: 'who',
      head: t('who'),
      cell: (row) => (row.role === 'everyone' ? t('everyone') : roles(row.role)),
      phone: 'title',
    },
    { key: 'currency', head: t('currency'), cell: (row) => row.perSale.currency },
    {
      key: 'since',
      head: t('since'),
      cell: (row) => (
        <>
          <PhoneHead>{t('since')}</PhoneHead>
          <Instant at={row.setAt} timeZone={timeZone} />
        </>
      ),
    },
    {
      key: 'sale',
      head: t('perSale'),
      cell: (row) => (
        <>
          <PhoneHead>{t('perSale')}</PhoneHead>
          <Amount money={row.perSale} />
        </>
      ),
      align: 'end',
    },
    {
      key: 'day',
      head: t('perDay'),
      cell: (row) => (
        <>
          <PhoneHead>{t('perDay')}</PhoneHead>
          <Amount money={row.perDay} />
        </>
      ),
      align: 'end',
      phone: 'amount',
    },
  ];
  return (
    <DataTable
      caption={t('caption')}
      columns={columns}
      rows={rows}
      rowKey={(row) => `${row.role} ${row.perSale.currency}`}
      empty={<p className="max-w-[80ch] text-pretty px-4 py-6 text-ink-soft text-sm">{t('none')}</p>}
    />
  );
}
