import { useLocale, useTranslations } from 'next-intl';
import type { LiveTransaction } from '#components/live/live-transaction.ts';
import { formatElapsed, formatInstant } from '#components/time/format-time.ts';

type NextStepProps = {
  transaction: LiveTransaction;
  /** The server's clock. */
  nowMs: number;
  /** Zone of the store. */
  timeZone: string;
};

/** What happens next without anybody doing anything, and until when; for an operation whose result is awaited or unknown. */
export function NextStep({ transaction, nowMs, timeZone }: NextStepProps) {
  const { next, state } = transaction;
  if (state !== 'unknown' && next.kind !== 'callback' && !isPageAsked(transaction)) return null;
  return (
    <div className="grid max-w-[60ch] gap-0.5 text-pretty text-ink-soft">
      <NextWords next={next} isOnline={transaction.device.isOnline} nowMs={nowMs} timeZone={timeZone} />
      {transaction.asking && <Asked asking={transaction.asking} timeZone={timeZone} />}
    </div>
  );
}

/** An open page is asked about on a schedule, whatever its payer's browser does. */
function isPageAsked({ device, state }: LiveTransaction): boolean {
  return device.isOnline && state === 'awaiting';
}

/** The sentences of a step that has its instant: before it, and from it on. */
const TIMED = {
  ask: ['askAt', 'askNow'],
  callback: ['callbackUntil', 'callbackDue'],
  doubt: ['doubtUntil', 'doubtDue'],
} as const;

function NextWords({
  next,
  isOnline,
  nowMs,
  timeZone,
}: Pick<NextStepProps, 'nowMs' | 'timeZone'> & { next: LiveTransaction['next']; isOnline: boolean }) {
  const t = useTranslations('transactions.ladder');
  const locale = useLocale();
  if (next.kind !== 'ask' && next.kind !== 'callback' && next.kind !== 'doubt')
    return <p>{t(isOnline ? 'askNoneOnline' : next.kind === 'person' ? 'unasked' : 'askNone')}</p>;
  const [before, due] = TIMED[next.kind];
  const waitMs = next.at === null ? 0 : Date.parse(next.at) - nowMs;
  if (next.at === null || waitMs <= 0) return <p>{t(due)}</p>;
  return (
    <p>
      {t(before, { time: formatInstant(new Date(next.at), timeZone, locale, 'clock') })}{' '}
      <span role="timer" aria-live="off" className="whitespace-nowrap tabular-nums">
        {t('askIn', { wait: formatElapsed(waitMs + 999) })}
      </span>
    </p>
  );
}

/** How often the provider was asked already, and what «no record» would mean. */
function Asked({ asking, timeZone }: { asking: NonNullable<LiveTransaction['asking']>; timeZone: string }) {
  const t = useTranslations('transactions.ladder');
  const locale = useLocale();
  return (
    <p className="text-sm">
      {t('asked', { count: asking.count })}{' '}
      {asking.foundNothingAt !== null
        ? t('noRecordOnce')
        : asking.countsFrom !== null
          ? t('noRecord', { time: formatInstant(new Date(asking.countsFrom), timeZone, locale, 'clock') })
          : t('noRecordSettles')}
    </p>
  );
}
