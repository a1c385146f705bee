import { useTranslations } from 'next-intl';
import { NoticePage } from '#components/layout/notice-page.tsx';

/** What is shown for an address that leads to nothing of this person; answered with status 404. */
export default function NotFoundPage() {
  const t = useTranslations('common.notFound');
  return <NoticePage texts={{ title: t('title'), text: t('text'), action: t('action') }} />;
}
