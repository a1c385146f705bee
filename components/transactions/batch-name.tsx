import { useTranslations } from 'next-intl';

/** A batch as one refers to it: its number if it has one yet, and how it stands. */
export function BatchName({
  batch,
}: {
  batch: { number: string | null; state: 'open' | 'closing' | 'closing_unknown' | 'closed' };
}) {
  const t = useTranslations('transactions.detail');
  return (
    <span>
      {batch.number ? t('batchNumber', { number: batch.number }) : t('batchUnnumbered')}{' '}
      <span className="text-ink-soft">({t(`batchState.${batch.state}`)})</span>
    </span>
  );
}
