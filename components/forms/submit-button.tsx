'use client';

import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { useFormStatus } from 'react-dom';
import { Button, type ButtonSize, type ButtonVariant } from '#components/ui/button.tsx';

type SubmitButtonProps = {
  children: ReactNode;
  /** What is going on while the form is being answered; "Working…" unless said. */
  busy?: ReactNode;
  variant?: ButtonVariant;
  size?: ButtonSize;
  disabled?: boolean;
  /** Why it is disabled. */
  reason?: string;
  /** Name and value of this button in the form, when several buttons mean different things. */
  name?: string;
  value?: string;
  className?: string;
};

/** Sends the form it stands in; while the answer is awaited a second press does nothing. */
export function SubmitButton({ children, busy, variant = 'primary', ...rest }: SubmitButtonProps) {
  const t = useTranslations('common');
  const { pending } = useFormStatus();
  return (
    <Button {...rest} type="submit" variant={variant} busy={pending ? (busy ?? t('working')) : undefined}>
      {children}
    </Button>
  );
}
