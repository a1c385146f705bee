'use client';

import { useTranslations } from 'next-intl';
import { type ReactNode, use, useEffect, useState } from 'react';
import { useFormStatus } from 'react-dom';
import { formatElapsed } from '#components/time/format-time.ts';
import { Button, type ButtonSize, type ButtonVariant } from '#components/ui/button.tsx';
import { PersonIsAsked } from './person-is-asked.ts';

type SubmitButtonProps = {
  children: ReactNode;
  /** What is going on while the form is being answered; "Working…" unless said. */
  busy?: ReactNode;
  /** Said where the form is sent by hand; else its action tells. */
  isBusy?: boolean;
  variant?: ButtonVariant;
  size?: ButtonSize;
  disabled?: boolean;
  /** Why it is disabled. */
  reason?: string;
  /** Name and value of this button in the form, when several buttons mean different things. */
  name?: string;
  value?: string;
  /** What this button does, where it is not what its form does. */
  formAction?: (form: FormData) => void | Promise<void>;
  className?: string;
  /** The single key that presses it. */
  'aria-keyshortcuts'?: string;
};

/** Most answers are there sooner; from then on the time is shown. */
const SHOW_TIME_AFTER_MS = 3_000;
/** From then on there is a way on. */
const TAKES_LONG_AFTER_MS = 15_000;

/**
 * Sends the form it stands in; while the answer is awaited a second press does nothing. A wait that gets long says for how
 * long it has been, and then what can be done instead; while a dialog asks the person something, nobody waits for us.
 */
export function SubmitButton({ children, busy, isBusy, variant = 'primary', ...rest }: SubmitButtonProps) {
  const t = useTranslations('common');
  const status = useFormStatus();
  const pending = isBusy ?? status.pending;
  const waitedMs = useWaited(pending && !use(PersonIsAsked));
  const working = (
    <>
      {busy ?? t('working')}{' '}
      {waitedMs >= SHOW_TIME_AFTER_MS && (
        <span role="timer" aria-live="off" className="tabular-nums">
          {formatElapsed(waitedMs)}
        </span>
      )}
    </>
  );
  return (
    <>
      <Button {...rest} type="submit" variant={variant} busy={pending ? working : undefined}>
        {children}
      </Button>
      {waitedMs >= TAKES_LONG_AFTER_MS && (
        <p role="status" className="max-w-72 whitespace-normal text-ink-soft text-sm">
          {t('takesLong')}
        </p>
      )}
    </>
  );
}

/** For how long something has been going on, in milliseconds; 0 while it is not. */
function useWaited(isGoingOn: boolean): number {
  const [waitedMs, setWaitedMs] = useState(0);
  useEffect(() => {
    if (!isGoingOn) return;
    const since = performance.now();
    const timer = setInterval(() => setWaitedMs(performance.now() - since), 500);
    return () => {
      clearInterval(timer);
      setWaitedMs(0);
    };
  }, [isGoingOn]);
  return waitedMs;
}
