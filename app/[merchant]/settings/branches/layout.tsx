import type { ReactNode } from 'react';
import { pageContext } from '#server/auth/page-context.ts';

type BranchesLayoutProps = { children: ReactNode; params: Promise<{ merchant: string }> };

/** Asked before the first byte leaves, so that a role without this screen is answered with 403, not with a skeleton. */
export default async function BranchesLayout({ children, params }: BranchesLayoutProps) {
  await pageContext((await params).merchant, 'branches:manage');
  return children;
}
