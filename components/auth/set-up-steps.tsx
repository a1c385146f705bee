'use client';

import { KeyRound } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { type ReactNode, useActionState } from 'react';
import { ErrorSummary } from '#components/forms/error-summary.tsx';
import { type FormState, idleForm } from '#components/forms/form-state.ts';
import { SubmitButton } from '#components/forms/submit-button.tsx';
import { Tick } from '#components/forms/tick.tsx';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { useHydrated } from '#components/ui/hydrated.ts';
import type { PersonAction } from '#server/auth/action.ts';
import type { ActionState } from '#server/auth/action-state.ts';
import type { MakingRequest } from '#server/auth/set-up-factor.ts';
import { CodeField } from './factor-forms.tsx';
import { useNewFactor } from './use-factor.ts';

type Draft = { sealed: string; typed: string };

type SetUpStepsProps = {
  draft: Draft;
  /** The drawing of the code. */
  qr: ReactNode;
  goTo: string;
  actions: {
    setUp: PersonAction<string[]>;
    makePasskey: PersonAction<MakingRequest>;
    finish: PersonAction<null>;
  };
};

/** Sets a first second factor up, shows the recovery codes once, and lets in. `goTo` must already be a path of our own. */
export function SetUpSteps({ draft, qr, goTo, actions }: SetUpStepsProps) {
  const { setUp: keep, makePasskey } = actions;
  const [state, send] = useNewFactor<string[]>({ keep, makePasskey });
  if (state.status === 'done' && state.value) {
    return <RecoveryCodes codes={state.value} finish={actions.finish} goTo={goTo} />;
  }
  return <NewFactorForms draft={draft} qr={qr} state={state} send={send} />;
}

type NewFactorFormsProps = {
  draft: Draft;
  qr: ReactNode;
  state: ActionState<unknown>;
  send: (form: FormData) => void;
};

/** Forms that bring a new second factor: an app by its first code, or a passkey. */
export function NewFactorForms({ draft, qr, state, send }: NewFactorFormsProps) {
  const t = useTranslations('factor.setUp');
  const isReady = useHydrated();
  return (
    <div className="grid gap-5">
      <form method="post" action={send} noValidate className="grid gap-3">
        <h2 className="font-semibold">{t('app')}</h2>
        <ErrorSummary state={state} labels={{ code: t('code') }} />
        <p className="text-ink-soft text-sm">{t('scan')}</p>
        {qr}
        <p className="text-ink-soft text-sm">{t('typed')}</p>
        <p className="select-all break-words font-mono text-sm">{draft.typed}</p>
        <input type="hidden" name="kind" value="totp" />
        <input type="hidden" name="draft" value={draft.sealed} />
        <CodeField label={t('code')} state={state} />
        <SubmitButton size="lg" disabled={!isReady}>
          {t('submit')}
        </SubmitButton>
      </form>
      <p className="text-center text-ink-soft text-sm">{t('or')}</p>
      <form method="post" action={send} className="grid gap-3">
        <h2 className="font-semibold">{t('passkey')}</h2>
        <p className="text-ink-soft text-sm">{t('passkeyText')}</p>
        <input type="hidden" name="kind" value="passkey" />
        <SubmitButton size="lg" variant="secondary" disabled={!isReady}>
          <KeyRound aria-hidden />
          {t('makePasskey')}
        </SubmitButton>
      </form>
    </div>
  );
}

type RecoveryCodesProps = { codes: readonly string[]; finish: PersonAction<null>; goTo: string };

function RecoveryCodes({ codes, finish, goTo }: RecoveryCodesProps) {
  const t = useTranslations('factor.codes');
  const [state, send] = useActionState<FormState, FormData>(async (_before, form) => {
    const answer = await finish(idleForm, form);
    // A full load, so that nothing rendered for a visitor is kept.
    if (answer.status === 'done') window.location.assign(goTo);
    return answer;
  }, idleForm);
  return (
    <form action={send} className="grid gap-4">
      <div>
        <h2 className="font-semibold">{t('title')}</h2>
        <p className="text-ink-soft">{t('lead')}</p>
      </div>
      <ErrorSummary state={state} labels={{ stored: t('stored') }} />
      <CodeList codes={codes} />
      <Tick name="stored" label={t('stored')} required errors={state.fieldErrors?.stored} />
      <SubmitButton size="lg">{t('submit')}</SubmitButton>
    </form>
  );
}

/** Recovery codes to be written down. */
export function CodeList({ codes }: { codes: readonly string[] }) {
  const t = useTranslations('factor.codes');
  return (
    <div className="relative rounded-md border bg-ground p-3 pr-10">
      <ul className="grid gap-1 font-mono text-sm">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <CopyButton value={codes.join('\n')} thing={t('title')} className="absolute top-2 right-2" />
    </div>
  );
}
