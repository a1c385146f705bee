import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Alert } from '#components/ui/alert.tsx';
import type { ListedTransaction } from '#server/transactions/listed.ts';

type Told = { kind: ListedTransaction['kind']; status: ListedTransaction['status']; abort?: object | null };

/** Whether money moved although somebody had wished it to be stopped, and is still where it went. */
export function isApprovedAnyway({ status, abort }: Told): boolean {
  return Boolean(abort) && (status === 'approved' || status === 'partlyRefunded');
}

/** Says loudly that an operation was approved although it was asked to be stopped (F17); nothing for any other. */
export function ApprovedAnyway({
  transaction,
  action,
  live,
}: {
  transaction: Told;
  /** What takes the money back, right here. */
  action?: ReactNode;
  /** It appears while somebody is watching. */
  live?: boolean;
}) {
  const t = useTranslations('stop.anyway');
  if (!isApprovedAnyway(transaction)) return null;
  return (
    <Alert kind="error" title={t('title')} action={action} live={live}>
      {t(transaction.kind === 'refund' ? 'refund' : 'sale')}
    </Alert>
  );
}
