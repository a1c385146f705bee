import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { chooseLocale } from '#app/locale-action.ts';
import { EntryFrame } from '#components/auth/entry-frame.tsx';
import { FactorSteps } from '#components/auth/factor-steps.tsx';
import { withReturn } from '#components/auth/with-return.ts';
import { ClientMessages } from '#components/i18n/client-messages.tsx';
import { LanguageSwitch } from '#components/i18n/language-switch.tsx';
import { findAskedFactors } from '#server/auth/give-factor.ts';
import { leaveSignIn } from '#server/auth/page-context.ts';
import { currentToken } from '#server/auth/require-context.ts';
import { safePath } from '#server/auth/safe-path.ts';
import { getRuntime } from '#server/runtime/runtime.ts';
import { askPasskeyAction, giveFactorAction } from '../actions.ts';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('factor.ask');
  return { title: t('title') };
}

/** Asks for the second factor of who gave the password; who has none is led to set one up. */
export default async function FactorPage({ searchParams }: PageProps<'/signin/factor'>) {
  const goTo = safePath((await searchParams).callbackUrl);
  const runtime = getRuntime();
  const asked = await findAskedFactors(runtime, await currentToken());
  if (!asked) return leaveSignIn(goTo);
  const { kinds, via, isLinking } = asked;
  if (kinds.length === 0) redirect(withReturn('/signin/set-up', goTo));
  const t = await getTranslations('factor.ask');
  const label = runtime.config.sso?.label ?? '';
  const lead = via === 'password' ? t('lead') : t(isLinking ? 'leadLinking' : 'leadSso', { label });
  return (
    <EntryFrame title={t('title')} lead={lead} footer={<LanguageSwitch action={chooseLocale} />}>
      <ClientMessages also={['factor']}>
        <FactorSteps
          kinds={kinds}
          goTo={goTo}
          actions={{ give: giveFactorAction, askPasskey: askPasskeyAction }}
        />
      </ClientMessages>
      <p className="mt-4 text-sm">
        <a href={withReturn('/signin', goTo)} className="underline underline-offset-2">
          {t('another')}
        </a>
      </p>
    </EntryFrame>
  );
}
