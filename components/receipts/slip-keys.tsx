'use client';

import { useRouter } from 'next/navigation';
import { useEffect } from 'react';
import { hasSingleKeys } from '#components/palette/single-keys.ts';

const STEPS: Record<string, number> = { j: 1, k: -1 };

/** On a page of slips: j and k go to the next and the one before, p prints the one that is shown, wherever nothing is written. */
export function SlipKeys() {
  const router = useRouter();
  useEffect(() => {
    function typed(event: KeyboardEvent) {
      if (
        event.metaKey ||
        event.ctrlKey ||
        event.altKey ||
        event.defaultPrevented ||
        isWritten(event.target) ||
        !hasSingleKeys()
      )
        return;
      const step = STEPS[event.key];
      if (step !== undefined) return go(step);
      if (event.key === 'p')
        document.querySelector<HTMLFormElement>('form[data-print-slip]')?.requestSubmit();
    }

    function go(step: number) {
      const links = [...document.querySelectorAll<HTMLAnchorElement>('a.row-link')];
      const focused = links.indexOf(document.activeElement as HTMLAnchorElement);
      const shown = links.findIndex((link) => link.closest('[aria-selected=true]'));
      const at = shown >= 0 ? shown : focused;
      const next = links[at < 0 ? 0 : at + step];
      if (!next) return;
      next.focus();
      next.scrollIntoView({ block: 'nearest' });
      router.replace(`${next.pathname}${next.search}`, { scroll: false });
    }

    document.addEventListener('keydown', typed);
    return () => document.removeEventListener('keydown', typed);
  }, [router]);
  return null;
}

/** Where keys are letters, or move something of their own. */
function isWritten(target: EventTarget | null): boolean {
  return (
    target instanceof Element &&
    target.closest('input, textarea, select, dialog, [role="menu"], [popover], [contenteditable]') !== null
  );
}
