import type { ReactNode } from 'react';
import { LiveReads } from '#components/live/live-reads.tsx';
import { loadSplitSale } from './load-split-sale.ts';

type SplitSaleLayoutProps = { children: ReactNode; params: Promise<{ merchant: string; id: string }> };

/** Asked before the first byte leaves, so that a split sale that is not there is answered with 404, not with a skeleton. */
export default async function SplitSaleLayout({ children, params }: SplitSaleLayoutProps) {
  const { merchant, id } = await params;
  await loadSplitSale(merchant, id);
  return <LiveReads>{children}</LiveReads>;
}
