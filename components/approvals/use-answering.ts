'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useActionState } from 'react';
import { useConfirmed } from '#components/auth/confirm-factor.tsx';
import { type FormState, idleForm } from '#components/forms/form-state.ts';

/** An action about a request, bound to its merchant. */
export type ApprovalAction = (state: FormState, form: FormData) => Promise<FormState>;

/** Sends an answer; the page then shows what became of it. */
export function useAnswering(action: ApprovalAction) {
  const t = useTranslations('approvals.problem');
  const router = useRouter();
  const confirmed = useConfirmed(action);
  return useActionState<FormState, FormData>(async (before, form) => {
    const answer = await confirmed(before, form).catch(
      (): FormState => ({ status: 'error', formError: t('notOnline') }),
    );
    router.refresh();
    return answer;
  }, idleForm);
}
