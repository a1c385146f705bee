import { cookies } from 'next/headers';
import { redirect } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { Logo } from '#components/layout/logo.tsx';
import { LAST_MERCHANT_COOKIE, merchantToOpen } from '#server/auth/last-merchant.ts';
import { pagePerson } from '#server/auth/page-context.ts';

/**
 * The way in: to the merchant opened last in this browser while the person belongs to it, else to their first by name. Who works
 * for none is told so.
 */
export default async function StartPage() {
  const [{ merchants }, jar] = await Promise.all([pagePerson(), cookies()]);
  const merchant = merchantToOpen(merchants, jar.get(LAST_MERCHANT_COOKIE)?.value);
  if (merchant) redirect(`/${merchant.slug}`);
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
