'use client';

import { useCloseDialog } from '#components/ui/dialog.tsx';
import { CodeForm, PasskeyForm } from './factor-forms.tsx';
import { type FactorActions, useGivenFactor } from './use-factor.ts';

/** The forms of the dialog that asks for the second factor again; `onDone` is called when it convinced. */
export default function ConfirmForms({ actions, onDone }: { actions: FactorActions; onDone: () => void }) {
  const close = useCloseDialog();
  const [state, send] = useGivenFactor(actions, () => {
    onDone();
    close();
  });
  return (
    <div className="grid gap-4">
      <CodeForm state={state} send={send} />
      <PasskeyForm state={state} send={send} />
    </div>
  );
}
