import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { Alert } from '#components/ui/alert.tsx';
import { buttonLook } from '#components/ui/button.tsx';

/** What has no clear result or is still under way; nothing when all is settled. */
export function OpenNotice({
  merchant,
  open,
}: {
  merchant: string;
  open: { running: number; unknown: number };
}) {
  const t = useTranslations('home');
  const href = `/${merchant}/unresolved`;
  if (open.unknown > 0) {
    return (
      <Alert
        kind="warning"
        title={t('unresolved.title', { count: open.unknown })}
        action={
          <Link href={href} prefetch={false} className={buttonLook('secondary')}>
            {t('unresolved.action')}
          </Link>
        }
      >
        {t('unresolved.text', { count: open.unknown })}
      </Alert>
    );
  }
  if (open.running === 0) return null;
  return (
    <Alert
      kind="info"
      title={t('running.title', { count: open.running })}
      action={
        <Link href={href} prefetch={false} className={buttonLook('secondary')}>
          {t('running.action')}
        </Link>
      }
    />
  );
}
