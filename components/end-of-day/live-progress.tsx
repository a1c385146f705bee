'use client';

import { Check, Circle, CircleDot, CircleHelp, CircleX } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useEffect } from 'react';
import { type LiveRunRead, useLiveRun } from '#components/live/live-run.ts';
import { Elapsed } from '#components/time/elapsed.tsx';
import { classNames } from '#components/ui/class-names.ts';
import { CLOSE_STEPS, type CloseStep, closeSteps, type StepPlace, shownRunState } from './close-steps.ts';
import { RunPill } from './run-pill.tsx';

/** A close on its way: its steps, the time since it was asked for, one plain sentence. Moves by itself; nothing is guessed. */
export function LiveProgress({ merchant, initial }: { merchant: string; initial: LiveRunRead }) {
  const t = useTranslations('endOfDay');
  const router = useRouter();
  const { data, error } = useLiveRun(merchant, initial);
  const { run, at } = data;
  const shown = shownRunState(run);
  const places = closeSteps(shown);

  // What follows from a new state (the report, the list of what blocks it) is rendered by the server.
  useEffect(() => {
    if (run.state !== initial.run.state) router.refresh();
  }, [run.state, initial.run.state, router]);

  return (
    <section
      aria-label={t('steps.title')}
      data-state={run.state}
      data-frame
      className="grid gap-3 rounded-lg border bg-surface p-4"
    >
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
        {/* Said as it changes; the clock beside it is not. */}
        <div role="status" className="grid min-w-0 flex-1 basis-64 justify-items-start gap-1.5">
          <RunPill shown={shown} />
          <p className="max-w-[70ch] text-pretty">
            {t(`states.${shown}.why`)} <span className="text-ink-soft">{t(`states.${shown}.next`)}</span>
          </p>
        </div>
        <Elapsed
          since={run.requestedAt}
          until={run.endedAt}
          serverNow={at}
          className="font-medium text-lg tabular-nums"
        />
      </div>
      <ol className="flex flex-wrap gap-x-5 gap-y-1.5 text-sm">
        {CLOSE_STEPS.map((step) => (
          <Step key={step} step={step} place={places[step]} />
        ))}
      </ol>
      {error && <p className="text-sm text-unknown">{t('stale')}</p>}
    </section>
  );
}

const stepLooks: Record<StepPlace, string> = {
  done: 'text-ink-soft',
  active: 'font-semibold text-awaiting',
  stopped: 'font-semibold text-stopped',
  unsure: 'font-semibold text-unknown',
  waiting: 'text-ink-faint',
};

const icons = { done: Check, active: CircleDot, stopped: CircleX, unsure: CircleHelp, waiting: Circle };

function Step({ step, place }: { step: CloseStep; place: StepPlace }) {
  const t = useTranslations('endOfDay.steps');
  const Icon = icons[place];
  return (
    <li
      aria-current={place === 'active' ? 'step' : undefined}
      className={classNames('flex items-center gap-1.5', stepLooks[place])}
    >
      <Icon aria-hidden className={classNames('size-4', place === 'active' && 'animate-breathe')} />
      {t(step)}
      <span className="sr-only">{t(place)}</span>
    </li>
  );
}
