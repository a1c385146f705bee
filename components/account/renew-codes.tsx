'use client';

import { useTranslations } from 'next-intl';
import { useActionState } from 'react';
import { useConfirmed } from '#components/auth/confirm-factor.tsx';
import { CodeList } from '#components/auth/set-up-steps.tsx';
import { ErrorSummary } from '#components/forms/error-summary.tsx';
import { idleForm } from '#components/forms/form-state.ts';
import { SubmitButton } from '#components/forms/submit-button.tsx';
import type { PersonAction } from '#server/auth/action.ts';
import type { ActionState } from '#server/auth/action-state.ts';

type Codes = ActionState<string[]>;

/** Ten new recovery codes, shown until the page is left. `left`: how many there were, said until then. */
export function RenewCodes({ left, action }: { left: string; action: PersonAction<string[]> }) {
  const t = useTranslations('account.factors');
  const codes = useTranslations('factor.codes');
  const confirmed = useConfirmed<Codes>(action);
  const [state, send] = useActionState<Codes, FormData>(confirmed, idleForm as Codes);
  if (state.status === 'done' && state.value) {
    return (
      <div role="status" className="grid gap-2">
        <p className="font-semibold">{codes('title')}</p>
        <p className="text-ink-soft text-sm">{codes('lead')}</p>
        <CodeList codes={state.value} />
      </div>
    );
  }
  return (
    <form action={send} className="grid justify-items-start gap-2">
      <p className="text-sm">{left}</p>
      <ErrorSummary state={state} labels={{}} />
      <p className="text-ink-soft text-sm">{t('renewSentence')}</p>
      <SubmitButton variant="secondary">{t('renew')}</SubmitButton>
    </form>
  );
}
