import { useTranslations } from 'next-intl';
import { type Column, DataTable } from '#components/tables/data-table.tsx';
import { Elapsed } from '#components/time/elapsed.tsx';
import { toReason } from '#components/transactions/reason.ts';
import type { OpenClose } from '#server/end-of-day/list-open-closes.ts';
import { RunPill } from './run-pill.tsx';

/** Closes of a day that have no end yet: since when, why, and what will tell. Nothing when there are none. */
export function OpenCloses({
  rows,
  at,
  href,
}: {
  rows: OpenClose[];
  /** The server's clock when the rows were read. */
  at: Date;
  /** The page of a close, for those who may see it. */
  href?: (row: OpenClose) => string;
}) {
  const t = useTranslations();
  if (rows.length === 0) return null;
  const columns: Column<OpenClose>[] = [
    {
      key: 'device',
      head: t('endOfDay.columns.device'),
      cell: (row) => `${row.device.label} · ${row.device.branchName}`,
      phone: 'title',
    },
    {
      key: 'state',
      head: t('endOfDay.columns.state'),
      cell: (row) => <RunPill shown={row.state} />,
      phone: 'state',
    },
    {
      key: 'age',
      head: t('transactions.unresolved.age'),
      cell: (row) => <Elapsed since={row.requestedAt} serverNow={at} />,
    },
    { key: 'why', head: t('transactions.unresolved.why'), cell: (row) => <Why row={row} /> },
    {
      key: 'next',
      head: t('transactions.unresolved.person'),
      cell: (row) => t(`endOfDay.states.${row.state}.next`),
    },
  ];
  return (
    <section aria-labelledby="open-closes" className="mt-6">
      <h2 id="open-closes" className="mb-2 text-base">
        {t('endOfDay.openCloses')}
      </h2>
      <DataTable
        caption={t('endOfDay.openCloses')}
        columns={columns}
        rows={rows}
        rowKey={(row) => row.id}
        rowHref={href}
        empty={null}
      />
    </section>
  );
}

function Why({ row }: { row: OpenClose }) {
  const t = useTranslations();
  const reason = toReason(row.reason);
  return (
    <>
      {reason && <span className="block">{t(`reason.${reason}.why`)}</span>}
      {t(`endOfDay.states.${row.state}.why`)}
    </>
  );
}
