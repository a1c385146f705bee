'use client';

import { Check, Circle, CircleDot } from 'lucide-react';
import { useLocale, useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import {
  type LiveTransaction,
  type LiveTransactionRead,
  useLiveTransaction,
} from '#components/live/live-transaction.ts';
import { Elapsed } from '#components/time/elapsed.tsx';
import { formatElapsed, formatInstant } from '#components/time/format-time.ts';
import { classNames } from '#components/ui/class-names.ts';
import { LADDER_STEPS, type LadderStep, ladderPlace } from './ladder-steps.ts';
import { OutcomeSentence } from './outcome-sentence.tsx';
import { toReason } from './reason.ts';

type LiveLadderProps = {
  /** The merchant's address. */
  merchant: string;
  initial: LiveTransactionRead;
  /** Zone of the store, for the instant of the next question. */
  timeZone: string;
};

/** An operation on its way: the steps, the time since it began, one plain sentence. Moves by itself; nothing is guessed. */
export function LiveLadder({ merchant, initial, timeZone }: LiveLadderProps) {
  const t = useTranslations('transactions.ladder');
  const { data, error } = useLiveTransaction(merchant, initial);
  const { transaction, at } = data;
  const nowMs = useServerClock(at, transaction.settledAt !== null);
  const { step, sentence } = ladderPlace(transaction, nowMs);
  const isUnknown = transaction.state === 'unknown';
  return (
    <section aria-label={t('title')} className="grid gap-3" data-state={transaction.state}>
      <ol className="flex flex-wrap items-center gap-x-2 gap-y-1 text-sm">
        {LADDER_STEPS.map((each) => (
          <Step
            key={each}
            name={each}
            place={placeOf(each, step, transaction.settledAt !== null)}
            isUnknown={isUnknown}
          />
        ))}
        <li className="ml-auto font-medium text-lg">
          <Elapsed since={transaction.createdAt} until={transaction.settledAt} serverNow={at} />
        </li>
      </ol>
      {/* Said as it changes; the clock beside it is not. */}
      <div role="status">
        {sentence ? (
          <p className="max-w-[60ch] text-pretty">
            {isUnknown && <WhyUnknown reason={transaction.outcome?.reason} />} {t(sentence)}
          </p>
        ) : (
          <OutcomeSentence status={transaction.status} outcome={transaction.outcome} />
        )}
      </div>
      {isUnknown && <NextQuestion transaction={transaction} nowMs={nowMs} timeZone={timeZone} />}
      {error && <p className="text-sm text-unknown">{t('stale')}</p>}
    </section>
  );
}

type StepPlace = 'done' | 'now' | 'open';

function placeOf(step: LadderStep, current: LadderStep, isSettled: boolean): StepPlace {
  const distance = LADDER_STEPS.indexOf(step) - LADDER_STEPS.indexOf(current);
  if (distance === 0) return isSettled ? 'done' : 'now';
  return distance < 0 ? 'done' : 'open';
}

const stepLook: Record<StepPlace, string> = {
  done: 'text-ink-soft',
  now: 'font-semibold text-awaiting',
  open: 'text-ink-faint',
};

function Step({ name, place, isUnknown }: { name: LadderStep; place: StepPlace; isUnknown: boolean }) {
  const t = useTranslations('transactions.ladder');
  const Icon = { done: Check, now: CircleDot, open: Circle }[place];
  return (
    <li
      aria-current={place === 'now' ? 'step' : undefined}
      className={classNames(
        'flex items-center gap-1.5 after:ml-1 after:h-px after:w-4 after:bg-line-firm [&:nth-last-child(2)]:after:hidden',
        place === 'now' && isUnknown ? 'font-semibold text-unknown' : stepLook[place],
      )}
    >
      <Icon aria-hidden className={classNames('size-4', place === 'now' && 'animate-breathe')} />
      {t(`steps.${name}`)}
      <span className="sr-only">{t(place)}</span>
    </li>
  );
}

/** Why nobody knows, where that much is known. */
function WhyUnknown({ reason }: { reason: string | undefined }) {
  const t = useTranslations('reason');
  const known = toReason(reason);
  return known && <span className="font-medium">{t(`${known}.why`)}</span>;
}

/** Who asks the provider next, what and when, how often that was done already, and what «no record» would mean. */
function NextQuestion({
  transaction: { next, asking },
  nowMs,
  timeZone,
}: {
  transaction: LiveTransaction;
  nowMs: number;
  timeZone: string;
}) {
  const t = useTranslations('transactions.ladder');
  const locale = useLocale();
  const clock = (at: string) => formatInstant(new Date(at), timeZone, locale, 'clock');
  const waitMs = next.at === null ? 0 : Date.parse(next.at) - nowMs;
  return (
    <div className="grid max-w-[60ch] gap-0.5 text-pretty text-ink-soft">
      <p>
        {next.at === null ? t('askNone') : waitMs <= 0 ? t('askNow') : t('askAt', { time: clock(next.at) })}{' '}
        {waitMs > 0 && (
          <span role="timer" aria-live="off" className="whitespace-nowrap tabular-nums">
            {t('askIn', { wait: formatElapsed(waitMs + 999) })}
          </span>
        )}
      </p>
      {asking && (
        <p className="text-sm">
          {t('asked', { count: asking.count })}{' '}
          {asking.foundNothingAt !== null
            ? t('noRecordOnce')
            : asking.countsFrom !== null
              ? t('noRecord', { time: clock(asking.countsFrom) })
              : t('noRecordSettles')}
        </p>
      )}
    </div>
  );
}

/** The server's time in milliseconds, moving on from its last answer; the browser's own clock may be wrong by minutes. */
function useServerClock(at: string, isStopped: boolean): number {
  const answeredMs = Date.parse(at);
  const [nowMs, setNowMs] = useState(answeredMs);
  useEffect(() => {
    const heard = performance.now();
    const tick = () => setNowMs(answeredMs + performance.now() - heard);
    tick();
    if (isStopped) return;
    const timer = setInterval(tick, 500);
    return () => clearInterval(timer);
  }, [answeredMs, isStopped]);
  return nowMs;
}
