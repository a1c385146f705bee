import { useLocale, useTranslations } from 'next-intl';
import { type Column, DataTable } from '#components/tables/data-table.tsx';
import { Bar } from './bar.tsx';

/** A reason in words, how often it was given, and the list of what was declined for it. */
export type ShownReason = { reason: string; text: string; count: number; href: string | null };

/** Why payments were declined, most frequent first, drawn and in figures. */
export function DeclinedTable({ rows }: { rows: ShownReason[] }) {
  const t = useTranslations('pictures');
  const share = new Intl.NumberFormat(useLocale(), { style: 'percent', maximumFractionDigits: 1 });
  const all = rows.reduce((sum, row) => sum + row.count, 0);
  const columns: Column<ShownReason>[] = [
    { key: 'reason', head: t('declined.reason'), cell: (row) => row.text, phone: 'title' },
    {
      key: 'bar',
      head: <span className="sr-only">{t('declined.share')}</span>,
      cell: (row) => <Bar value={row.count} whole={rows[0]?.count ?? 0} />,
      phone: 'wide',
    },
    { key: 'count', head: t('number'), cell: (row) => row.count, align: 'end', phone: 'amount' },
    {
      key: 'share',
      head: t('declined.share'),
      cell: (row) => share.format(row.count / all),
      align: 'end',
    },
  ];
  return (
    <DataTable
      caption={t('declined.title')}
      columns={columns}
      rows={rows}
      rowKey={(row) => row.reason}
      rowHref={(row) => row.href}
      empty={<p className="px-4 py-8 text-center text-ink-soft text-sm">{t('declined.none')}</p>}
      totals={{ reason: t('total'), count: all }}
    />
  );
}
