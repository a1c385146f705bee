'use client';

import type { ComponentProps } from 'react';
import { LiveReads } from '#components/live/live-reads.tsx';
import { LiveLadder } from './live-ladder.tsx';

/** The ladder with all it takes to follow an operation. */
export default function FollowedLadder(props: ComponentProps<typeof LiveLadder>) {
  return (
    <LiveReads>
      <LiveLadder {...props} />
    </LiveReads>
  );
}
