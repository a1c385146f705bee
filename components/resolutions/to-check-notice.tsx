import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { Alert } from '#components/ui/alert.tsx';
import { buttonLook } from '#components/ui/button.tsx';

/** How many decisions of others wait for this person's look; nothing when there are none. */
export function ToCheckNotice({ merchant, count }: { merchant: string; count: number }) {
  const t = useTranslations('home.toCheck');
  if (count === 0) return null;
  return (
    <Alert
      kind="info"
      title={t('title', { count })}
      action={
        <Link href={`/${merchant}/unresolved`} prefetch={false} className={buttonLook('secondary')}>
          {t('action')}
        </Link>
      }
    >
      {t('text')}
    </Alert>
  );
}
