'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { type ApprovalAction, useAnswering } from '#components/approvals/use-answering.ts';
import { ErrorSummary } from '#components/forms/error-summary.tsx';
import { SubmitButton } from '#components/forms/submit-button.tsx';
import { Alert } from '#components/ui/alert.tsx';

/** Asks for the rule of a single manager to hold, or not to. */
export function SingleManagerForm({ isOn, action }: { isOn: boolean; action: ApprovalAction }) {
  const t = useTranslations('limits');
  const [intent, setIntent] = useState(() => crypto.randomUUID());
  const [state, send] = useAnswering(async (before, form) => {
    const answer = await action(before, form);
    if (answer.status === 'done') setIntent(crypto.randomUUID());
    return answer;
  });
  return (
    <form action={send} className="grid justify-items-start gap-3">
      <ErrorSummary state={state} labels={{}} />
      <input type="hidden" name="intentKey" value={intent} />
      <input type="hidden" name="isSingleManager" value={isOn ? 'no' : 'yes'} />
      {state.status === 'done' && (
        <Alert kind="done" live>
          {t('form.sent')}
        </Alert>
      )}
      <SubmitButton variant="secondary" busy={t('form.sending')}>
        {t(isOn ? 'single.turnOff' : 'single.turnOn')}
      </SubmitButton>
    </form>
  );
}
