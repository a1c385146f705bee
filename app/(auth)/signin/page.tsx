import type { Metadata } from 'next';
import Link from 'next/link';
import { getTranslations } from 'next-intl/server';
import { chooseLocale } from '#app/locale-action.ts';
import { SignInForm } from '#components/auth/sign-in-form.tsx';
import { ClientMessages } from '#components/i18n/client-messages.tsx';
import { LanguageSwitch } from '#components/i18n/language-switch.tsx';
import { Logo } from '#components/layout/logo.tsx';
import { safePath } from '#server/auth/safe-path.ts';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('signIn');
  return { title: t('title') };
}

export default async function SignInPage({ searchParams }: PageProps<'/signin'>) {
  const t = await getTranslations('signIn');
  const forgot = await getTranslations('join.forgot');
  const common = await getTranslations('common');
  const { callbackUrl } = await searchParams;
  return (
    <div className="grid min-h-dvh grid-rows-[1fr_auto] justify-items-center px-4">
      <main className="w-full max-w-[22rem] self-center py-10">
        <div className="mb-6 flex items-center gap-3">
          <Logo className="size-9" />
          <div>
            <p className="font-semibold text-lg leading-5 tracking-[-0.01em]">{common('productName')}</p>
            <p className="text-ink-soft text-sm">{common('productLine')}</p>
          </div>
        </div>
        <div className="rounded-xl border bg-surface p-6 shadow-raised max-sm:p-5">
          <h1 className="text-xl tracking-[-0.01em]">{t('title')}</h1>
          <p className="mb-5 text-ink-soft">{t('lead')}</p>
          <ClientMessages also={['signIn']}>
            <SignInForm goTo={safePath(callbackUrl)} />
          </ClientMessages>
          <p className="mt-4 text-sm">
            <Link href="/forgot" prefetch={false} className="underline underline-offset-2 max-md:py-3">
              {forgot('link')}
            </Link>
          </p>
        </div>
      </main>
      <footer className="py-5">
        <LanguageSwitch action={chooseLocale} />
      </footer>
    </div>
  );
}
