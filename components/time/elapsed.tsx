'use client';

import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { formatElapsed } from './format-time.ts';

type ElapsedProps = {
  /** When it began, by the server's clock. */
  since: Date | string;
  /** The server's clock when this was rendered or fetched; the browser's own may be wrong by minutes. */
  serverNow: Date | string;
  /** Set once it is over: the clock stands still there. */
  until?: Date | string | null;
  className?: string;
};

/** A clock that counts up, "0:07", by the server's time. Quiet for screen readers: the words beside it speak. */
export function Elapsed({ since, serverNow, until, className }: ElapsedProps) {
  const t = useTranslations('common.time');
  const start = new Date(since).getTime();
  const end = until ? new Date(until).getTime() : null;
  const rendered = new Date(serverNow).getTime();
  const [now, setNow] = useState(rendered);

  useEffect(() => {
    if (end !== null) return;
    const mounted = performance.now();
    const tick = () => setNow(rendered + performance.now() - mounted);
    tick();
    const timer = setInterval(tick, 250);
    return () => clearInterval(timer);
  }, [rendered, end]);

  return (
    <span role="timer" aria-label={t('elapsed')} aria-live="off" className={className ?? 'tabular-nums'}>
      {formatElapsed((end ?? now) - start)}
    </span>
  );
}
