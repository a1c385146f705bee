'use client';

import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useActionState } from 'react';
import { ErrorSummary } from '#components/forms/error-summary.tsx';
import { type FormState, idleForm } from '#components/forms/form-state.ts';
import { SubmitButton } from '#components/forms/submit-button.tsx';
import { Alert } from '#components/ui/alert.tsx';
import { buttonLook } from '#components/ui/button.tsx';
import { NewPasswordFields } from './new-password-fields.tsx';

/** Chooses a new password by the address of a letter. */
export function ResetForm({
  token,
  language,
  email,
  action,
}: {
  token: string;
  language: string;
  email: string;
  action: (state: FormState, form: FormData) => Promise<FormState>;
}) {
  const t = useTranslations('join');
  const [state, send] = useActionState<FormState, FormData>(action, idleForm);
  if (state.status === 'done')
    return (
      <div className="grid justify-items-start gap-4">
        <Alert kind="done" live>
          {t('reset.done')}
        </Alert>
        <Link href="/signin" className={buttonLook('primary', 'lg')}>
          {t('invitation.toSignIn')}
        </Link>
      </div>
    );
  return (
    <form action={send} noValidate className="grid gap-4">
      <ErrorSummary
        state={state}
        labels={{ password: t('password.label'), passwordAgain: t('password.again') }}
      />
      <input type="hidden" name="token" value={token} />
      <input type="hidden" name="language" value={language} />
      <NewPasswordFields email={email} errors={state.fieldErrors} />
      <SubmitButton size="lg" busy={t('reset.busy')}>
        {t('reset.submit')}
      </SubmitButton>
    </form>
  );
}
