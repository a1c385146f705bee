'use client';

import { type ComponentProps, lazy, Suspense } from 'react';

// Nearly every operation somebody looks at has ended: it has no ladder any more.
const FollowedLadder = lazy(() => import('./followed-ladder.tsx'));

/** The ladder of an operation that is open when the page is rendered. */
export function OpenLadder(props: ComponentProps<typeof FollowedLadder>) {
  return (
    <Suspense>
      <FollowedLadder {...props} />
    </Suspense>
  );
}
