import { ScrollText } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { Amount } from '#components/money/amount.tsx';
import { type Column, DataTable } from '#components/tables/data-table.tsx';
import { PhoneHead } from '#components/tables/phone-head.tsx';
import { Instant } from '#components/time/instant.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { Pill } from '#components/ui/pill.tsx';
import type { Money } from '#server/kernel/money.ts';

/** An entry in words. */
export type ShownEntry = {
  sequence: number;
  at: Date;
  /** A person by name; null: the product, in one of its jobs. */
  who: string | null;
  job: string | null;
  what: string;
  isRefused: boolean;
  objectId: string;
  /** What it is called, where it has a name. */
  objectName: string | null;
  objectHref: string | null;
  amount: Money | null;
  /** What else was recorded, name and value. */
  facts: string[];
};

/** Entries of the audit, newest first. `isWholeSearch`: there is nothing else that meets the search. */
export function AuditTable({
  rows,
  timeZone,
  isWholeSearch,
}: {
  rows: ShownEntry[];
  timeZone: string;
  isWholeSearch: boolean;
}) {
  const t = useTranslations('audit');
  const columns: Column<ShownEntry>[] = [
    {
      key: 'what',
      head: t('columns.what'),
      phone: 'title',
      cell: ({ what, isRefused }) => (
        <span className="inline-flex flex-wrap items-center gap-2">
          {what}
          {isRefused && <Pill tone="stopped">{t('results.refused')}</Pill>}
        </span>
      ),
    },
    {
      key: 'who',
      head: t('columns.who'),
      cell: ({ who, job }) => (who === null ? <span title={job ?? undefined}>{t('system')}</span> : who),
    },
    {
      key: 'amount',
      head: '',
      align: 'end',
      phone: 'amount',
      cell: ({ amount }) => amount && <Amount money={amount} />,
    },
    {
      key: 'object',
      head: t('columns.object'),
      mono: true,
      quiet: true,
      phone: 'wide',
      cell: ({ objectId, objectName, objectHref }) => {
        if (objectName !== null)
          return (
            <span title={objectId} className="font-sans">
              {objectName}
            </span>
          );
        if (objectHref === null) return objectId;
        return (
          <Link href={objectHref} prefetch={false} className="underline">
            {objectId}
          </Link>
        );
      },
    },
    {
      key: 'data',
      head: t('columns.data'),
      quiet: true,
      phone: 'wide',
      cell: ({ facts }) => <span className="wrap-anywhere">{facts.join(', ')}</span>,
    },
    {
      key: 'at',
      head: t('columns.at'),
      cell: ({ at }) => <Instant at={at} timeZone={timeZone} detail="full" />,
    },
    {
      key: 'number',
      head: t('columns.number'),
      align: 'end',
      quiet: true,
      cell: ({ sequence }) => (
        <>
          <PhoneHead>{t('columns.number')}</PhoneHead>
          {sequence}
        </>
      ),
    },
  ];
  return (
    <DataTable
      caption={t('caption')}
      columns={columns}
      rows={rows}
      rowKey={({ sequence }) => String(sequence)}
      empty={
        <EmptyState icon={<ScrollText />} title={isWholeSearch ? t('empty.title') : t('lookedSoFar')}>
          {t('empty.text')}
        </EmptyState>
      }
    />
  );
}
