'use client';

import { ChevronDown } from 'lucide-react';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useInFlight } from '#components/live/in-flight.ts';
import type { LiveSplitEntry } from '#components/live/live-split-sale.ts';
import type { LiveTransaction } from '#components/live/live-transaction.ts';
import { Amount } from '#components/money/amount.tsx';
import { SplitPill } from '#components/split-sales/split-pill.tsx';
import { StatePill } from '#components/state/state-pill.tsx';
import { Elapsed } from '#components/time/elapsed.tsx';
import { TransactionAmount } from './transaction-amount.tsx';

/** What the person started and is not over, on every page: leaving a waiting payment loses nothing. */
export function Dock({ merchant }: { merchant: string }) {
  const t = useTranslations('transactions.dock');
  const pathname = usePathname();
  const data = useInFlight(merchant);
  const [isHidden, setHidden] = useState<string>('');
  // The page of an operation shows it larger, and a split sale stands for its payments.
  const mine = (data?.mine ?? []).filter(
    (one) =>
      // A link waits for somebody who is not here, for half an hour: it is followed on its own page.
      !(one.device.isOnline && one.kind === 'sale') &&
      pathname !== hrefOf(merchant, one) &&
      !data?.mySplitSales.some((splitSale) => splitSale.id === one.splitSaleId),
  );
  const splitSales = (data?.mySplitSales ?? []).filter((one) => pathname !== splitHref(merchant, one));
  // Hiding holds for what was shown; something new comes back into sight.
  const shown = [...splitSales, ...mine].map((one) => one.id).join(' ');
  if (!data || shown === '' || isHidden === shown) return null;
  return (
    <aside
      aria-label={t('label')}
      data-frame
      className="fixed right-4 bottom-4 z-30 w-80 max-w-[calc(100%-2rem)] animate-from-below overflow-hidden rounded-lg border bg-surface shadow-floating max-md:bottom-[calc(4.5rem+env(safe-area-inset-bottom))]"
    >
      <header className="flex items-center gap-2 border-b bg-sunken py-1 pr-1 pl-3 text-sm">
        <h2 className="flex-1">{t('title')}</h2>
        <button
          type="button"
          onClick={() => setHidden(shown)}
          className="grid size-7 place-items-center rounded-sm text-ink-soft hover:bg-hover max-md:size-11"
        >
          <ChevronDown aria-hidden className="size-4" />
          <span className="sr-only">{t('hide')}</span>
        </button>
      </header>
      <ul className="max-h-64 overflow-y-auto">
        {splitSales.map((one) => (
          <li key={one.id} className="border-b last:border-b-0">
            <SplitEntry merchant={merchant} splitSale={one} at={data.at} />
          </li>
        ))}
        {mine.map((one) => (
          <li key={one.id} className="border-b last:border-b-0">
            <Entry merchant={merchant} transaction={one} at={data.at} />
          </li>
        ))}
      </ul>
    </aside>
  );
}

function Entry({
  merchant,
  transaction,
  at,
}: {
  merchant: string;
  transaction: LiveTransaction;
  at: string;
}) {
  return (
    <Link
      href={hrefOf(merchant, transaction)}
      prefetch={false}
      className="grid grid-cols-[1fr_auto] gap-x-3 gap-y-0.5 px-3 py-2 text-sm -outline-offset-2 hover:bg-hover"
    >
      <span className="font-medium">
        <TransactionAmount kind={transaction.kind} amount={transaction.amount} />
      </span>
      <StatePill state={transaction.status} />
      <span className="truncate text-ink-soft">{transaction.device.label}</span>
      <span className="text-right text-ink-soft">
        <Elapsed since={transaction.createdAt} until={transaction.settledAt} serverNow={at} />
      </span>
    </Link>
  );
}

function SplitEntry({
  merchant,
  splitSale,
  at,
}: {
  merchant: string;
  splitSale: LiveSplitEntry;
  at: string;
}) {
  return (
    <Link
      href={splitHref(merchant, splitSale)}
      prefetch={false}
      className="grid grid-cols-[1fr_auto] gap-x-3 gap-y-0.5 px-3 py-2 text-sm -outline-offset-2 hover:bg-hover"
    >
      <span className="font-medium">
        <Amount money={splitSale.amount} />
      </span>
      <SplitPill state={splitSale.state} />
      <span className="truncate text-ink-soft">{splitSale.device.label}</span>
      <span className="text-right text-ink-soft">
        <Elapsed since={splitSale.createdAt} until={splitSale.endedAt} serverNow={at} />
      </span>
    </Link>
  );
}

function splitHref(merchant: string, splitSale: LiveSplitEntry): string {
  return `/${merchant}/split-sales/${splitSale.id}`;
}

function hrefOf(merchant: string, transaction: LiveTransaction): string {
  return `/${merchant}/transactions/${transaction.id}`;
}
