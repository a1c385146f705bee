import { useTranslations } from 'next-intl';
import { type Column, DataTable } from '#components/tables/data-table.tsx';
import { Instant } from '#components/time/instant.tsx';
import type { Board } from '#server/end-of-day/get-board.ts';
import { shownRunState } from './close-steps.ts';
import { RunPill } from './run-pill.tsx';

type Run = Board['history']['rows'][number];

/** Closes so far, newest first; a row leads to the run or its report. */
export function HistoryTable({
  merchant,
  runs,
  timeZone,
}: {
  merchant: string;
  runs: Run[];
  timeZone: string;
}) {
  const t = useTranslations('endOfDay');
  const board = useTranslations('board');
  const columns: Column<Run>[] = [
    {
      key: 'when',
      head: t('history.when'),
      cell: (run) => <Instant at={run.requestedAt} timeZone={timeZone} />,
      phone: 'title',
    },
    {
      key: 'device',
      head: t('history.device'),
      cell: (run) => `${run.deviceLabel} · ${run.branchName}`,
    },
    {
      key: 'batch',
      head: t('history.batch'),
      cell: (run) => run.batchNumber,
      mono: true,
      phone: 'hidden',
    },
    {
      key: 'by',
      head: t('history.by'),
      cell: (run) => (
        <>
          {run.requestedBy ?? t('run.formerUser')}
          {run.scheduledFor && `, ${board('run.scheduled')}`}
        </>
      ),
      quiet: true,
    },
    {
      key: 'report',
      head: t('history.report'),
      cell: (run) => run.reportNumber !== null && t('reportNumber', { number: String(run.reportNumber) }),
      align: 'end',
      phone: 'amount',
    },
    {
      key: 'state',
      head: t('history.state'),
      cell: (run) => <RunPill shown={shownRunState(run)} />,
      phone: 'state',
    },
  ];
  return (
    <DataTable
      caption={t('history.title')}
      columns={columns}
      rows={runs}
      rowKey={(run) => run.id}
      rowHref={(run) => `/${merchant}/end-of-day/${run.id}`}
      empty={<p className="px-4 py-8 text-center text-ink-soft text-sm">{t('history.empty')}</p>}
    />
  );
}
