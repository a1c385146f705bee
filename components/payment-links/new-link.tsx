'use client';

import { Plus } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useActionState, useState } from 'react';
import { type FormState, idleForm } from '#components/forms/form-state.ts';
import { Button } from '#components/ui/button.tsx';
import { Sheet } from '#components/ui/dialog.tsx';
import type { TransactionId } from '#server/kernel/ids.ts';
import type { Locale } from '#server/kernel/locale.ts';
import type { OnlineTill } from '#server/payment-links/list-online-tills.ts';
import { ConfirmLink } from './confirm-link.tsx';
import { askedMinor, emptyLink } from './draft-link.ts';
import { LinkForm } from './link-form.tsx';

/** What the actions that make and renew a link answer. */
export type LinkState = FormState & { value?: { transactionId: TransactionId } };
/** An action that makes or renews a link. */
export type LinkAction = (state: LinkState, form: FormData) => Promise<LinkState>;

type NewLinkProps = {
  merchantSlug: string;
  tills: OnlineTill[];
  /** What most payers of the merchant speak. */
  language: Locale;
  action: LinkAction;
};

/** The button that opens a new payment link, and the sheet in which it is written. */
export function NewLink(props: NewLinkProps) {
  const t = useTranslations('paymentLink');
  return (
    <Sheet
      title={t('new')}
      description={t('newSentence')}
      trigger={
        <Button variant="primary">
          <Plus aria-hidden /> {t('new')}
        </Button>
      }
    >
      <OneLink {...props} />
    </Sheet>
  );
}

/** Mounted anew each time the sheet opens: a new form is a new wish with its own key. */
function OneLink({ merchantSlug, tills, language, action }: NewLinkProps) {
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
