'use client';

import { useTranslations } from 'next-intl';
import { useActionState } from 'react';
import { ErrorSummary } from '#components/forms/error-summary.tsx';
import { Field } from '#components/forms/field.tsx';
import { type FormState, idleForm } from '#components/forms/form-state.ts';
import { SubmitButton } from '#components/forms/submit-button.tsx';
import { Alert } from '#components/ui/alert.tsx';
import { Input } from '#components/ui/input.tsx';

/** Has a letter sent to whoever has the address; the answer is the same for everybody. */
export function ForgotForm({ action }: { action: (state: FormState, form: FormData) => Promise<FormState> }) {
  const t = useTranslations('join.forgot');
  const words = useTranslations('signIn');
  const [state, send] = useActionState<FormState, FormData>(action, idleForm);
  if (state.status === 'done')
    return (
      <Alert kind="done" live>
        {t('done')}
      </Alert>
    );
  return (
    <form action={send} noValidate className="grid gap-4">
      <ErrorSummary state={state} labels={{ email: words('email') }} />
      <Field name="email" label={words('email')} need="required" errors={state.fieldErrors?.email}>
        {(control) => (
          <Input
            {...control}
            type="email"
            autoComplete="username"
            inputMode="email"
            autoCapitalize="none"
            spellCheck={false}
            maxLength={320}
            defaultValue={state.values?.email}
            className="h-10"
          />
        )}
      </Field>
      <SubmitButton size="lg" busy={t('busy')}>
        {t('submit')}
      </SubmitButton>
    </form>
  );
}
