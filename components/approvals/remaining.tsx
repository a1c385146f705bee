'use client';

import { useLocale, useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';

type RemainingProps = {
  expiresAt: Date | string;
  /** When it happens by itself, if it does. */
  runsAt: Date | string | null;
  /** The server's clock when this was rendered; the browser's own may be wrong by minutes. */
  serverNow: Date | string;
};

const EVERY_MS = 15_000;

/** How long a request still counts, or until it happens by itself, by the server's time. */
export function Remaining({ expiresAt, runsAt, serverNow }: RemainingProps) {
  const t = useTranslations('approvals');
  const locale = useLocale();
  const rendered = new Date(serverNow).getTime();
  const [now, setNow] = useState(rendered);

  useEffect(() => {
    const mounted = performance.now();
    const tick = () => setNow(rendered + performance.now() - mounted);
    tick();
    const timer = setInterval(tick, EVERY_MS);
    return () => clearInterval(timer);
  }, [rendered]);

  const leftMs = new Date(runsAt ?? expiresAt).getTime() - now;
  if (leftMs <= 0) return <span className="text-unknown">{t('over')}</span>;
  return (
    <span className="text-ink-soft tabular-nums" suppressHydrationWarning>
      {t(runsAt ? 'runsIn' : 'countsFor', { time: sayLeft(leftMs, locale) })}
    </span>
  );
}

/** Whole hours while there are two, then whole minutes, never none. */
function sayLeft(leftMs: number, locale: string): string {
  const minutes = Math.ceil(leftMs / 60_000);
  const [unit, count] =
    minutes >= 120 ? (['hour', Math.floor(minutes / 60)] as const) : (['minute', minutes] as const);
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(count);
}
