import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { SignInForm } from '#components/auth/sign-in-form.tsx';
import { safePath } from '#server/auth/safe-path.ts';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('signIn');
  return { title: t('title') };
}

export default async function SignInPage({ searchParams }: PageProps<'/signin'>) {
  const t = await getTranslations('signIn');
  const { callbackUrl } = await searchParams;
  return (
    <>
      <h1 className="text-xl tracking-[-0.01em]">{t('title')}</h1>
      <p className="mb-5 text-ink-soft">{t('lead')}</p>
      <SignInForm goTo={safePath(callbackUrl)} />
    </>
  );
}
