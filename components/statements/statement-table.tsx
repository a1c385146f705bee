import { useTranslations } from 'next-intl';
import type { RecordAction } from '#components/resolutions/use-recording.ts';
import { type Column, DataTable } from '#components/tables/data-table.tsx';
import { PhoneHead } from '#components/tables/phone-head.tsx';
import { Instant } from '#components/time/instant.tsx';
import type { ListedStatement } from '#server/statements/list-statements.ts';
import { UndoStatement } from './undo-statement.tsx';

type StatementTableProps = { rows: ListedStatement[]; timeZone: string; undo: RecordAction | null };

/** Statements that were stored; each can be undone, and then counts no more. */
export function StatementTable({ rows, timeZone, undo }: StatementTableProps) {
  const t = useTranslations('statement.list');
  const columns: Column<ListedStatement>[] = [
    {
      key: 'file',
      head: t('file'),
      cell: ({ statement }) => <span className="[overflow-wrap:anywhere]">{statement.fileName}</span>,
      phone: 'title',
    },
    {
      key: 'lines',
      head: t('lines'),
      cell: ({ statement }) => (
        <>
          <PhoneHead>{t('lines')}</PhoneHead>
          {statement.lineCount}
        </>
      ),
      align: 'end',
    },
    { key: 'by', head: t('by'), cell: ({ storedBy }) => storedBy, quiet: true },
    {
      key: 'at',
      head: t('at'),
      cell: ({ statement }) => <Instant at={statement.storedAt} timeZone={timeZone} />,
      quiet: true,
    },
    {
      key: 'undo',
      head: '',
      cell: ({ statement }) =>
        undo ? (
          <UndoStatement
            statementId={statement.id}
            fileName={statement.fileName}
            isUndone={statement.undoneAt !== null}
            action={undo}
          />
        ) : statement.undoneAt ? (
          <span className="text-ink-soft">{t('undone')}</span>
        ) : (
          t('counts')
        ),
      phone: 'state',
    },
  ];
  return (
    <DataTable
      caption={t('caption')}
      columns={columns}
      rows={rows}
      rowKey={({ statement }) => statement.id}
      empty={<p className="px-4 py-8 text-center text-ink-soft text-sm">{t('none')}</p>}
    />
  );
}
