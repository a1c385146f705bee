'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useEffect, useRef, useState } from 'react';
import { formatElapsed } from '#components/time/format-time.ts';

type CountdownProps = {
  until: Date | string;
  /** The server's clock when this was rendered; the browser's own may be wrong by minutes. */
  serverNow: Date | string;
  /** Speaks, and has the page rendered again at the end; in a list many stand side by side and none does. */
  isSubject?: boolean;
};

/** A screen reader hears of it at these minutes, never every second. */
const SPOKEN_MINUTES = [20, 10, 5, 2, 1, 0];

/** A clock that counts down, "27:03", by the server's time. */
export function Countdown({ until, serverNow, isSubject = false }: CountdownProps) {
  const t = useTranslations('paymentLink.detail');
  const router = useRouter();
  const leftMs = useLeft(new Date(until).getTime(), new Date(serverNow).getTime());
  const isOver = leftMs === 0;
  const refreshed = useRef(false);

  useEffect(() => {
    if (!isOver || !isSubject || refreshed.current) return;
    refreshed.current = true;
    router.refresh();
  }, [isOver, isSubject, router]);

  const minutes = Math.floor(leftMs / 60_000);
  const spoken = SPOKEN_MINUTES.findLast((each) => minutes <= each);
  return (
    <>
      <span role="timer" aria-label={t('timeLeft')} aria-live="off" className="tabular-nums">
        {formatElapsed(leftMs === 0 ? 0 : leftMs + 999)}
      </span>
      {isSubject && (
        <span role="status" className="sr-only">
          {spoken !== undefined && t('minutesLeft', { minutes: spoken })}
        </span>
      )}
    </>
  );
}

/** Milliseconds that are left, by the server's clock moving on; never below zero. */
function useLeft(endMs: number, renderedMs: number): number {
  const [nowMs, setNowMs] = useState(renderedMs);
  useEffect(() => {
    const mounted = performance.now();
    const tick = () => setNowMs(renderedMs + performance.now() - mounted);
    tick();
    const timer = setInterval(tick, 500);
    return () => clearInterval(timer);
  }, [renderedMs]);
  return Math.max(0, endMs - nowMs);
}
