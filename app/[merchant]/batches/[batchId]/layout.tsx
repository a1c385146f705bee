import type { ReactNode } from 'react';
import { orNotFound } from '#server/auth/or-not-found.ts';
import { pageContext } from '#server/auth/page-context.ts';
import { requireBatch } from '#server/batches/get-batch.ts';

type BatchLayoutProps = { children: ReactNode; params: Promise<{ merchant: string; batchId: string }> };

/** Asked before the first byte leaves, so that a batch that is not there is answered with 404, not with a skeleton. */
export default async function BatchLayout({ children, params }: BatchLayoutProps) {
  const { merchant, batchId } = await params;
  await orNotFound(requireBatch(await pageContext(merchant, 'reports:see'), batchId));
  return children;
}
