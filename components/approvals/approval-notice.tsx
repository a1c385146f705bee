import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { Alert } from '#components/ui/alert.tsx';
import { buttonLook } from '#components/ui/button.tsx';

/** How many requests of others wait for this person's answer; nothing when there are none. */
export function ApprovalNotice({ merchant, count }: { merchant: string; count: number }) {
  const t = useTranslations('approvals.notice');
  if (count === 0) return null;
  return (
    <Alert
      kind="info"
      title={t('title', { count })}
      action={
        <Link href={`/${merchant}/approvals`} prefetch={false} className={buttonLook('secondary')}>
          {t('action')}
        </Link>
      }
    >
      {t('text')}
    </Alert>
  );
}
