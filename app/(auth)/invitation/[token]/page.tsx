import type { Metadata } from 'next';
import { cookies } from 'next/headers';
import Link from 'next/link';
import { getTranslations } from 'next-intl/server';
import { AcceptForm } from '#components/auth/accept-form.tsx';
import { EntryFrame } from '#components/auth/entry-frame.tsx';
import { ClientMessages } from '#components/i18n/client-messages.tsx';
import { Alert } from '#components/ui/alert.tsx';
import { buttonLook } from '#components/ui/button.tsx';
import { Fact, Facts } from '#components/ui/facts.tsx';
import { readSessionToken } from '#server/auth/session-token.ts';
import { readInvitation } from '#server/people/join.ts';
import { getRuntime } from '#server/runtime/runtime.ts';
import { acceptInvitationAction } from '../../actions.ts';
import { isAskedTooOften } from '../../entry-limit.ts';
import { Gone } from '../../gone.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('join.invitation');
  return { title: t('title'), robots: { index: false, follow: false } };
}

/** Where somebody accepts an invitation who was sent its address in a letter, in the language it was written in. */
export default async function InvitationPage({ params }: { params: Promise<{ token: string }> }) {
  const [{ token }, jar] = await Promise.all([params, cookies()]);
  const runtime = getRuntime();
  const session = await readSessionToken((name) => jar.get(name)?.value, runtime.config);
  const invitation = (await isAskedTooOften()) ? null : await readInvitation(runtime, token, session);
  if (!invitation) return <Gone />;
  const { merchantName, email, role, locale, joining } = invitation;
  const [t, roles] = await Promise.all([
    getTranslations({ locale, namespace: 'join.invitation' }),
    getTranslations({ locale, namespace: 'frame.roles' }),
  ]);
  return (
    <ClientMessages also={['join']} locale={locale}>
      <EntryFrame
        title={t('title')}
        lead={t('lead', { merchant: merchantName, role: roles(role) })}
        lang={locale}
      >
        <div className="grid gap-5">
          <Facts>
            <Fact term={t('as')}>{email}</Fact>
          </Facts>
          {joining === 'sign_in' && (
            <>
              <p className="text-pretty">{t('signIn')}</p>
              <Link
                href={`/signin?${new URLSearchParams({ callbackUrl: `/invitation/${token}` })}`}
                className={buttonLook('primary', 'lg')}
              >
                {t('toSignIn')}
              </Link>
            </>
          )}
          {joining === 'other' && <Alert kind="warning">{t('other', { email })}</Alert>}
          {(joining === 'new' || joining === 'ready') && (
            <AcceptForm
              token={token}
              language={locale}
              email={email}
              merchantName={merchantName}
              isNew={joining === 'new'}
              action={acceptInvitationAction}
            />
          )}
        </div>
      </EntryFrame>
    </ClientMessages>
  );
}
