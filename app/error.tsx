'use client';

import { useTranslations } from 'next-intl';
import { Failure } from '#components/layout/failure.tsx';

/** What is shown in place of a page that threw. The reason is in the server's log under the digest, never here. */
export default function PageFailure({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  const t = useTranslations('failure');
  const texts = { title: t('title'), text: t('text'), code: t('code'), action: t('action') };
  return <Failure texts={texts} digest={error.digest} retry={reset} />;
}
