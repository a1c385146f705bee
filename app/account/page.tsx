import type { Metadata } from 'next';
import Link from 'next/link';
import { getLocale, getTranslations } from 'next-intl/server';
import { askPasskeyAction } from '#app/(auth)/signin/actions.ts';
import { confirmFactorAction } from '#app/factor-actions.ts';
import { ChangeDetails } from '#components/account/change-details.tsx';
import { ChangePassword } from '#components/account/change-password.tsx';
import { FactorList } from '#components/account/factor-list.tsx';
import { NewFactor } from '#components/account/new-factor.tsx';
import { RenewCodes } from '#components/account/renew-codes.tsx';
import { SessionList } from '#components/account/session-list.tsx';
import { Unlink } from '#components/account/unlink.tsx';
import { FactorProvider } from '#components/auth/confirm-factor.tsx';
import { ClientMessages } from '#components/i18n/client-messages.tsx';
import { formatInstant } from '#components/time/format-time.ts';
import { Card, CardBody, CardHead } from '#components/ui/card.tsx';
import type { Account } from '#server/auth/account.ts';
import { pageAccount } from '#server/auth/page-context.ts';
import { getRuntime } from '#server/runtime/runtime.ts';
import {
  addFactorAction,
  changeDetailsAction,
  changePasswordAction,
  draftFactorAction,
  endOwnSessionsAction,
  makeOwnPasskeyAction,
  removeFactorAction,
  renameFactorAction,
  renewCodesAction,
  unlinkAction,
} from './actions.ts';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('account');
  return { title: t('title') };
}

/** A person's own account, whatever merchants they work for: name, password, second step, sessions. */
export default async function AccountPage() {
  const account = await pageAccount();
  const t = await getTranslations('account');
  const { name, email, timeZone } = account;
  return (
    <ClientMessages also={['account', 'factor', 'join']}>
      <FactorProvider actions={{ give: confirmFactorAction, askPasskey: askPasskeyAction }}>
        <main className="mx-auto grid max-w-2xl gap-5 px-4 py-8">
          <header className="flex flex-wrap items-end justify-between gap-3">
            <div className="min-w-0">
              <h1 className="text-xl">{t('title')}</h1>
              <p className="break-words text-ink-soft">{t('lead', { name, email })}</p>
            </div>
            <Link href="/" className="underline underline-offset-2 max-md:py-3">
              {t('back')}
            </Link>
          </header>
          <Card>
            <CardHead title={t('details.title')} />
            <CardBody>
              <ChangeDetails name={name} locale={account.locale} action={changeDetailsAction} />
            </CardBody>
          </Card>
          <FactorCard account={account} />
          <SignOnCard account={account} />
          <Card>
            <CardHead title={t('password.title')} sentence={t('password.sentence')} />
            <CardBody>
              <ChangePassword email={email} action={changePasswordAction} />
            </CardBody>
          </Card>
          <Card>
            <CardHead title={t('sessions.title')} />
            <CardBody>
              <SessionList sessions={account.sessions} timeZone={timeZone} action={endOwnSessionsAction} />
            </CardBody>
          </Card>
        </main>
      </FactorProvider>
    </ClientMessages>
  );
}

async function FactorCard({ account }: { account: Account }) {
  const t = await getTranslations('account.factors');
  return (
    <Card>
      <CardHead title={t('title')} />
      <CardBody className="grid gap-4">
        <FactorList
          factors={account.factors}
          timeZone={account.timeZone}
          actions={{ rename: renameFactorAction, remove: removeFactorAction }}
        />
        <NewFactor
          actions={{ draft: draftFactorAction, keep: addFactorAction, makePasskey: makeOwnPasskeyAction }}
        />
      </CardBody>
      <CardBody className="grid gap-2 border-t">
        <h3 className="font-semibold">{t('codes')}</h3>
        <RenewCodes left={t('left', { count: account.recoveryCodesLeft })} action={renewCodesAction} />
      </CardBody>
    </Card>
  );
}

/** Whether the account is linked to the provider of single sign-on, where there is one. */
async function SignOnCard({ account: { linkedAt, timeZone } }: { account: Account }) {
  const { sso } = getRuntime().config;
  if (!sso || linkedAt === undefined) return null;
  const [t, locale] = await Promise.all([getTranslations('account.sso'), getLocale()]);
  const { label } = sso;
  return (
    <Card>
      <CardHead title={t('title', { label })} />
      <CardBody className="grid gap-3">
        {linkedAt ? (
          <Unlink
            linked={t('linked', { label, time: formatInstant(linkedAt, timeZone, locale, 'day') })}
            action={unlinkAction}
          />
        ) : (
          <p className="text-sm">{t('notLinked', { label })}</p>
        )}
      </CardBody>
    </Card>
  );
}
