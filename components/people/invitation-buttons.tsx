'use client';

import { useTranslations } from 'next-intl';
import { type FormAction, useRefreshingForm } from '#components/forms/refreshing-form.ts';
import { SubmitButton } from '#components/forms/submit-button.tsx';

/** Sends an open invitation again, or takes it back. */
export function InvitationButtons({
  invitationId,
  name,
  again,
  revoke,
}: {
  invitationId: string;
  name: string;
  again: FormAction;
  revoke: FormAction;
}) {
  const t = useTranslations('people.invitation');
  const [sent, sendAgain] = useRefreshingForm(again);
  const [taken, takeBack] = useRefreshingForm(revoke);
  const problem = sent.formError ?? taken.formError;
  return (
    <div className="grid justify-items-start gap-1">
      <div className="flex flex-wrap gap-2">
        <form action={sendAgain}>
          <input type="hidden" name="invitationId" value={invitationId} />
          <SubmitButton variant="secondary">
            <span aria-hidden>{t('again')}</span>
            <span className="sr-only">{t('againOf', { name })}</span>
          </SubmitButton>
        </form>
        <form action={takeBack}>
          <input type="hidden" name="invitationId" value={invitationId} />
          <SubmitButton variant="ghost">
            <span aria-hidden>{t('revoke')}</span>
            <span className="sr-only">{t('revokeOf', { name })}</span>
          </SubmitButton>
        </form>
      </div>
      <p role="status" className="whitespace-normal text-sm empty:hidden">
        {problem ?? (sent.status === 'done' ? t('sentAgain') : null)}
      </p>
    </div>
  );
}
