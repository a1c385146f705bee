'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useActionState, useState } from 'react';
import { useConfirmed } from '#components/auth/confirm-factor.tsx';
import { NewFactorForms } from '#components/auth/set-up-steps.tsx';
import { type NewFactorActions, useNewFactor } from '#components/auth/use-factor.ts';
import { ErrorSummary } from '#components/forms/error-summary.tsx';
import { idleForm } from '#components/forms/form-state.ts';
import { SubmitButton } from '#components/forms/submit-button.tsx';
import { QrCode } from '#components/receipts/qr-code.tsx';
import type { PersonAction } from '#server/auth/action.ts';
import type { ActionState } from '#server/auth/action-state.ts';

type Draft = { sealed: string; typed: string; modules: string[] };
type NewFactorProps = { actions: NewFactorActions<null> & { draft: PersonAction<Draft> } };

/** Adds another second step: whoever sees its secret has just shown that it is them. */
export function NewFactor({ actions }: NewFactorProps) {
  const t = useTranslations('account.factors');
  const [isDone, setDone] = useState(false);
  const confirmed = useConfirmed(actions.draft);
  const [drafted, begin] = useActionState<ActionState<Draft>, FormData>(
    async (before, form) => {
      const answer = await confirmed(before, form);
      if (answer.status === 'done') setDone(false);
      return answer;
    },
    idleForm as ActionState<Draft>,
  );
  if (drafted.value && !isDone)
    return <Adding draft={drafted.value} actions={actions} onDone={() => setDone(true)} />;
  return (
    <form action={begin} className="grid justify-items-start gap-2">
      <ErrorSummary state={drafted} labels={{}} />
      <p role="status" className="text-ink-soft text-sm empty:hidden">
        {isDone && t('added')}
      </p>
      <SubmitButton variant="secondary">{t('add')}</SubmitButton>
    </form>
  );
}

type AddingProps = { draft: Draft; actions: NewFactorActions<null>; onDone: () => void };

function Adding({ draft, actions, onDone }: AddingProps) {
  const t = useTranslations('factor.setUp');
  const router = useRouter();
  const keep = useConfirmed(actions.keep);
  const makePasskey = useConfirmed(actions.makePasskey);
  const [state, send] = useNewFactor<null>({
    keep: async (before, form) => {
      const answer = await keep(before, form);
      if (answer.status === 'done') {
        onDone();
        router.refresh();
      }
      return answer;
    },
    makePasskey,
  });
  const qr = (
    <QrCode
      label={t('qr')}
      modules={draft.modules}
      className="mx-auto size-44 bg-white text-black max-md:mx-0"
    />
  );
  return (
    <div className="max-w-sm rounded-md border p-3">
      <NewFactorForms draft={draft} qr={qr} state={state} send={send} />
    </div>
  );
}
