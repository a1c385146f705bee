'use client';

import { useTranslations } from 'next-intl';
import { useActionState } from 'react';
import { useConfirmed } from '#components/auth/confirm-factor.tsx';
import { NewPasswordFields } from '#components/auth/new-password-fields.tsx';
import { ErrorSummary } from '#components/forms/error-summary.tsx';
import { Field } from '#components/forms/field.tsx';
import { type FormState, idleForm } from '#components/forms/form-state.ts';
import { SubmitButton } from '#components/forms/submit-button.tsx';
import { Alert } from '#components/ui/alert.tsx';
import { Input } from '#components/ui/input.tsx';
import type { PersonAction } from '#server/auth/action.ts';

/** Another password for who knows the one of now; afterwards nobody is signed in. */
export function ChangePassword({ email, action }: { email: string; action: PersonAction<null> }) {
  const t = useTranslations('account.password');
  const join = useTranslations('join');
  const confirmed = useConfirmed<FormState>(action);
  const [state, send] = useActionState<FormState, FormData>(confirmed, idleForm);
  if (state.status === 'done') {
    return (
      <div className="grid justify-items-start gap-3">
        <Alert kind="done" live>
          {t('done')}
        </Alert>
        <a href="/signin" className="underline underline-offset-2">
          {join('invitation.toSignIn')}
        </a>
      </div>
    );
  }
  const labels = {
    currentPassword: t('current'),
    password: join('password.label'),
    passwordAgain: join('password.again'),
  };
  return (
    <form method="post" action={send} noValidate className="grid max-w-sm gap-4">
      <ErrorSummary state={state} labels={labels} />
      <Field
        name="currentPassword"
        label={t('current')}
        need="required"
        errors={state.fieldErrors?.currentPassword}
      >
        {(control) => (
          <Input
            {...control}
            type="password"
            autoComplete="current-password"
            maxLength={1024}
            className="h-10"
          />
        )}
      </Field>
      <NewPasswordFields email={email} errors={state.fieldErrors} />
      <SubmitButton className="justify-self-start">{t('submit')}</SubmitButton>
    </form>
  );
}
