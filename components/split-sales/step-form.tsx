'use client';

import type { ReactNode } from 'react';
import { SubmitButton } from '#components/forms/submit-button.tsx';
import type { ButtonVariant } from '#components/ui/button.tsx';
import { type SplitAction, useSplitAction } from './split-action.ts';

type StepFormProps = {
  merchant: string;
  splitSaleId: string;
  action: SplitAction;
  variant?: ButtonVariant;
  /** What is going on while it is answered. */
  busy: string;
  /** Why it cannot be done now; said beside the button too. */
  reason?: string;
  /** What doing it means, while it can be done. */
  hint?: string;
  children: ReactNode;
};

/** One step of a split sale that needs no more than a press; what stands in the way is said beside it. */
export function StepForm(props: StepFormProps) {
  const { merchant, splitSaleId, action, variant, busy, reason, hint, children } = props;
  const [state, send] = useSplitAction(merchant, action);
  const problem = state.formError ?? Object.values(state.fieldErrors ?? {})[0]?.[0];
  return (
    <form action={send} className="grid gap-1.5">
      <input type="hidden" name="splitSaleId" value={splitSaleId} />
      <SubmitButton
        size="lg"
        variant={variant}
        busy={busy}
        disabled={reason !== undefined}
        reason={reason}
        className="h-auto min-h-12 whitespace-normal py-2"
      >
        {children}
      </SubmitButton>
      {(reason ?? hint) && <p className="text-pretty text-ink-soft text-sm">{reason ?? hint}</p>}
      <p role="alert" className="text-pretty text-sm text-stopped empty:hidden">
        {state.status === 'error' && problem}
      </p>
    </form>
  );
}
