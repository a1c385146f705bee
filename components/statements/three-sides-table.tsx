import { CircleCheck, CircleHelp, TriangleAlert } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { AcquirerName } from '#components/batches/acquirer-name.tsx';
import { Amount } from '#components/money/amount.tsx';
import { type Column, DataTable } from '#components/tables/data-table.tsx';
import { PhoneHead } from '#components/tables/phone-head.tsx';
import { Pill } from '#components/ui/pill.tsx';
import type { TotalsBy } from '#server/batches/group-names.ts';
import type { ThreeSides } from '#server/end-of-day/three-sides.ts';

const LOOKS = {
  agreed: { tone: 'approved', icon: <CircleCheck aria-hidden /> },
  not_agreed: { tone: 'stopped', icon: <TriangleAlert aria-hidden /> },
  unconfirmed: { tone: 'unknown', icon: <CircleHelp aria-hidden /> },
} as const;

/** Our books, the terminal and the acquirer side by side, and what comes of it. */
export function ThreeSidesTable({ rows, by }: { rows: ThreeSides[]; by: TotalsBy }) {
  const t = useTranslations('statement.sides');
  const side = (minor: number | null, { currency }: ThreeSides) =>
    minor === null ? (
      <span className="text-ink-soft">{t('silent')}</span>
    ) : (
      <Amount money={{ minor, currency }} />
    );
  const sum = (
    key: 'ours' | 'terminal' | 'acquirer',
    minorOf: (row: ThreeSides) => number | null,
  ): Column<ThreeSides> => ({
    key,
    head: t(key),
    cell: (row) => (
      <>
        <PhoneHead>{t(key)}</PhoneHead>
        {side(minorOf(row), row)}
      </>
    ),
    align: 'end',
  });
  const columns: Column<ThreeSides>[] = [
    {
      key: 'who',
      head: t('who'),
      cell: (row) => <AcquirerName id={row.acquirerId} name={row.acquirerName} by={by} />,
      phone: 'title',
    },
    sum('ours', (row) => row.oursMinor),
    sum('terminal', (row) => row.terminalMinor),
    { ...sum('acquirer', (row) => row.acquirerMinor), phone: 'amount' },
    {
      key: 'verdict',
      head: t('verdict'),
      cell: ({ verdict }) => <Pill {...LOOKS[verdict]}>{t(verdict)}</Pill>,
      phone: 'state',
    },
  ];
  return (
    <DataTable
      caption={t('title')}
      columns={columns}
      rows={rows}
      rowKey={(row) => `${row.currency} ${row.acquirerId}`}
      empty={null}
    />
  );
}
