'use client';

import { KeyRound } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { FormEvent } from 'react';
import { ErrorSummary } from '#components/forms/error-summary.tsx';
import { Field } from '#components/forms/field.tsx';
import type { FormState } from '#components/forms/form-state.ts';
import { SubmitButton } from '#components/forms/submit-button.tsx';
import { useHydrated } from '#components/ui/hydrated.ts';
import { Input } from '#components/ui/input.tsx';

/** `byHand`: sent outside of React's actions, for a dialog within one. */
type FormProps = { state: FormState } & (
  | { send: (form: FormData) => void; byHand?: undefined }
  | { send?: undefined; byHand: { send: (form: FormData) => Promise<void>; isBusy: boolean } }
);

function sending({ send, byHand }: FormProps) {
  if (!byHand) return { action: send };
  return {
    onSubmit: (event: FormEvent<HTMLFormElement>) => {
      event.preventDefault();
      void byHand.send(new FormData(event.currentTarget));
    },
  };
}

/** Six digits of an app. */
export function CodeForm(props: FormProps) {
  const { state, byHand } = props;
  const t = useTranslations('factor.ask');
  const isReady = useHydrated();
  return (
    <form method="post" {...sending(props)} noValidate className="grid gap-4">
      <ErrorSummary state={state} labels={{ code: t('code') }} />
      <input type="hidden" name="kind" value="totp" />
      <CodeField label={t('code')} hint={t('codeHint')} state={state} opensPage={!byHand} />
      <SubmitButton size="lg" busy={t('busy')} isBusy={byHand?.isBusy} disabled={!isReady}>
        {t('submit')}
      </SubmitButton>
    </form>
  );
}

/** The field of a code, as phones and password managers know to fill it. */
export function CodeField({
  label,
  hint,
  state,
  opensPage = false,
}: {
  label: string;
  hint?: string;
  state: FormState;
  /** The page is opened for it: it has the focus at once, as what a dialog marks so has. */
  opensPage?: boolean;
}) {
  return (
    <Field name="code" label={label} hint={hint} need="required" errors={state.fieldErrors?.code}>
      {(control) => (
        <Input
          {...control}
          data-autofocus
          autoFocus={opensPage}
          inputMode="numeric"
          autoComplete="one-time-code"
          spellCheck={false}
          maxLength={11}
          className="h-10 font-mono text-lg tracking-[0.2em]"
        />
      )}
    </Field>
  );
}

/** A code from paper. */
export function RecoveryForm({ state, send }: { state: FormState; send: (form: FormData) => void }) {
  const t = useTranslations('factor.ask');
  const isReady = useHydrated();
  return (
    <form method="post" action={send} noValidate className="grid gap-4">
      <ErrorSummary state={state} labels={{ code: t('recovery') }} />
      <input type="hidden" name="kind" value="recovery" />
      <Field
        name="code"
        label={t('recovery')}
        hint={t('recoveryHint')}
        need="required"
        errors={state.fieldErrors?.code}
      >
        {(control) => (
          <Input
            {...control}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            maxLength={64}
            className="h-10 font-mono"
          />
        )}
      </Field>
      <SubmitButton size="lg" busy={t('busy')} disabled={!isReady}>
        {t('submit')}
      </SubmitButton>
    </form>
  );
}

/** Has the browser ask for a passkey. `isAlone`: nothing else on the page says what went wrong. */
export function PasskeyForm(props: FormProps & { isAlone?: boolean }) {
  const { state, isAlone, byHand } = props;
  const t = useTranslations('factor.ask');
  const isReady = useHydrated();
  return (
    <form method="post" {...sending(props)} className="grid gap-4">
      {isAlone && <ErrorSummary state={state} labels={{}} />}
      <input type="hidden" name="kind" value="passkey" />
      <SubmitButton
        size="lg"
        variant={isAlone ? 'primary' : 'secondary'}
        busy={t('passkeyBusy')}
        isBusy={byHand?.isBusy}
        disabled={!isReady}
      >
        <KeyRound aria-hidden />
        {t('passkey')}
      </SubmitButton>
    </form>
  );
}
