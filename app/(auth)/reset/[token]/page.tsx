import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { EntryFrame } from '#components/auth/entry-frame.tsx';
import { ResetForm } from '#components/auth/reset-form.tsx';
import { ClientMessages } from '#components/i18n/client-messages.tsx';
import { readReset } from '#server/people/reset-password.ts';
import { getRuntime } from '#server/runtime/runtime.ts';
import { choosePasswordAction } from '../../actions.ts';
import { isAskedTooOften } from '../../entry-limit.ts';
import { Gone } from '../../gone.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('join.reset');
  return { title: t('title'), robots: { index: false, follow: false } };
}

/** Where somebody chooses a new password who was sent the address in a letter, in the language they read. */
export default async function ResetPage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  const person = (await isAskedTooOften()) ? null : await readReset(getRuntime(), token);
  if (!person) return <Gone />;
  const { email, locale } = person;
  const t = await getTranslations({ locale, namespace: 'join.reset' });
  return (
    <ClientMessages also={['join']} locale={locale}>
      <EntryFrame title={t('title')} lead={t('lead', { email })} lang={locale}>
        <ResetForm token={token} language={locale} email={email} action={choosePasswordAction} />
      </EntryFrame>
    </ClientMessages>
  );
}
