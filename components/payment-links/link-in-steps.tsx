'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useActionState, useState } from 'react';
import { idleForm } from '#components/forms/form-state.ts';
import { ConfirmLink } from './confirm-link.tsx';
import { askedMinor, emptyLink } from './draft-link.ts';
import { LinkForm } from './link-form.tsx';
import type { LinkState, NewLinkProps } from './new-link.tsx';

/** Mounted anew each time the sheet opens: a new form is a new wish with its own key. */
export default function LinkInSteps({ merchantSlug, tills, language, action }: NewLinkProps) {
  const t = useTranslations('paymentLink');
  const router = useRouter();
  const [intentKey] = useState(() => crypto.randomUUID());
  const [draft, setDraft] = useState(() => emptyLink(tills, language));
  const [isReviewing, setReviewing] = useState(false);
  const [state, send] = useActionState<LinkState, FormData>(async (before, form) => {
    const answer: LinkState = await action(before, form).catch(() => ({
      status: 'error' as const,
      formError: t('problem.notOnline'),
    }));
    const madeId = answer.status === 'done' ? answer.value?.transactionId : undefined;
    if (madeId) router.push(`/${merchantSlug}/payment-links/${madeId}`);
    // What is wrong with a field is corrected where it stands.
    else if (answer.fieldErrors) setReviewing(false);
    return answer;
  }, idleForm);
  const till = tills.find((each) => each.id === draft.deviceId);
  const minor = askedMinor(draft);

  if (state.status === 'done') return <p role="status">{t('form.opening')}</p>;
  if (isReviewing && till && minor !== null) {
    return (
      <ConfirmLink
        intentKey={intentKey}
        draft={draft}
        money={{ minor, currency: draft.currency }}
        till={till}
        state={state}
        action={send}
        onBack={() => setReviewing(false)}
      />
    );
  }
  return (
    <LinkForm
      tills={tills}
      draft={draft}
      onChange={setDraft}
      onReview={() => setReviewing(true)}
      state={state}
    />
  );
}
