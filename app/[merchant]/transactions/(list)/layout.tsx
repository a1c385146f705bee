import type { ReactNode } from 'react';
import { LiveReads } from '#components/live/live-reads.tsx';

/** The list counts itself, again and again. */
export default function ListLayout({ children }: { children: ReactNode }) {
  return <LiveReads>{children}</LiveReads>;
}
