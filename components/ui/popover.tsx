'use client';

import { Slot } from 'radix-ui';
import { type ReactNode, type ToggleEvent, useId, useRef } from 'react';
import { classNames } from './class-names.ts';
import { placeNear } from './place-near.ts';

type PopoverProps = {
  /** The button that opens it. */
  trigger: ReactNode;
  /** What it is, for screen readers. */
  label: string;
  children: ReactNode;
  align?: 'start' | 'end';
  className?: string;
};

/**
 * A small form or list of choices near the button that opens it. The browser's own popover: it opens, closes on Escape and on
 * a press elsewhere before any script has run; a script only puts it beside its button.
 */
export function Popover({ trigger, label, children, align = 'start', className }: PopoverProps) {
  const id = useId();
  const button = useRef<HTMLElement>(null);

  function place(event: ToggleEvent<HTMLDivElement>) {
    if (event.newState === 'open' && button.current) placeNear(event.currentTarget, button.current, align);
  }

  return (
    <>
      <Slot.Root ref={button} popoverTarget={id}>
        {trigger}
      </Slot.Root>
      <div
        id={id}
        popover="auto"
        role="dialog"
        aria-label={label}
        onBeforeToggle={place}
        className={classNames(
          'fixed m-auto max-h-[80dvh] w-72 max-w-[calc(100vw-2rem)] overflow-y-auto whitespace-normal rounded-lg border bg-surface p-3 font-normal text-ink shadow-floating open:animate-appear',
          className,
        )}
      >
        {children}
      </div>
    </>
  );
}
