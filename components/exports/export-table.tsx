import { Download } from 'lucide-react';
import Link from 'next/link';
import { useLocale, useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import type { FormAction } from '#components/forms/refreshing-form.ts';
import { type Column, DataTable } from '#components/tables/data-table.tsx';
import { formatDay, formatInstant } from '#components/time/format-time.ts';
import { buttonLook } from '#components/ui/button.tsx';
import type { ExportView } from '#server/exports/list-exports.ts';
import { ExportPill } from './export-pill.tsx';
import { saySize } from './say-size.ts';
import { StopButton } from './stop-button.tsx';

type ExportTableProps = {
  merchant: string;
  timeZone: string;
  rows: ExportView[];
  /** The roles of accounts, in words. */
  sayAccount: (role: string) => string;
  cancel: FormAction;
  empty: ReactNode;
};

/** Files in the background: what each is, how far it is, and what can be done about it now. */
export function ExportTable({ merchant, timeZone, rows, sayAccount, cancel, empty }: ExportTableProps) {
  const t = useTranslations('exports');
  const locale = useLocale();
  const number = new Intl.NumberFormat(locale);
  const columns: Column<ExportView>[] = [
    { key: 'what', head: t('columns.what'), cell: (row) => <What row={row} />, phone: 'title' },
    {
      key: 'state',
      head: t('columns.state'),
      cell: (row) => <HowFar row={row} timeZone={timeZone} sayAccount={sayAccount} />,
      phone: 'wide',
    },
    {
      key: 'rows',
      head: t('columns.rows'),
      cell: (row) => (row.state === 'ready' || row.state === 'expired' ? number.format(row.rowsDone) : '–'),
      align: 'end',
      phone: 'hidden',
    },
    {
      key: 'size',
      head: t('columns.size'),
      cell: (row) => (row.state === 'ready' ? saySize(row.bytes, locale) : '–'),
      align: 'end',
      phone: 'hidden',
    },
    {
      key: 'made',
      head: t('columns.made'),
      cell: ({ maker, createdAt }) =>
        t('by', { name: maker ?? '–', time: formatInstant(createdAt, timeZone, locale) }),
      quiet: true,
    },
    {
      key: 'act',
      head: t('columns.act'),
      cell: (row) => <Next row={row} merchant={merchant} cancel={cancel} />,
      phone: 'wide',
    },
  ];
  return (
    <DataTable caption={t('caption')} columns={columns} rows={rows} rowKey={(row) => row.id} empty={empty} />
  );
}

/** What a file is called and what it holds, in words. */
function useWords({ wish }: ExportView): { name: string; holds: string } {
  const [t, targets, locale] = [useTranslations('exports'), useTranslations('journal.targets'), useLocale()];
  switch (wish.what) {
    case 'transactions':
      return { name: t(`what.${wish.form}`), holds: wish.filterInWords || t('everything') };
    case 'journal': {
      const days = [...new Set([wish.from, wish.to])].map((day) => formatDay(day, locale));
      return { name: t('what.journal', { target: targets(wish.target) }), holds: days.join(' – ') };
    }
  }
}

function What({ row }: { row: ExportView }) {
  const { name, holds } = useWords(row);
  return (
    <span className="grid py-2">
      <span className="font-medium">{name}</span>
      <span className="text-ink-soft text-xs">{holds}</span>
    </span>
  );
}

function HowFar({
  row,
  timeZone,
  sayAccount,
}: { row: ExportView } & Pick<ExportTableProps, 'timeZone' | 'sayAccount'>) {
  const t = useTranslations('exports');
  const locale = useLocale();
  const number = new Intl.NumberFormat(locale);
  const { state, estimate, failure, leftOut } = row;
  const done = number.format(row.rowsDone);
  return (
    <span className="grid justify-items-start gap-1 py-2" data-export={state}>
      <ExportPill state={state} />
      {state === 'making' && (
        <span className="grid w-44 max-w-full gap-1 text-xs">
          <progress
            className="h-1.5 w-full accent-accent"
            max={estimate ?? undefined}
            value={estimate ? Math.min(row.rowsDone, estimate) : undefined}
            aria-label={t('state.making')}
          />
          {estimate
            ? t('progress', { done, estimate: number.format(estimate) })
            : t('progressSoFar', { done })}
        </span>
      )}
      {state === 'ready' && row.expiresAt && (
        <span className="text-ink-soft text-xs">
          {t('until', { time: formatInstant(row.expiresAt, timeZone, locale) })}
        </span>
      )}
      {state === 'ready' && row.sha256 && (
        <span className="break-all text-ink-soft text-xs" title={row.sha256}>
          {t('digest')} <span className="font-mono">{row.sha256.slice(0, 16)}…</span>
        </span>
      )}
      {leftOut > 0 && (
        <span className="max-w-72 whitespace-normal text-xs">{t('leftOut', { count: leftOut })}</span>
      )}
      {failure && (
        <span className="max-w-80 whitespace-normal text-xs">
          {failure === 'unmapped'
            ? t('failure.unmapped', { accounts: row.unmapped.map(sayAccount).join('; ') })
            : t(`failure.${failure}`)}
        </span>
      )}
    </span>
  );
}

function Next({ row, merchant, cancel }: { row: ExportView; merchant: string; cancel: FormAction }) {
  const t = useTranslations('exports');
  const { name } = useWords(row);
  if (row.state === 'ready')
    return (
      <a
        href={`/api/files/exports/${merchant}/${row.id}`}
        className={buttonLook('secondary')}
        aria-label={t('downloadOf', { name: row.fileName ?? name })}
      >
        <Download aria-hidden />
        {t('download')}
      </a>
    );
  if (row.state === 'waiting' || row.state === 'making')
    return <StopButton exportId={row.id} name={name} action={cancel} />;
  if (row.failure === 'unmapped' && row.wish.what === 'journal')
    return (
      <Link
        href={`/${merchant}/exports/accounts?target=${row.wish.target}`}
        prefetch={false}
        className={buttonLook('secondary')}
      >
        {t('map')}
      </Link>
    );
  return null;
}
