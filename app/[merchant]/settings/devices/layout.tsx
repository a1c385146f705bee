import type { ReactNode } from 'react';
import { pageContext } from '#server/auth/page-context.ts';

type DevicesLayoutProps = { children: ReactNode; params: Promise<{ merchant: string }> };

/** Asked before the first byte leaves, so that a role without this screen is answered with 403, not with a skeleton. */
export default async function DevicesLayout({ children, params }: DevicesLayoutProps) {
  await pageContext((await params).merchant, 'devices:manage');
  return children;
}
