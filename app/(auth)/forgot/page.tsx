import type { Metadata } from 'next';
import Link from 'next/link';
import { getTranslations } from 'next-intl/server';
import { chooseLocale } from '#app/locale-action.ts';
import { EntryFrame } from '#components/auth/entry-frame.tsx';
import { ForgotForm } from '#components/auth/forgot-form.tsx';
import { ClientMessages } from '#components/i18n/client-messages.tsx';
import { LanguageSwitch } from '#components/i18n/language-switch.tsx';
import { Alert } from '#components/ui/alert.tsx';
import { getRuntime } from '#server/runtime/runtime.ts';
import { forgotPasswordAction } from '../actions.ts';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('join.forgot');
  return { title: t('title') };
}

/** Where somebody has a letter sent who cannot sign in any more. Answers everybody the same. */
export default async function ForgotPage() {
  const t = await getTranslations('join.forgot');
  const { mail } = getRuntime();
  return (
    <EntryFrame title={t('title')} lead={t('lead')} footer={<LanguageSwitch action={chooseLocale} />}>
      <ClientMessages also={['join', 'signIn']}>
        {mail ? <ForgotForm action={forgotPasswordAction} /> : <Alert kind="warning">{t('noMail')}</Alert>}
      </ClientMessages>
      <p className="mt-5 text-sm">
        <Link href="/signin" className="underline underline-offset-2">
          {t('back')}
        </Link>
      </p>
    </EntryFrame>
  );
}
