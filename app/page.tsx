import { redirect } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { Logo } from '#components/layout/logo.tsx';
import { pagePerson } from '#server/auth/page-context.ts';

/** The way in: to the first merchant of the person, by name. Who works for none is told so. */
export default async function StartPage() {
  const { merchants } = await pagePerson();
  const first = merchants.at(0);
  if (first) redirect(`/${first.slug}`);
  return <NoMerchant />;
}

function NoMerchant() {
  const t = useTranslations('home.noMerchant');
  return (
    <main className="grid min-h-dvh place-items-center px-6">
      <div className="grid max-w-md justify-items-center gap-2 text-center">
        <Logo className="mb-2 size-10" />
        <h1 className="text-xl">{t('title')}</h1>
        <p className="text-ink-soft">{t('text')}</p>
      </div>
    </main>
  );
}
