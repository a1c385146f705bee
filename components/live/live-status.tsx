'use client';

import { LiveDot } from '#components/layout/live-dot.tsx';
import { useLiveState } from './live-provider.tsx';

/** The live dot, as things stand. */
export function LiveStatus() {
  return <LiveDot state={useLiveState()} />;
}
