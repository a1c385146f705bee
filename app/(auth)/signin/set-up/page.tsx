import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { chooseLocale } from '#app/locale-action.ts';
import { EntryFrame } from '#components/auth/entry-frame.tsx';
import { SetUpSteps } from '#components/auth/set-up-steps.tsx';
import { withReturn } from '#components/auth/with-return.ts';
import { ClientMessages } from '#components/i18n/client-messages.tsx';
import { LanguageSwitch } from '#components/i18n/language-switch.tsx';
import { QrCode } from '#components/receipts/qr-code.tsx';
import { leaveSignIn } from '#server/auth/page-context.ts';
import { currentToken } from '#server/auth/require-context.ts';
import { safePath } from '#server/auth/safe-path.ts';
import { beginSetUp } from '#server/auth/set-up-factor.ts';
import { qrModules } from '#server/receipts/qr-modules.ts';
import { getRuntime } from '#server/runtime/runtime.ts';
import { finishSetUpAction, makePasskeyAction, setUpFactorAction } from '../actions.ts';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('factor.setUp');
  return { title: t('title') };
}

/** Has who gave the password and has no second factor yet set one up, and put the recovery codes away. */
export default async function SetUpPage({ searchParams }: PageProps<'/signin/set-up'>) {
  const goTo = safePath((await searchParams).callbackUrl);
  const draft = await beginSetUp(getRuntime(), await currentToken());
  if (!draft.ok) {
    if (draft.error === 'exists') redirect(withReturn('/signin/factor', goTo));
    return leaveSignIn(goTo);
  }
  const t = await getTranslations('factor.setUp');
  return (
    <EntryFrame title={t('title')} lead={t('lead')} footer={<LanguageSwitch action={chooseLocale} />}>
      <ClientMessages also={['factor']}>
        <SetUpSteps
          draft={{ sealed: draft.value.sealed, typed: draft.value.typed }}
          qr={
            <QrCode
              label={t('qr')}
              modules={qrModules(draft.value.address)}
              className="mx-auto size-44 bg-white text-black"
            />
          }
          goTo={goTo}
          actions={{ setUp: setUpFactorAction, makePasskey: makePasskeyAction, finish: finishSetUpAction }}
        />
      </ClientMessages>
    </EntryFrame>
  );
}
