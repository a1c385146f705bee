import type { ReactNode } from 'react';
import { LiveReads } from '#components/live/live-reads.tsx';
import { orNotFound } from '#server/auth/or-not-found.ts';
import { pageContext } from '#server/auth/page-context.ts';
import { requireRun } from '#server/end-of-day/get-report.ts';

type RunLayoutProps = { children: ReactNode; params: Promise<{ merchant: string; runId: string }> };

/** Asked before the first byte leaves, so that a run that is not there is answered with 404, not with a skeleton. */
export default async function RunLayout({ children, params }: RunLayoutProps) {
  const { merchant, runId } = await params;
  await orNotFound(requireRun(await pageContext(merchant, 'reports:see'), runId));
  return <LiveReads>{children}</LiveReads>;
}
