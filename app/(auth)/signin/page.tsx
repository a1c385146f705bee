import type { Metadata } from 'next';
import { headers } from 'next/headers';
import Link from 'next/link';
import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { chooseLocale } from '#app/locale-action.ts';
import { EntryFrame } from '#components/auth/entry-frame.tsx';
import { SignInForm } from '#components/auth/sign-in-form.tsx';
import { withReturn } from '#components/auth/with-return.ts';
import { ClientMessages } from '#components/i18n/client-messages.tsx';
import { LanguageSwitch } from '#components/i18n/language-switch.tsx';
import { Alert } from '#components/ui/alert.tsx';
import { buttonLook } from '#components/ui/button.tsx';
import { underOwnName } from '#server/auth/own-name.ts';
import { safePath } from '#server/auth/safe-path.ts';
import { getRuntime } from '#server/runtime/runtime.ts';
import { SIGN_ON_REFUSALS } from '#server/single-sign-on/sign-on.ts';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('signIn');
  return { title: t('title') };
}

export default async function SignInPage({ searchParams }: PageProps<'/signin'>) {
  const t = await getTranslations('signIn');
  const forgot = await getTranslations('join.forgot');
  const { callbackUrl, sso: came, ended } = await searchParams;
  const goTo = safePath(callbackUrl);
  const { config } = getRuntime();
  const refusal = SIGN_ON_REFUSALS.find((why) => why === came);
  const host = (await headers()).get('host');
  // The proxy cannot do it: there the framework takes the two names of this machine for one.
  const ours = underOwnName(config.publicUrl, host, withReturn('/signin', goTo));
  if (ours) redirect(ours);
  return (
    <EntryFrame title={t('title')} lead={t('lead')} footer={<LanguageSwitch action={chooseLocale} />}>
      <ClientMessages also={['signIn']}>
        {config.sso && refusal && (
          <div className="mb-4">
            <Alert kind="warning">{t(`sso.refusals.${refusal}`, { label: config.sso.label })}</Alert>
          </div>
        )}
        {ended !== undefined && (
          <div className="mb-4">
            <Alert kind="info">{t('ended')}</Alert>
          </div>
        )}
        <SignInForm goTo={goTo} />
      </ClientMessages>
      {config.sso && (
        // No link of the framework: it would ask for it before anybody presses.
        <a
          href={withReturn('/api/sso/start', goTo)}
          className={`${buttonLook('secondary', 'lg')} mt-3 w-full`}
        >
          {t('sso.start', { label: config.sso.label })}
        </a>
      )}
      <p className="mt-4 text-sm">
        <Link href="/forgot" prefetch={false} className="underline underline-offset-2 max-md:py-3">
          {forgot('link')}
        </Link>
      </p>
    </EntryFrame>
  );
}
