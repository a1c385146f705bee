'use client';

import { CountBadge } from '#components/layout/nav-links.tsx';
import { useInFlight } from '#components/live/in-flight.tsx';

/** The number beside «Unresolved»; begins with what the page was rendered with and follows from there. */
export function UnresolvedBadge({ initial }: { initial: number }) {
  const open = useInFlight()?.open;
  return <CountBadge count={open ? open.running + open.unknown : initial} />;
}
