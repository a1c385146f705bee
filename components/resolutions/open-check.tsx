'use client';

import { type ComponentProps, lazy, Suspense } from 'react';

// Nearly no operation somebody looks at waits for a second person.
const Check = lazy(() => import('./check-form.tsx').then(({ CheckForm }) => ({ default: CheckForm })));
const Withdraw = lazy(() =>
  import('./check-form.tsx').then(({ WithdrawForm }) => ({ default: WithdrawForm })),
);

/** The form of the second person, fetched where something waits for one. */
export function OpenCheck(props: ComponentProps<typeof Check>) {
  return (
    <Suspense>
      <Check {...props} />
    </Suspense>
  );
}

/** The form of who may still stop what waits, fetched where something does. */
export function OpenWithdraw(props: ComponentProps<typeof Withdraw>) {
  return (
    <Suspense>
      <Withdraw {...props} />
    </Suspense>
  );
}
