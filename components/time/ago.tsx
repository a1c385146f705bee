'use client';

import { useLocale } from 'next-intl';
import { useEffect, useState } from 'react';
import { formatAge, formatInstant } from './format-time.ts';

type AgoProps = {
  at: Date | string;
  /** The server's clock when this was rendered; the browser's own may be wrong by minutes. */
  serverNow: Date | string;
  /** IANA zone of the store, for the exact moment shown on hover. */
  timeZone: string;
  className?: string;
};

const EVERY_MS = 20_000;

/** How long ago something was, "4 min ago", by the server's time and growing while one looks. */
export function Ago({ at, serverNow, timeZone, className }: AgoProps) {
  const locale = useLocale();
  const date = new Date(at);
  const rendered = new Date(serverNow).getTime();
  const [now, setNow] = useState(rendered);

  useEffect(() => {
    const mounted = performance.now();
    const tick = () => setNow(rendered + performance.now() - mounted);
    tick();
    const timer = setInterval(tick, EVERY_MS);
    return () => clearInterval(timer);
  }, [rendered]);

  return (
    <time
      dateTime={date.toISOString()}
      title={`${formatInstant(date, timeZone, locale, 'full')} (${timeZone})`}
      className={className ?? 'whitespace-nowrap tabular-nums'}
      // The browser may know other words for a unit than the server.
      suppressHydrationWarning
    >
      {formatAge(now - date.getTime(), locale)}
    </time>
  );
}
