'use client';

import { Printer } from 'lucide-react';
import { useActionState, useEffect, useRef } from 'react';
import { type FormState, idleForm } from '#components/forms/form-state.ts';
import { SubmitButton } from '#components/forms/submit-button.tsx';
import type { ButtonVariant } from '#components/ui/button.tsx';

type PrintButtonProps = {
  transactionId: string;
  /** Which slip, in which language, on which roll: sent along with the form. */
  slip: { language: string; paper: string; copy: string };
  /** Counts the print and leads to its page; bound to its merchant. */
  action: (state: FormState, form: FormData) => Promise<FormState>;
  label: string;
  busy: string;
  variant?: ButtonVariant;
  /** Takes the focus where it appears, so that Enter prints. */
  isFocused?: boolean;
};

/** Asks for one more counted print. Works before any script: the answer is the page to print from. */
export function PrintButton({
  transactionId,
  slip,
  action,
  label,
  busy,
  variant = 'primary',
  isFocused = false,
}: PrintButtonProps) {
  const place = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (isFocused) place.current?.querySelector<HTMLElement>('[type=submit]')?.focus();
  }, [isFocused]);
  const [state, send] = useActionState(action, idleForm);
  const problem = state.formError ?? Object.values(state.fieldErrors ?? {})[0]?.[0];
  return (
    <form ref={place} action={send} className="grid justify-items-start gap-1">
      <input type="hidden" name="transactionId" value={transactionId} />
      {Object.entries(slip).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <SubmitButton variant={variant} busy={busy} aria-keyshortcuts="p">
        <Printer aria-hidden />
        {label}
      </SubmitButton>
      <p role="status" className="max-w-72 whitespace-normal text-sm text-stopped empty:hidden">
        {state.status === 'error' && problem}
      </p>
    </form>
  );
}
