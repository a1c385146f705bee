import type { ReactNode } from 'react';
import { LiveReads } from '#components/live/live-reads.tsx';
import { loadLink } from './load-link.ts';

type LinkLayoutProps = { children: ReactNode; params: Promise<{ merchant: string; id: string }> };

/** Asked before the first byte leaves, so that a link that is not there is answered with 404, not with a skeleton. */
export default async function LinkLayout({ children, params }: LinkLayoutProps) {
  const { merchant, id } = await params;
  await loadLink(merchant, id);
  return <LiveReads>{children}</LiveReads>;
}
