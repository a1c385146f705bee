import {
  Ban,
  CircleCheck,
  CircleDashed,
  CircleHelp,
  LoaderCircle,
  Split,
  TriangleAlert,
  Undo2,
} from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import type { LiveSplitEntry } from '#components/live/live-split-sale.ts';
import { Pill, type Tone } from '#components/ui/pill.tsx';

const looks: Record<LiveSplitEntry['state'], { tone: Tone; icon: ReactNode }> = {
  requested: { tone: 'awaiting', icon: <CircleDashed aria-hidden /> },
  starting: { tone: 'awaiting', icon: <LoaderCircle aria-hidden /> },
  open: { tone: 'awaiting', icon: <Split aria-hidden /> },
  completion_requested: { tone: 'awaiting', icon: <LoaderCircle aria-hidden /> },
  completing: { tone: 'awaiting', icon: <LoaderCircle aria-hidden /> },
  completion_unknown: { tone: 'unknown', icon: <CircleHelp aria-hidden /> },
  giving_up: { tone: 'unknown', icon: <Undo2 aria-hidden /> },
  completed: { tone: 'approved', icon: <CircleCheck aria-hidden /> },
  given_up: { tone: 'neutral', icon: <Ban aria-hidden /> },
  failed: { tone: 'stopped', icon: <TriangleAlert aria-hidden /> },
};

/** The state of a split sale as icon and word. */
export function SplitPill({ state }: { state: LiveSplitEntry['state'] }) {
  const t = useTranslations('splitSale.state');
  return (
    <Pill tone={looks[state].tone} icon={looks[state].icon}>
      {t(`${state}.word`)}
    </Pill>
  );
}
