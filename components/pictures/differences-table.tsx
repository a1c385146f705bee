import Link from 'next/link';
import { useLocale, useTranslations } from 'next-intl';
import { type Column, DataTable } from '#components/tables/data-table.tsx';
import { formatDay } from '#components/time/format-time.ts';
import type { OpenDifferences } from '#server/pictures/list-open-differences.ts';
import { Bar } from './bar.tsx';

type Row = OpenDifferences['ages'][number];

/** So many are named in their row; of the others their number. */
const NAMED = 4;

/** What is still different at the end of a day, by how long it has been, drawn and in figures. */
export function DifferencesTable({ merchant, open }: { merchant: string; open: OpenDifferences }) {
  const t = useTranslations('pictures');
  const locale = useLocale();
  const whole = Math.max(...open.ages.map(({ differences }) => differences.length));
  const columns: Column<Row>[] = [
    {
      key: 'age',
      head: t('differences.age'),
      cell: ({ age }) => <span className="md:whitespace-nowrap">{t(`ages.${age}`)}</span>,
      phone: 'title',
    },
    {
      key: 'bar',
      head: <span className="sr-only">{t('number')}</span>,
      cell: ({ differences }) => <Bar value={differences.length} whole={whole} />,
      phone: 'wide',
    },
    {
      key: 'count',
      head: t('number'),
      cell: ({ differences }) => differences.length,
      align: 'end',
      phone: 'amount',
    },
    {
      key: 'where',
      head: t('differences.where'),
      cell: ({ differences }) =>
        differences.length > 0 && (
          <ul className="flex flex-wrap gap-x-3 gap-y-1 py-1">
            {differences.slice(0, NAMED).map(({ variance, deviceLabel }) => (
              <li key={variance.id}>
                <Link
                  href={`/${merchant}/reports/differences/${variance.id}`}
                  prefetch={false}
                  className="inline-block underline underline-offset-2 max-md:py-3"
                >
                  {deviceLabel}, {formatDay(variance.businessDate, locale)}
                </Link>
              </li>
            ))}
            {differences.length > NAMED && (
              <li className="text-ink-soft max-md:py-3">
                {t('differences.more', { count: differences.length - NAMED })}
              </li>
            )}
          </ul>
        ),
      phone: 'wide',
    },
  ];
  const said = open.reports.differing > 0 && t('differences.accounted', open.reports);
  const isQuiet = open.ages.every(({ differences }) => differences.length === 0);
  return (
    <>
      <DataTable
        caption={t('differences.title')}
        columns={columns}
        rows={isQuiet ? [] : open.ages}
        rowKey={({ age }) => age}
        empty={<p className="px-4 py-8 text-center text-ink-soft text-sm">{said || t('differences.none')}</p>}
      />
      {said && !isQuiet && <p className="text-ink-soft text-sm">{said}</p>}
      {open.isMore && <p className="text-ink-soft text-sm">{t('differences.isMore')}</p>}
    </>
  );
}
