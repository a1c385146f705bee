import { CircleCheck, CircleDot, CircleHelp, CircleSlash, LoaderCircle, Scale } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Pill, type Tone } from '#components/ui/pill.tsx';
import type { ListedBatch } from '#server/batches/list-batches.ts';

type BatchState = ListedBatch['state'];

/** The state a batch is shown in: a closed one tells whether it was matched. */
export type ShownBatchState = Exclude<BatchState, 'closed'> | 'matched' | 'differs' | 'closed';

const looks: Record<ShownBatchState, { tone: Tone; icon: ReactNode }> = {
  open: { tone: 'accent', icon: <CircleDot aria-hidden /> },
  closing: { tone: 'awaiting', icon: <LoaderCircle aria-hidden /> },
  closing_unknown: { tone: 'unknown', icon: <CircleHelp aria-hidden /> },
  ended: { tone: 'awaiting', icon: <CircleDot aria-hidden /> },
  matched: { tone: 'approved', icon: <CircleCheck aria-hidden /> },
  differs: { tone: 'stopped', icon: <Scale aria-hidden /> },
  closed: { tone: 'neutral', icon: <CircleSlash aria-hidden /> },
};

/** What a batch is shown as; `isMatched` is that of the run that closed it. */
export function shownBatchState(batch: { state: BatchState; isMatched: boolean | null }): ShownBatchState {
  if (batch.state !== 'closed' || batch.isMatched === null) return batch.state;
  return batch.isMatched ? 'matched' : 'differs';
}

/** The state of a batch as icon and word. */
export function BatchPill({ batch }: { batch: { state: BatchState; isMatched: boolean | null } }) {
  const t = useTranslations('batches.states');
  const shown = shownBatchState(batch);
  return (
    <Pill tone={looks[shown].tone} icon={looks[shown].icon}>
      {t(shown)}
    </Pill>
  );
}
