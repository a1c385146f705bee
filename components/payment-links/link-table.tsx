import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Amount } from '#components/money/amount.tsx';
import { type Column, DataTable } from '#components/tables/data-table.tsx';
import { Instant } from '#components/time/instant.tsx';
import type { LinkView } from '#server/payment-links/link-view.ts';
import { Countdown } from './countdown.tsx';
import { LinkPill } from './link-pill.tsx';

type LinkTableProps = {
  /** The merchant's address. */
  merchant: string;
  timeZone: string;
  rows: LinkView[];
  /** The server's clock. */
  at: Date;
  empty: ReactNode;
};

/** The list of payments asked for by links; a row leads to its link. */
export function LinkTable({ merchant, timeZone, rows, at, empty }: LinkTableProps) {
  const t = useTranslations('paymentLink');
  const columns: Column<LinkView>[] = [
    {
      key: 'time',
      head: (
        <>
          {t('columns.time')} <span className="font-normal">({timeZone})</span>
        </>
      ),
      cell: ({ sale }) => <Instant at={sale.createdAt} timeZone={timeZone} />,
      phone: 'title',
    },
    {
      key: 'description',
      head: t('columns.description'),
      cell: ({ description }) => <span className="block max-w-[28ch] truncate">{description}</span>,
    },
    ...(rows.some(({ payer }) => payer !== null)
      ? [
          {
            key: 'payer',
            head: t('columns.payer'),
            cell: ({ payer }: LinkView) => payer && `${payer.name} ${payer.surname}`,
            quiet: true,
          },
        ]
      : []),
    { key: 'state', head: t('columns.state'), cell: (link) => <LinkPill link={link} />, phone: 'state' },
    {
      key: 'left',
      head: t('columns.left'),
      cell: ({ status, expiresAt }) =>
        status === 'open' && expiresAt && <Countdown until={expiresAt} serverNow={at} />,
      align: 'end',
    },
    {
      key: 'amount',
      head: t('columns.amount'),
      cell: ({ sale }) => <Amount money={sale.amount} />,
      align: 'end',
      phone: 'amount',
    },
  ];
  return (
    <DataTable
      caption={t('caption')}
      columns={columns}
      rows={rows}
      rowKey={({ sale }) => sale.id}
      rowHref={({ sale }) => `/${merchant}/payment-links/${sale.id}`}
      empty={empty}
    />
  );
}
