'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useActionState } from 'react';
import { useConfirmed } from '#components/auth/confirm-factor.tsx';
import { type FormState, idleForm } from '#components/forms/form-state.ts';
import { useCloseDialog } from '#components/ui/dialog.tsx';

/** An action that records what a person says, bound to its merchant. */
export type RecordAction = (state: FormState, form: FormData) => Promise<FormState>;

/** Sends the form, and when it was taken closes what it stands in; the page then shows what waits or what came of it. */
export function useRecording(action: RecordAction) {
  const t = useTranslations('resolution.problem');
  const router = useRouter();
  const close = useCloseDialog();
  const confirmed = useConfirmed(action);
  return useActionState<FormState, FormData>(async (_before, form) => {
    // Without the answer before: a photo that was refused with it would be sent twice.
    const answer = await confirmed(idleForm, form).catch(
      (): FormState => ({ status: 'error', formError: t('notOnline') }),
    );
    if (answer.status === 'done') close();
    router.refresh();
    return answer;
  }, idleForm);
}
