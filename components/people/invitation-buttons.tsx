'use client';

import { useTranslations } from 'next-intl';
import { type FormAction, useRefreshingForm, type ValueState } from '#components/forms/refreshing-form.ts';
import { SubmitButton } from '#components/forms/submit-button.tsx';
import type { PersonView } from '#server/people/list-people.ts';

/** Sends an open invitation again, or has it asked for again where a second administrator lets it be sent; or takes it back. */
export function InvitationButtons({
  invitationId,
  name,
  state,
  isAlone,
  again,
  revoke,
}: {
  invitationId: string;
  name: string;
  state: Extract<PersonView, { invitationId: unknown }>['state'];
  /** Where no other administrator can let it be sent, it is sent by itself after a while. */
  isAlone: boolean;
  again: FormAction<ValueState<{ waits: boolean }>>;
  revoke: FormAction;
}) {
  const t = useTranslations('people.invitation');
  const [sent, sendAgain] = useRefreshingForm(again);
  const [taken, takeBack] = useRefreshingForm(revoke);
  const problem = sent.formError ?? Object.values(sent.fieldErrors ?? {})[0]?.[0] ?? taken.formError;
  const done =
    sent.status === 'done' &&
    (sent.value?.waits ? t('waits', { way: isAlone ? 'alone' : 'other' }) : t('sentAgain'));
  return (
    <div className="grid justify-items-start gap-1">
      <div className="flex flex-wrap gap-2">
        {state !== 'waiting' && (
          <form action={sendAgain}>
            <input type="hidden" name="invitationId" value={invitationId} />
            <SubmitButton variant="secondary">
              <span aria-hidden>{t('again')}</span>
              <span className="sr-only">{t('againOf', { name })}</span>
            </SubmitButton>
          </form>
        )}
        <form action={takeBack}>
          <input type="hidden" name="invitationId" value={invitationId} />
          <SubmitButton variant="ghost">
            <span aria-hidden>{t('revoke')}</span>
            <span className="sr-only">{t('revokeOf', { name })}</span>
          </SubmitButton>
        </form>
      </div>
      <p role="status" className="whitespace-normal text-sm empty:hidden">
        {problem ?? done}
      </p>
    </div>
  );
}
