import type { ReactNode } from 'react';
import { LiveReads } from '#components/live/live-reads.tsx';

/** List and detail both show what is read again while somebody looks. */
export default function TransactionsLayout({ children }: { children: ReactNode }) {
  return <LiveReads>{children}</LiveReads>;
}
