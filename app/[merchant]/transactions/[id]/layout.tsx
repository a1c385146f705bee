import type { ReactNode } from 'react';
import { loadTransaction } from './load-transaction.ts';

type DetailLayoutProps = { children: ReactNode; params: Promise<{ merchant: string; id: string }> };

/** Asked before the first byte leaves, so that a transaction that is not there is answered with 404, not with a skeleton. */
export default async function DetailLayout({ children, params }: DetailLayoutProps) {
  const { merchant, id } = await params;
  await loadTransaction(merchant, id);
  return children;
}
