import type { ReactNode } from 'react';
import { pageContext } from '#server/auth/page-context.ts';

type MerchantLayoutProps = { children: ReactNode; params: Promise<{ merchant: string }> };

/** Asked before the first byte leaves, so that a role without this screen is answered with 403, not with a skeleton. */
export default async function MerchantSettingsLayout({ children, params }: MerchantLayoutProps) {
  await pageContext((await params).merchant, 'merchant:change');
  return children;
}
