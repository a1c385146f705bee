'use client';

import { useTranslations } from 'next-intl';
import { useActionState } from 'react';
import { useConfirmed } from '#components/auth/confirm-factor.tsx';
import { ErrorSummary } from '#components/forms/error-summary.tsx';
import { type FormState, idleForm } from '#components/forms/form-state.ts';
import { SubmitButton } from '#components/forms/submit-button.tsx';
import { Alert } from '#components/ui/alert.tsx';
import type { PersonAction } from '#server/auth/action.ts';

/** Takes the link to the provider of single sign-on away. `linked`: since when it is there, said until then. */
export function Unlink({ linked, action }: { linked: string; action: PersonAction<null> }) {
  const t = useTranslations('account.sso');
  const confirmed = useConfirmed<FormState>(action);
  const [state, send] = useActionState<FormState, FormData>(confirmed, idleForm);
  if (state.status === 'done')
    return (
      <Alert kind="done" live>
        {t('unlinked')}
      </Alert>
    );
  return (
    <form action={send} className="grid justify-items-start gap-2">
      <p className="text-sm">{linked}</p>
      <ErrorSummary state={state} labels={{}} />
      <p className="text-ink-soft text-sm">{t('unlinkSentence')}</p>
      <SubmitButton variant="secondary">{t('unlink')}</SubmitButton>
    </form>
  );
}
