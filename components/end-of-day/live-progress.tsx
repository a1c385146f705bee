'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useEffect } from 'react';
import { type LiveRunRead, useLiveRun } from '#components/live/live-run.ts';
import { Elapsed } from '#components/time/elapsed.tsx';
import { CloseStepList } from './close-step-list.tsx';
import { shownRunState } from './close-steps.ts';
import { RunPill } from './run-pill.tsx';

/** A close on its way: its steps, the time since it was asked for, one plain sentence. Moves by itself; nothing is guessed. */
export function LiveProgress({
  merchant,
  initial,
  isByBank = false,
}: {
  merchant: string;
  initial: LiveRunRead;
  /** The bank closed the batch by itself. */
  isByBank?: boolean;
}) {
  const t = useTranslations('endOfDay');
  const router = useRouter();
  const { data, error } = useLiveRun(merchant, initial);
  const { run, at } = data;
  const shown = shownRunState(run);

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
        {/* What waits for a person has no pace to be watched. */}
        {run.state !== 'awaiting_totals' && (
          <Elapsed
            since={run.requestedAt}
            until={run.endedAt}
            serverNow={at}
            className="font-medium text-lg tabular-nums"
          />
        )}
      </div>
      <CloseStepList shown={shown} isByBank={isByBank} />
      {error && <p className="text-sm text-unknown">{t('stale')}</p>}
    </section>
  );
}
