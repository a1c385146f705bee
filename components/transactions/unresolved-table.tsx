import { useLocale, useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { StatePill } from '#components/state/state-pill.tsx';
import { type Column, DataTable } from '#components/tables/data-table.tsx';
import { Elapsed } from '#components/time/elapsed.tsx';
import { formatInstant } from '#components/time/format-time.ts';
import type { AutomaticStep, UnresolvedTransaction } from '#server/transactions/list-unresolved.ts';
import { isReviewed } from './ladder-steps.ts';
import { toReason } from './reason.ts';
import { TransactionAmount } from './transaction-amount.tsx';
import { Kind } from './transaction-table.tsx';

type UnresolvedTableProps = {
  merchant: string;
  timeZone: string;
  rows: UnresolvedTransaction[];
  /** The server's clock when the rows were read. */
  at: Date;
  /** The button that has the provider asked about a row; null where it may not be pressed or would do nothing. */
  ask: (row: UnresolvedTransaction) => ReactNode;
  /** The way to a person's decision about a row; null where there is nothing to decide or the role does not include it. */
  decide?: (row: UnresolvedTransaction) => ReactNode;
  empty: ReactNode;
};

/** Everything whose outcome is open: how long, why, what happens by itself and when, and what a person can do. */
export function UnresolvedTable({ merchant, timeZone, rows, at, ask, decide, empty }: UnresolvedTableProps) {
  const t = useTranslations('transactions');
  const columns: Column<UnresolvedTransaction>[] = [
    {
      key: 'kind',
      head: t('head.kind'),
      cell: (row) => (
        <>
          <Kind row={row} /> · {row.device.label}
        </>
      ),
      phone: 'title',
    },
    {
      key: 'state',
      head: t('head.state'),
      cell: (row) => <StatePill state={row.status} />,
      phone: 'state',
    },
    {
      key: 'age',
      head: t('unresolved.age'),
      cell: (row) => <Elapsed since={row.createdAt} serverNow={at} />,
    },
    { key: 'why', head: t('unresolved.why'), cell: (row) => <Why row={row} />, phone: 'wide' },
    {
      key: 'next',
      head: t('unresolved.next'),
      cell: (row) => <Next row={row} at={at} timeZone={timeZone} />,
      phone: 'wide',
    },
    {
      key: 'person',
      head: t('unresolved.person'),
      cell: (row) => (
        <div className="grid gap-1.5 py-1.5">
          <span>{t(`person.${isReported(row) ? 'report' : personStep(row)}`)}</span>
          <span className="flex flex-wrap gap-1.5 empty:hidden">
            {ask(row)}
            {decide?.(row)}
          </span>
        </div>
      ),
      phone: 'wide',
    },
    {
      key: 'amount',
      head: t('head.amount'),
      cell: (row) => <TransactionAmount kind={row.kind} amount={row.amount} />,
      align: 'end',
      phone: 'amount',
    },
  ];
  return (
    <DataTable
      caption={t('unresolved.caption')}
      columns={columns}
      rows={rows}
      rowKey={(row) => row.id}
      rowHref={(row) => `/${merchant}/transactions/${row.id}`}
      empty={empty}
    />
  );
}

function Why({ row }: { row: UnresolvedTransaction }) {
  const t = useTranslations();
  const reason = toReason(row.outcome?.reason);
  if (row.doubt === 'contradiction') return t('transactions.unresolved.contradicted');
  if (row.doubt === 'late') return t('transactions.unresolved.late');
  if (reason) return t(`reason.${reason}.why`);
  if (isOpenPage(row)) return t('transactions.unresolved.whyOnline');
  return isReported(row) ? t('transactions.unresolved.whyReport') : t(`state.${row.status}.why`);
}

function Next({ row, at, timeZone }: { row: UnresolvedTransaction; at: Date; timeZone: string }) {
  const t = useTranslations('transactions');
  const isAsked = row.device.canQuery && (row.state === 'unknown' || row.state === 'awaiting');
  return (
    <>
      <StepWords step={row.next} isOnline={row.device.isOnline} at={at} timeZone={timeZone} />
      {isAsked && (
        <span className="block text-ink-soft text-xs">{t('ladder.asked', { count: row.queryCount })}</span>
      )}
    </>
  );
}

function StepWords({
  step,
  isOnline,
  at,
  timeZone,
}: {
  step: AutomaticStep;
  isOnline: boolean;
  at: Date;
  timeZone: string;
}) {
  const t = useTranslations('transactions.next');
  const locale = useLocale();
  const clock = (instant: Date) => ({ time: formatInstant(instant, timeZone, locale, 'clock') });
  switch (step.kind) {
    case 'ask':
      return step.at <= at ? t('askNow') : t('askAt', clock(step.at));
    case 'callback':
    case 'doubt':
      return t(step.kind, clock(step.at));
    case 'answer':
      return t(isOnline ? 'answerOnline' : 'answer');
    default:
      return t(step.kind);
  }
}

/** What is taken back is with the provider alone, which reports it: nobody has to present a card. */
function isReported(row: UnresolvedTransaction): boolean {
  return row.state === 'awaiting' && (row.kind === 'void' || row.kind === 'release');
}

/** It waits for its payer, who has the link. */
function isOpenPage({ device, state, kind }: UnresolvedTransaction): boolean {
  return device.isOnline && state === 'awaiting' && kind === 'sale';
}

/** What a person can do about it; where there is no terminal, none is looked at. */
function personStep(row: UnresolvedTransaction) {
  const open = openState(row);
  if (!row.device.isOnline) return open;
  if (open === 'awaiting') return isReviewed(row) ? 'reviewOnline' : 'awaitingOnline';
  return open === 'unknown' ? 'unknownOnline' : open;
}

/** Only open or contradicted operations are listed; should one end while it is read, waiting is the safe advice. */
function openState({ state, doubt }: UnresolvedTransaction) {
  if (doubt === 'contradiction') return 'contradicted';
  if (doubt === 'late') return 'late';
  return (['created', 'sending', 'awaiting'] as const).find((open) => open === state) ?? 'unknown';
}
