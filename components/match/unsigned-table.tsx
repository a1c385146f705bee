import { CircleCheck, TriangleAlert } from 'lucide-react';
import { useLocale, useTranslations } from 'next-intl';
import { type Column, DataTable } from '#components/tables/data-table.tsx';
import { formatDay } from '#components/time/format-time.ts';
import { Pill } from '#components/ui/pill.tsx';
import type { UnsignedReport } from '#server/end-of-day/list-to-sign.ts';

/** Reports that are not approved, and what each of them waits for. */
export function UnsignedTable({ merchant, rows }: { merchant: string; rows: UnsignedReport[] }) {
  const t = useTranslations('match.unsigned');
  const locale = useLocale();
  const columns: Column<UnsignedReport>[] = [
    {
      key: 'report',
      head: t('report'),
      cell: (row) => (
        <>
          {row.deviceLabel} <span className="text-ink-soft">· {row.branchName}</span>
        </>
      ),
      phone: 'title',
    },
    { key: 'number', head: '#', cell: (row) => row.number, align: 'end', phone: 'hidden' },
    { key: 'day', head: t('day'), cell: (row) => formatDay(row.businessDate, locale) },
    { key: 'match', head: t('match'), cell: (row) => <Match isMatched={row.isMatched === true} /> },
    {
      key: 'state',
      head: '',
      cell: (row) => (
        <Pill tone={row.lastStep === 'queried' ? 'unknown' : 'neutral'}>
          {t(`word.${row.lastStep ?? 'unsigned'}`)}
        </Pill>
      ),
      phone: 'state',
    },
  ];
  return (
    <DataTable
      caption={t('caption')}
      columns={columns}
      rows={rows}
      rowKey={(row) => row.runId}
      rowHref={(row) => `/${merchant}/end-of-day/${row.runId}`}
      empty={<p className="px-4 py-8 text-center text-ink-soft text-sm">{t('none')}</p>}
    />
  );
}

function Match({ isMatched }: { isMatched: boolean }) {
  const t = useTranslations('match.unsigned');
  return (
    <span
      className={`inline-flex items-center gap-1 ${isMatched ? 'text-approved' : 'text-stopped'} [&_svg]:size-3.5`}
    >
      {isMatched ? <CircleCheck aria-hidden /> : <TriangleAlert aria-hidden />}
      {t(isMatched ? 'matched' : 'differs')}
    </span>
  );
}
