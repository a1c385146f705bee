'use client';

import { Slot } from 'radix-ui';
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef } from 'react';
import { placeNear } from './place-near.ts';

const DELAY_MS = 350;

/**
 * A short explanation of its one child, on hover and on focus; Escape hides it. Never the only place something is said:
 * touch screens do not show it.
 */
export function Tooltip({
  text,
  children,
  align = 'start',
}: {
  text: ReactNode;
  children: ReactNode;
  align?: 'start' | 'end';
}) {
  const id = useId();
  const anchor = useRef<HTMLElement>(null);
  const tip = useRef<HTMLSpanElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);

  function show() {
    if (!tip.current || !anchor.current) return;
    placeNear(tip.current, anchor.current, align);
    tip.current.showPopover();
  }

  function hide() {
    clearTimeout(timer.current);
    tip.current?.hidePopover();
  }

  return (
    <>
      <Slot.Root
        ref={anchor}
        aria-describedby={id}
        onPointerEnter={() => {
          timer.current = setTimeout(show, DELAY_MS);
        }}
        onPointerLeave={hide}
        onFocus={show}
        onBlur={hide}
        onKeyDown={(event: KeyboardEvent) => event.key === 'Escape' && hide()}
      >
        {children}
      </Slot.Root>
      <span
        ref={tip}
        id={id}
        role="tooltip"
        popover="manual"
        className="pointer-events-none fixed m-0 max-w-72 whitespace-normal rounded-md bg-ink px-2 py-1 text-canvas text-xs shadow-floating open:animate-appear"
      >
        {text}
      </span>
    </>
  );
}
