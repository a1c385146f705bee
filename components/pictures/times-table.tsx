import { useLocale, useTranslations } from 'next-intl';
import { type Column, DataTable } from '#components/tables/data-table.tsx';
import { PhoneHead } from '#components/tables/phone-head.tsx';
import { Bar } from './bar.tsx';

/** How long the results of a terminal took, and the list of its operations. */
export type ShownTime = {
  id: string;
  name: string;
  count: number;
  medianMs: number;
  slowMs: number;
  href: string;
};

/** The time to a result per terminal, the slowest first, drawn and in figures. */
export function TimesTable({ rows }: { rows: ShownTime[] }) {
  const t = useTranslations('pictures');
  const seconds = new Intl.NumberFormat(useLocale(), {
    style: 'unit',
    unit: 'second',
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  });
  const said = (ms: number) => seconds.format(ms / 1000);
  const columns: Column<ShownTime>[] = [
    {
      key: 'device',
      head: t('heads.device'),
      cell: (row) => <span className="md:whitespace-nowrap">{row.name}</span>,
      phone: 'title',
    },
    {
      key: 'bar',
      head: <span className="sr-only">{t('times.slow')}</span>,
      cell: (row) => <Bar value={row.slowMs} whole={rows[0]?.slowMs ?? 0} />,
      phone: 'wide',
    },
    {
      key: 'median',
      head: t('times.median'),
      cell: (row) => (
        <>
          <PhoneHead>{t('times.median')}</PhoneHead>
          {said(row.medianMs)}
        </>
      ),
      align: 'end',
    },
    {
      key: 'slow',
      head: t('times.slow'),
      cell: (row) => (
        <>
          <PhoneHead>{t('times.slow')}</PhoneHead>
          {said(row.slowMs)}
        </>
      ),
      align: 'end',
    },
    { key: 'count', head: t('number'), cell: (row) => row.count, align: 'end', phone: 'amount' },
  ];
  return (
    <DataTable
      caption={t('times.title')}
      columns={columns}
      rows={rows}
      rowKey={(row) => row.id}
      rowHref={(row) => row.href}
      empty={<p className="px-4 py-8 text-center text-ink-soft text-sm">{t('times.none')}</p>}
    />
  );
}
