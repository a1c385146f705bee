import { useLocale, useTranslations } from 'next-intl';
import { Amount } from '#components/money/amount.tsx';
import { type Column, DataTable } from '#components/tables/data-table.tsx';
import { PhoneHead } from '#components/tables/phone-head.tsx';
import { Elapsed } from '#components/time/elapsed.tsx';
import { formatInstant } from '#components/time/format-time.ts';
import type { UnfinishedSplitSale } from '#server/split-sales/list-split-sales.ts';
import { SplitPill } from './split-pill.tsx';

type UnfinishedTableProps = {
  merchant: string;
  timeZone: string;
  rows: UnfinishedSplitSale[];
  /** The server's clock when the rows were read. */
  at: Date;
};

/**
 * Split sales that are not over, or whose money does not add up: how long, what happens by itself, what a person can do.
 * Nothing when there are none.
 */
export function UnfinishedTable({ merchant, timeZone, rows, at }: UnfinishedTableProps) {
  const t = useTranslations('splitSale');
  if (rows.length === 0) return null;
  const columns: Column<UnfinishedSplitSale>[] = [
    {
      key: 'device',
      head: t('unfinished.device'),
      cell: (row) => (
        <>
          {t('kind')} · {row.device.label}
        </>
      ),
      phone: 'title',
    },
    {
      key: 'state',
      head: t('unfinished.state'),
      cell: (row) => <SplitPill state={row.state} />,
      phone: 'state',
    },
    {
      key: 'age',
      head: t('unfinished.age'),
      cell: (row) => <Elapsed since={row.createdAt} until={row.endedAt} serverNow={at} />,
    },
    {
      key: 'remaining',
      head: t('unfinished.remaining'),
      cell: (row) => (
        <>
          <PhoneHead>{t('unfinished.remaining')}</PhoneHead>
          <Amount money={row.remaining} />
        </>
      ),
      align: 'end',
    },
    {
      key: 'next',
      head: t('unfinished.next'),
      cell: (row) => <Next row={row} at={at} timeZone={timeZone} />,
    },
    {
      key: 'person',
      head: t('unfinished.person'),
      cell: (row) => (
        <span className={row.isContradicted ? 'text-stopped' : undefined}>
          {t(`person.${personStep(row)}`)}
        </span>
      ),
    },
    {
      key: 'amount',
      head: t('unfinished.amount'),
      cell: (row) => <Amount money={row.amount} />,
      align: 'end',
      phone: 'amount',
    },
  ];
  return (
    <section aria-labelledby="unfinished" className="mt-6">
      <h2 id="unfinished" className="mb-2 text-base">
        {t('unfinished.title')}
      </h2>
      <DataTable
        caption={t('unfinished.caption')}
        columns={columns}
        rows={rows}
        rowKey={(row) => row.id}
        rowHref={(row) => `/${merchant}/split-sales/${row.id}`}
        empty={null}
      />
    </section>
  );
}

function Next({ row, at, timeZone }: { row: UnfinishedSplitSale; at: Date; timeZone: string }) {
  const t = useTranslations('splitSale.next');
  const locale = useLocale();
  const { next } = row;
  if (next.kind !== 'ask') return t(next.kind);
  if (next.at <= at) return t('askNow');
  return t('askAt', { time: formatInstant(next.at, timeZone, locale, 'clock') });
}

function personStep(row: UnfinishedSplitSale): 'pay' | 'complete' | 'wait' | 'ask' | 'giveBack' | 'clearUp' {
  if (row.isContradicted) return 'clearUp';
  if (row.next.kind !== 'person') return 'wait';
  if (row.state === 'giving_up') return 'giveBack';
  if (row.state === 'completion_unknown') return 'ask';
  if (row.state !== 'open') return 'wait';
  return row.remaining.minor === 0 ? 'complete' : 'pay';
}
