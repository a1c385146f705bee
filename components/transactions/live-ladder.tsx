'use client';

import { Check, Circle, CircleDot } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { useLiveTransaction } from '#components/live/follow-transaction.ts';
import type { LiveTransactionRead } from '#components/live/live-transaction.ts';
import { Elapsed } from '#components/time/elapsed.tsx';
import { classNames } from '#components/ui/class-names.ts';
import { ApprovedAnyway, isApprovedAnyway } from './approved-anyway.tsx';
import { FlagAlerts } from './flag-alerts.tsx';
import { isSlow, LADDER_STEPS, type LadderStep, ladderPlace, middleStep } from './ladder-steps.ts';
import { NextStep } from './next-step.tsx';
import { OutcomeSentence } from './outcome-sentence.tsx';
import { toReason } from './reason.ts';
import { type StopAction, StopPart } from './stop-part.tsx';

type LiveLadderProps = {
  /** The merchant's address. */
  merchant: string;
  initial: LiveTransactionRead;
  /** Zone of the store, for the instant of what happens next. */
  timeZone: string;
  /** Has it stopped on its terminal, bound to the merchant; left out where that is not offered. */
  stop?: StopAction;
};

/** An operation on its way: the steps, the time since it began, one plain sentence. Moves by itself; nothing is guessed. */
export function LiveLadder({ merchant, initial, timeZone, stop }: LiveLadderProps) {
  const t = useTranslations('transactions.ladder');
  const said = useTranslations('stop.anyway');
  const { data, error } = useLiveTransaction(merchant, initial);
  const { transaction, at } = data;
  const nowMs = useServerClock(at, transaction.settledAt !== null);
  const { step, sentence } = ladderPlace(transaction, nowMs);
  const isUnknown = transaction.state === 'unknown';
  const hasEnded = transaction.settledAt !== null;
  // Where nothing goes on by itself, nothing moves.
  const isStill = isUnknown && (transaction.next.kind === 'person' || transaction.next.kind === 'none');
  return (
    <section aria-label={t('title')} className="grid gap-3" data-state={transaction.state}>
      <ol className="flex flex-wrap items-center gap-x-2 gap-y-1 text-sm">
        {LADDER_STEPS.map((each) => (
          <Step
            key={each}
            name={each === 'terminal' ? middleStep(transaction) : each}
            place={placeOf(each, step, hasEnded)}
            isUnknown={isUnknown}
            isStill={isStill}
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
            {isUnknown && <WhyUnknown reason={transaction.outcome?.reason} />}{' '}
            {t(sentence, { device: transaction.device.label })}
          </p>
        ) : (
          <OutcomeSentence
            status={transaction.status}
            outcome={transaction.outcome}
            canAsk={transaction.canAsk}
            next={isApprovedAnyway(transaction) && said('next')}
          />
        )}
      </div>
      {hasEnded ? (
        <>
          <ApprovedAnyway transaction={transaction} live />
          <FlagAlerts transaction={transaction} />
        </>
      ) : (
        <>
          <NextStep transaction={transaction} nowMs={nowMs} timeZone={timeZone} />
          {stop && (
            <StopPart
              transaction={transaction}
              nowMs={nowMs}
              action={stop}
              isUrgent={isSlow(transaction, nowMs)}
            />
          )}
        </>
      )}
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

type StepProps = {
  name: LadderStep | ReturnType<typeof middleStep>;
  place: StepPlace;
  isUnknown: boolean;
  isStill: boolean;
};

function Step({ name, place, isUnknown, isStill }: StepProps) {
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
      <Icon aria-hidden className={classNames('size-4', place === 'now' && !isStill && 'animate-breathe')} />
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
