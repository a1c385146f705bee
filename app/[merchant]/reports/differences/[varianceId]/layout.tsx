import type { ReactNode } from 'react';
import { orNotFound } from '#server/auth/or-not-found.ts';
import { pageContext } from '#server/auth/page-context.ts';
import { requireVariance } from '#server/end-of-day/get-variance.ts';

type VarianceLayoutProps = { children: ReactNode; params: Promise<{ merchant: string; varianceId: string }> };

/** Asked before the first byte leaves, so that a difference that is not there is answered with 404, not with a skeleton. */
export default async function VarianceLayout({ children, params }: VarianceLayoutProps) {
  const { merchant, varianceId } = await params;
  await orNotFound(requireVariance(await pageContext(merchant, 'reports:see'), varianceId));
  return children;
}
