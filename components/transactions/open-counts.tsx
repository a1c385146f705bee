'use client';

import { CountBadge } from '#components/layout/nav-links.tsx';
import { useInFlight } from '#components/live/in-flight.ts';

/** The number beside «Unresolved»; begins with what the page was rendered with and follows from there. */
export function UnresolvedBadge({ merchant, initial }: { merchant: string; initial: number }) {
  const open = useInFlight(merchant)?.open;
  return <CountBadge count={open ? open.running + open.unknown : initial} />;
}

/** The number on a tab of the list; nothing until it is known and while there is none. */
export function TabCount({ merchant, tab }: { merchant: string; tab: 'running' | 'unknown' }) {
  const count = useInFlight(merchant)?.open[tab] ?? 0;
  if (count === 0) return null;
  return (
    <span className="rounded-full bg-neutral-tint px-1.5 text-neutral text-xs tabular-nums leading-5">
      {count}
    </span>
  );
}
