import { useTranslations } from 'next-intl';
import { NoticePage } from '#components/layout/notice-page.tsx';

/** What a person sees whose role does not include the page; answered with status 403. */
export default function ForbiddenPage() {
  const t = useTranslations('refusal.page');
  return <NoticePage texts={{ title: t('title'), text: t('text'), action: t('action') }} />;
}
