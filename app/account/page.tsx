import type { Metadata } from 'next';
import Link from 'next/link';
import { getLocale, getTranslations } from 'next-intl/server';
import { askPasskeyAction } from '#app/(auth)/signin/actions.ts';
import { confirmFactorAction } from '#app/factor-actions.ts';
import { chooseLocale } from '#app/locale-action.ts';
import { ChangePassword } from '#components/account/change-password.tsx';
import { RenewCodes } from '#components/account/renew-codes.tsx';
import { SessionList } from '#components/account/session-list.tsx';
import { FactorProvider } from '#components/auth/confirm-factor.tsx';
import { ClientMessages } from '#components/i18n/client-messages.tsx';
import { LanguageSwitch } from '#components/i18n/language-switch.tsx';
import { formatInstant } from '#components/time/format-time.ts';
import { Card, CardBody, CardHead } from '#components/ui/card.tsx';
import { type Account, readAccount } from '#server/auth/account.ts';
import { pagePerson } from '#server/auth/page-context.ts';
import { currentToken } from '#server/auth/require-context.ts';
import { getRuntime } from '#server/runtime/runtime.ts';
import { changePasswordAction, endSessionsAction, renewCodesAction } from './actions.ts';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('account');
  return { title: t('title') };
}

/** No merchant's page, so no merchant's zone: moments here are the server's way of counting them. */
const ZONE = 'UTC';

/** A person's own account, whatever merchants they work for: password, second step, sessions. */
export default async function AccountPage() {
  // Sends away who is not signed in.
  await pagePerson();
  const account = await readAccount(getRuntime(), await currentToken());
  const t = await getTranslations('account');
  const { name, email } = account;
  return (
    <ClientMessages also={['account', 'factor', 'join']}>
      <FactorProvider actions={{ give: confirmFactorAction, askPasskey: askPasskeyAction }}>
        <main className="mx-auto grid max-w-2xl gap-5 px-4 py-8">
          <header className="flex flex-wrap items-end justify-between gap-3">
            <div>
              <h1 className="text-xl">{t('title')}</h1>
              <p className="text-ink-soft">{t('lead', { name, email })}</p>
            </div>
            <Link href="/" className="underline underline-offset-2 max-md:py-3">
              {t('back')}
            </Link>
          </header>
          <Card>
            <CardHead title={t('password.title')} sentence={t('password.sentence')} />
            <CardBody>
              <ChangePassword email={email} action={changePasswordAction} />
            </CardBody>
          </Card>
          <FactorCard account={account} />
          <Card>
            <CardHead title={t('sessions.title')} />
            <CardBody>
              <SessionList sessions={account.sessions} timeZone={ZONE} action={endSessionsAction} />
            </CardBody>
          </Card>
          <footer>
            <LanguageSwitch action={chooseLocale} />
          </footer>
        </main>
      </FactorProvider>
    </ClientMessages>
  );
}

async function FactorCard({ account }: { account: Account }) {
  const [t, locale] = await Promise.all([getTranslations('account.factors'), getLocale()]);
  return (
    <Card>
      <CardHead title={t('title')} />
      <CardBody className="grid gap-4">
        <ul className="grid gap-1">
          {account.factors.map(({ id, label, lastUsedAt }) => (
            <li key={id} className="flex flex-wrap justify-between gap-x-4">
              <span>{label}</span>
              <span className="text-ink-soft text-sm">
                {lastUsedAt ? t('used', { when: formatInstant(lastUsedAt, ZONE, locale, 'moment') }) : t('never')}
              </span>
            </li>
          ))}
        </ul>
        <p className="text-sm">{t('left', { count: account.recoveryCodesLeft })}</p>
        <RenewCodes action={renewCodesAction} />
      </CardBody>
    </Card>
  );
}
