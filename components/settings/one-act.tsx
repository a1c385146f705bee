'use client';

import type { ReactNode } from 'react';
import { type FormAction, useRefreshingForm } from '#components/forms/refreshing-form.ts';
import { SubmitButton } from '#components/forms/submit-button.tsx';
import type { ButtonVariant } from '#components/ui/button.tsx';

/** One thing that can be done by one press, with what it means and what came of it. */
export function OneAct({
  field,
  text,
  variant = 'secondary',
  action,
  children,
}: {
  /** Names what it is done to. */
  field: { name: string; value: string };
  text?: string;
  variant?: ButtonVariant;
  action: FormAction;
  children: ReactNode;
}) {
  const [state, send] = useRefreshingForm(action);
  return (
    <form action={send} className="grid justify-items-start gap-1 border-t pt-4">
      <input type="hidden" name={field.name} value={field.value} />
      <SubmitButton variant={variant}>{children}</SubmitButton>
      {text && <p className="text-ink-soft text-xs">{text}</p>}
      <p role="status" className="text-sm text-stopped empty:hidden">
        {state.formError}
      </p>
    </form>
  );
}
