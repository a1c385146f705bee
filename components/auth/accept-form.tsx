'use client';

import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useActionState } from 'react';
import { ErrorSummary } from '#components/forms/error-summary.tsx';
import { type FormState, idleForm } from '#components/forms/form-state.ts';
import { SubmitButton } from '#components/forms/submit-button.tsx';
import { Alert } from '#components/ui/alert.tsx';
import { buttonLook } from '#components/ui/button.tsx';
import type { Joined } from '#server/people/join.ts';
import { NewPasswordFields } from './new-password-fields.tsx';

type AcceptState = FormState & { value?: Joined };

/** Accepts an invitation: with a password for somebody new, with a press for whoever is signed in. */
export function AcceptForm({
  token,
  language,
  email,
  merchantName,
  isNew,
  action,
}: {
  token: string;
  language: string;
  email: string;
  merchantName: string;
  isNew: boolean;
  action: (state: AcceptState, form: FormData) => Promise<AcceptState>;
}) {
  const t = useTranslations('join');
  const [state, send] = useActionState<AcceptState, FormData>(action, idleForm);
  if (state.status === 'done' && state.value) {
    const { isNew: wasNew, merchantSlug } = state.value;
    return (
      <div className="grid justify-items-start gap-4">
        <Alert kind="done" live>
          {wasNew ? t('invitation.done') : t('invitation.doneKnown', { merchant: merchantName })}
        </Alert>
        <Link
          href={wasNew ? `/signin?callbackUrl=%2F${merchantSlug}` : `/${merchantSlug}`}
          className={buttonLook('primary', 'lg')}
        >
          {wasNew ? t('invitation.toSignIn') : t('invitation.toMerchant', { merchant: merchantName })}
        </Link>
      </div>
    );
  }
  return (
    <form action={send} noValidate className="grid gap-4">
      <ErrorSummary
        state={state}
        labels={{ password: t('password.label'), passwordAgain: t('password.again') }}
      />
      <input type="hidden" name="token" value={token} />
      <input type="hidden" name="language" value={language} />
      {isNew ? (
        <NewPasswordFields email={email} errors={state.fieldErrors} />
      ) : (
        <p className="text-pretty text-ink-soft">{t('invitation.ready')}</p>
      )}
      <SubmitButton size="lg" busy={t('invitation.busy')}>
        {t('invitation.submit')}
      </SubmitButton>
    </form>
  );
}
