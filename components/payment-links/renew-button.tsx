'use client';

import { RotateCw } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useActionState, useState } from 'react';
import { idleForm } from '#components/forms/form-state.ts';
import { SubmitButton } from '#components/forms/submit-button.tsx';
import type { LinkAction, LinkState } from './new-link.tsx';

/** Makes another link for the same payment in one click, and goes there. The same button never makes two. */
export function RenewButton({ merchant, id, action }: { merchant: string; id: string; action: LinkAction }) {
  const t = useTranslations('paymentLink');
  const router = useRouter();
  const [intentKey] = useState(() => crypto.randomUUID());
  const [state, send] = useActionState<LinkState, FormData>(async (before, form) => {
    const answer: LinkState = await action(before, form).catch(() => ({
      status: 'error' as const,
      formError: t('problem.notOnline'),
    }));
    const madeId = answer.status === 'done' ? answer.value?.transactionId : undefined;
    if (madeId) router.push(`/${merchant}/payment-links/${madeId}`);
    // What was refused may not be what the page still offers.
    else router.refresh();
    return answer;
  }, idleForm);
  return (
    <form action={send} className="grid justify-items-start gap-1">
      <input type="hidden" name="intentKey" value={intentKey} />
      <input type="hidden" name="id" value={id} />
      <SubmitButton busy={t('detail.renewing')}>
        <RotateCw aria-hidden />
        {t('detail.renew')}
      </SubmitButton>
      <p role="status" className="max-w-72 text-sm text-stopped empty:hidden">
        {state.formError}
      </p>
    </form>
  );
}
