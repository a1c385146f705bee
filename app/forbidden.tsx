import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { Logo } from '#components/layout/logo.tsx';
import { buttonLook } from '#components/ui/button.tsx';

/** What a person sees whose role does not include the page; answered with status 403. */
export default function ForbiddenPage() {
  const t = useTranslations('refusal.page');
  return (
    <main className="grid min-h-dvh place-items-center px-6">
      <div className="grid max-w-md justify-items-center gap-2 text-center">
        <Logo className="mb-2 size-10" />
        <h1 className="text-xl">{t('title')}</h1>
        <p className="text-ink-soft">{t('text')}</p>
        <Link href="/" className={`mt-3 ${buttonLook('primary')}`}>
          {t('action')}
        </Link>
      </div>
    </main>
  );
}
