'use client';

import { RefreshCw } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useActionState } from 'react';
import type { FormState } from '#components/forms/form-state.ts';
import { idleForm } from '#components/forms/form-state.ts';
import { SubmitButton } from '#components/forms/submit-button.tsx';
import type { ButtonVariant } from '#components/ui/button.tsx';

/** Has the provider asked about an open operation at once. What came of it is said beside the button, and shown by the page. */
export function AskNowButton({
  transactionId,
  action,
  variant = 'secondary',
}: {
  transactionId: string;
  /** The server action, bound to its merchant. */
  action: (state: FormState, form: FormData) => Promise<FormState>;
  variant?: ButtonVariant;
}) {
  const t = useTranslations('transactions.actions');
  const [state, send] = useActionState(action, idleForm);
  const problem = state.formError ?? Object.values(state.fieldErrors ?? {})[0]?.[0];
  return (
    <form action={send} className="grid justify-items-start gap-1">
      <input type="hidden" name="transactionId" value={transactionId} />
      <SubmitButton variant={variant} busy={t('asking')}>
        <RefreshCw aria-hidden />
        {t('ask')}
      </SubmitButton>
      <p role="status" className="max-w-72 whitespace-normal text-sm empty:hidden">
        {state.status === 'done' && <span className="text-ink-soft">{t('asked')}</span>}
        {state.status === 'error' && <span className="text-stopped">{problem}</span>}
      </p>
    </form>
  );
}
