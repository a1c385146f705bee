'use client';

import { useState } from 'react';
import { idleForm } from '#components/forms/form-state.ts';
import { useCloseDialog } from '#components/ui/dialog.tsx';
import { CodeForm, PasskeyForm } from './factor-forms.tsx';
import { type FactorActions, useGiveFactor } from './use-factor.ts';

/**
 * The forms of the dialog that asks for the second factor again; `onDone` is called when it convinced. They are sent by hand: the
 * action of another form waits for this dialog, and React shows nothing of an action before every other one that has begun is over.
 */
export default function ConfirmForms({ actions, onDone }: { actions: FactorActions; onDone: () => void }) {
  const close = useCloseDialog();
  const give = useGiveFactor(actions);
  const [state, setState] = useState(idleForm);
  const [isBusy, setBusy] = useState(false);

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
      <CodeForm state={state} byHand={{ send, isBusy }} />
      <PasskeyForm state={state} byHand={{ send, isBusy }} />
    </div>
  );
}
