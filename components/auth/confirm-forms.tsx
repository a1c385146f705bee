'use client';

import { useState } from 'react';
import { idleForm } from '#components/forms/form-state.ts';
import { useCloseDialog } from '#components/ui/dialog.tsx';
import type { FactorKind } from '#server/auth/prove-factor.ts';
import { CodeForm, PasskeyForm } from './factor-forms.tsx';
import { type FactorActions, useGiveFactor } from './use-factor.ts';

type ConfirmFormsProps = { kinds: readonly FactorKind[]; actions: FactorActions; onDone: () => void };

/**
 * The forms of the dialog that asks for the second factor again, of the kinds the person has; `onDone` is called when it convinced.
 * They are sent by hand: the action of another form waits for this dialog, and React shows nothing of an action before every other
 * one that has begun is over.
 */
export default function ConfirmForms({ kinds, actions, onDone }: ConfirmFormsProps) {
  const close = useCloseDialog();
  const give = useGiveFactor(actions);
  const [state, setState] = useState(idleForm);
  const [isBusy, setBusy] = useState(false);
  const hasCode = kinds.includes('totp');

  async function send(form: FormData) {
    if (isBusy) return;
    setBusy(true);
    const answer = await give(form);
    setState(answer);
    setBusy(false);
    if (answer.status !== 'done') return;
    onDone();
    close();
  }

  return (
    <div className="grid gap-4">
      {hasCode && <CodeForm state={state} byHand={{ send, isBusy }} />}
      {kinds.includes('passkey') && (
        <PasskeyForm state={state} byHand={{ send, isBusy }} isAlone={!hasCode} />
      )}
    </div>
  );
}
