'use client';

import { useRouter } from 'next/navigation';
import { useEffect } from 'react';
import { hasSingleKeys, isElsewhere } from '#components/palette/single-keys.ts';

const STEPS: Record<string, number> = { j: 1, k: -1 };

/** On a page of slips: j and k go to the next and the one before, wherever nothing is written. */
export function SlipKeys() {
  const router = useRouter();
  useEffect(() => {
    function typed(event: KeyboardEvent) {
      if (
        event.metaKey ||
        event.ctrlKey ||
        event.altKey ||
        event.defaultPrevented ||
        isElsewhere(event.target) ||
        !hasSingleKeys()
      )
        return;
      const step = STEPS[event.key];
      if (step !== undefined) go(step);
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
