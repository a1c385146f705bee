import { useLocale, useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { StatePill } from '#components/state/state-pill.tsx';
import { type Column, DataTable } from '#components/tables/data-table.tsx';
import { formatDay } from '#components/time/format-time.ts';
import { Instant } from '#components/time/instant.tsx';
import type { ListedTransaction } from '#server/transactions/listed.ts';
import type { ListedFacts } from '#server/transactions/listed-facts.ts';
import type { ListColumn, ListView } from './list-view.ts';
import { TransactionAmount } from './transaction-amount.tsx';
import { CardEnding, Kind } from './transaction-table.tsx';

/** A row of the list, with what its columns may show. */
export type ListTableRow = ListedTransaction & ListedFacts;

type ListTableProps = {
  /** The merchant's address. */
  merchant: string;
  timeZone: string;
  rows: ListTableRow[];
  view: ListView;
  /** Names of the people who work here, by id. */
  people: ReadonlyMap<string, string>;
  /** Numbers of the batches of the rows, by id, where they are shown. */
  batchNumbers: ReadonlyMap<string, string | null>;
  /** What banks are called, by id, as far as anybody told. */
  acquirers: ReadonlyMap<string, string>;
  /** The row that is open beside the list. */
  openId: string | null;
  empty: ReactNode;
};

/** So many chosen columns stand beside time, state and amount in a window of usual width. */
const ROOMY = 5;

/** The list of transactions as a person wants it; a row leads to its transaction. On a phone the first columns alone. */
export function ListTable({ merchant, timeZone, rows, view, openId, empty, ...names }: ListTableProps) {
  const t = useTranslations('transactions');
  const chosen = useColumns(names);
  // Beside an open transaction there is room for two lines: when and how much, what and how it stands.
  const isNarrow = openId !== null;
  const what: Column<ListTableRow> = {
    key: 'what',
    head: chosen.kind.head,
    cell: (row) => <What row={row} />,
  };
  const columns: Column<ListTableRow>[] = [
    {
      key: 'time',
      head: (
        <>
          {t('head.time')} <span className="font-normal">({timeZone})</span>
        </>
      ),
      cell: (row) => <Instant at={row.createdAt} timeZone={timeZone} />,
      phone: 'title',
    },
    ...(isNarrow ? [what] : view.columns.map((key) => ({ ...chosen[key], key }))),
    { key: 'state', head: t('head.state'), cell: (row) => <StatePill state={row.status} />, phone: 'state' },
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
      id="transactions"
      caption={t('caption')}
      columns={columns}
      rows={rows}
      rowKey={(row) => row.id}
      rowHref={(row) => `/${merchant}/transactions/${row.id}`}
      isSelected={(row) => row.id === openId}
      density={view.density}
      layout={isNarrow ? 'cards' : undefined}
      isWide={view.columns.length > ROOMY}
      empty={empty}
    />
  );
}

function What({ row }: { row: ListTableRow }) {
  return (
    <>
      <Kind row={row} />{' '}
      <span className="font-mono text-xs">
        <CardEnding row={row} />
      </span>
    </>
  );
}

type Chosen = Omit<Column<ListTableRow>, 'key'>;

/** The columns a person can choose. */
function useColumns({
  people,
  batchNumbers,
  acquirers,
}: Pick<ListTableProps, 'people' | 'batchNumbers' | 'acquirers'>) {
  const t = useTranslations('transactions');
  const heads = useTranslations('find.columns');
  const environments = useTranslations('find.environment');
  const locale = useLocale();
  const code = (key: ListColumn, cell: Chosen['cell']): Chosen => ({
    head: heads(key),
    cell,
    mono: true,
    quiet: true,
    phone: 'hidden',
  });
  const word = (key: ListColumn, cell: Chosen['cell']): Chosen => ({
    head: heads(key),
    cell,
    quiet: true,
    phone: 'hidden',
  });
  const columns: Record<ListColumn, Chosen> = {
    kind: { head: heads('kind'), cell: (row) => <Kind row={row} /> },
    card: { head: heads('card'), cell: (row) => <CardEnding row={row} />, mono: true },
    cardType: word('cardType', (row) => row.cardType && t(`detail.cardTypes.${row.cardType}`)),
    installments: {
      ...word('installments', (row) => (row.installmentCount > 1 ? row.installmentCount : null)),
      align: 'end',
    },
    device: {
      head: heads('device'),
      cell: (row) => `${row.device.label} · ${row.device.branchName}`,
      quiet: true,
    },
    person: word('person', (row) => people.get(row.createdBy)),
    batch: code('batch', (row) => row.batchId && batchNumbers.get(row.batchId)),
    authCode: code('authCode', (row) => row.authCode),
    rrn: code('rrn', (row) => row.rrn),
    stan: code('stan', (row) => row.stan),
    reference: code('reference', (row) => row.reference),
    paymentNumber: code('paymentNumber', (row) => row.providerPaymentId),
    acquirer: word(
      'acquirer',
      ({ acquirerId, acquirerName }) => acquirerName ?? acquirers.get(acquirerId ?? '') ?? acquirerId,
    ),
    businessDate: word('businessDate', (row) => formatDay(row.businessDate, locale)),
    environment: word('environment', (row) => environments(row.environment)),
  };
  return columns;
}
