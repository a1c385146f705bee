'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useRef } from 'react';
import { useLiveTransaction } from '#components/live/follow-transaction.ts';
import type { LiveTransactionRead } from '#components/live/live-transaction.ts';

/**
 * Has the page of a link rendered again whenever its payment moved, also where it lies untouched on a counter until somebody
 * has paid: what moves is told by the live read, and it moves a few times at most.
 */
export function FollowLink({ merchant, initial }: { merchant: string; initial: LiveTransactionRead }) {
  const router = useRouter();
  const { data } = useLiveTransaction(merchant, initial);
  const { state, status, outcome } = data.transaction;
  const now = [state, status, outcome?.reason].join(' ');
  const shown = useRef(now);
  useEffect(() => {
    if (shown.current === now) return;
    shown.current = now;
    router.refresh();
  }, [now, router]);
  return null;
}
