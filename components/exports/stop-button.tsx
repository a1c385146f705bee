'use client';

import { useTranslations } from 'next-intl';
import { type FormAction, useRefreshingForm } from '#components/forms/refreshing-form.ts';
import { SubmitButton } from '#components/forms/submit-button.tsx';

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
