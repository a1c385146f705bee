'use client';

import Link from 'next/link';
import type { LiveSplitEntry } from '#components/live/live-split-sale.ts';
import type { LiveTransaction } from '#components/live/live-transaction.ts';
import { Amount } from '#components/money/amount.tsx';
import { SplitPill } from '#components/split-sales/split-pill.tsx';
import { StatePill } from '#components/state/state-pill.tsx';
import { Elapsed } from '#components/time/elapsed.tsx';
import { hrefOf, splitHref } from './dock-hrefs.ts';
import { TransactionAmount } from './transaction-amount.tsx';

type DockEntriesProps = {
  merchant: string;
  splitSales: LiveSplitEntry[];
  mine: LiveTransaction[];
  /** The server's clock when they were read. */
  at: string;
};

/** The entries of the dock. */
export default function DockEntries({ merchant, splitSales, mine, at }: DockEntriesProps) {
  return (
    <ul className="max-h-64 overflow-y-auto">
      {splitSales.map((one) => (
        <li key={one.id} className="border-b last:border-b-0">
          <SplitEntry merchant={merchant} splitSale={one} at={at} />
        </li>
      ))}
      {mine.map((one) => (
        <li key={one.id} className="border-b last:border-b-0">
          <Entry merchant={merchant} transaction={one} at={at} />
        </li>
      ))}
    </ul>
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
