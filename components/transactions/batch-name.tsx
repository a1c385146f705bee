import Link from 'next/link';
import { useTranslations } from 'next-intl';

/** A batch as one refers to it: its number if it has one yet, and how it stands. */
export function BatchName({
  batch,
  href,
}: {
  batch: { number: string | null; state: 'open' | 'closing' | 'closing_unknown' | 'ended' | 'closed' };
  /** Its page, for those who may see it. */
  href?: string;
}) {
  const t = useTranslations('transactions.detail');
  const name = batch.number ? t('batchNumber', { number: batch.number }) : t('batchUnnumbered');
  return (
    <span>
      {href ? (
        <Link href={href} prefetch={false} className="underline underline-offset-2">
          {name}
        </Link>
      ) : (
        name
      )}{' '}
      <span className="text-ink-soft">({t(`batchState.${batch.state}`)})</span>
    </span>
  );
}
