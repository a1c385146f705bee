import Link from 'next/link';
import { useLocale, useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Amount } from '#components/money/amount.tsx';
import { type Column, DataTable } from '#components/tables/data-table.tsx';
import { formatDay } from '#components/time/format-time.ts';
import type { Payout } from '#server/payment-links/list-payouts.ts';

type PayoutTableProps = {
  /** The merchant's address. */
  merchant: string;
  rows: Payout[];
  /** All days together, per currency. */
  totals: Omit<Payout, 'day'>[];
  empty: ReactNode;
};

/** A line of the table: a day, or all of them together. */
type Line = Omit<Payout, 'day'> & Partial<Pick<Payout, 'day'>> & { isTotal: boolean };

/** What is expected on each day, and how it comes about; a day leads to its payments. Currencies never meet. */
export function PayoutTable({ merchant, rows, totals, empty }: PayoutTableProps) {
  const t = useTranslations('paymentLink.payouts');
  const locale = useLocale();
  const lines: Line[] = [
    ...rows.map((row) => ({ ...row, isTotal: false })),
    ...totals.map((total) => ({ ...total, isTotal: true })),
  ];
  const money = (key: 'paidMinor' | 'payoutMinor') => (line: Line) => (
    <Amount money={{ minor: line[key], currency: line.currency }} />
  );
  const less = (key: 'commissionMinor' | 'feeMinor' | 'refundedMinor') => (line: Line) =>
    line[key] === 0 ? '–' : <Amount money={{ minor: -line[key], currency: line.currency }} />;
  const columns: Column<Line>[] = [
    {
      key: 'day',
      head: t('day'),
      cell: (line) => <Day line={line} merchant={merchant} locale={locale} />,
      phone: 'title',
    },
    { key: 'count', head: t('count'), cell: (line) => line.count, align: 'end', phone: 'hidden' },
    { key: 'paid', head: t('paid'), cell: money('paidMinor'), align: 'end', phone: 'hidden' },
    {
      key: 'commission',
      head: t('commission'),
      cell: less('commissionMinor'),
      align: 'end',
      phone: 'hidden',
    },
    { key: 'fee', head: t('fee'), cell: less('feeMinor'), align: 'end', phone: 'hidden' },
    ...(rows.some((row) => row.blockedMinor > 0)
      ? [
          {
            key: 'blocked',
            head: t('blocked'),
            cell: ({ blockedMinor, currency }: Line) => <Amount money={{ minor: blockedMinor, currency }} />,
            align: 'end' as const,
            phone: 'hidden' as const,
          },
        ]
      : []),
    { key: 'payout', head: t('payout'), cell: money('payoutMinor'), align: 'end', phone: 'hidden' },
    { key: 'refunded', head: t('refunded'), cell: less('refundedMinor'), align: 'end', phone: 'hidden' },
    {
      key: 'expected',
      head: t('expected'),
      cell: ({ expectedMinor, currency }) => (
        <span className="font-semibold">
          <Amount money={{ minor: expectedMinor, currency }} />
        </span>
      ),
      align: 'end',
      phone: 'amount',
    },
  ];
  return (
    <DataTable
      caption={t('caption')}
      columns={columns}
      rows={lines}
      rowKey={(line) => `${line.isTotal ? 'total' : (line.day ?? 'none')} ${line.currency}`}
      empty={empty}
    />
  );
}

function Day({ line, merchant, locale }: { line: Line; merchant: string; locale: 'tr' | 'en' | 'fr' }) {
  const t = useTranslations('paymentLink.payouts');
  if (line.isTotal)
    return (
      <span className="font-semibold">
        {t('total')} {line.currency}
      </span>
    );
  return (
    <Link
      href={`/${merchant}/payment-links?payout=${line.day ?? 'none'}`}
      prefetch={false}
      className="underline underline-offset-2"
    >
      {line.day ? formatDay(line.day, locale) : t('noDay')}
    </Link>
  );
}
