'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useActionState } from 'react';
import { type FormState, idleForm } from '#components/forms/form-state.ts';
import { SubmitButton } from '#components/forms/submit-button.tsx';

/** An action of a form on the page at hand. */
export type FormAction = (state: FormState, form: FormData) => Promise<FormState>;

/** The state of a form whose page is rendered again once its action has answered: what was there may be there no more. */
export function useRefreshingForm(action: FormAction) {
  const router = useRouter();
  return useActionState<FormState, FormData>(async (before, form) => {
    const answer = await action(before, form);
    router.refresh();
    return answer;
  }, idleForm);
}

/** Stops a file before it is ready; `name` tells several buttons apart. */
export function StopButton({
  exportId,
  name,
  action,
}: {
  exportId: string;
  name: string;
  action: FormAction;
}) {
  const t = useTranslations('exports');
  const [state, send] = useRefreshingForm(action);
  return (
    <form action={send} className="grid justify-items-start gap-1">
      <input type="hidden" name="exportId" value={exportId} />
      <SubmitButton variant="secondary">
        <span aria-hidden>{t('stop')}</span>
        <span className="sr-only">{t('stopOf', { name })}</span>
      </SubmitButton>
      <p role="status" className="text-sm text-stopped empty:hidden">
        {state.formError}
      </p>
    </form>
  );
}
