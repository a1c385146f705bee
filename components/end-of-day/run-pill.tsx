import {
  CircleCheck,
  CircleHelp,
  CircleSlash,
  LoaderCircle,
  OctagonAlert,
  Scale,
  TriangleAlert,
} from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Pill, type Tone } from '#components/ui/pill.tsx';
import type { ShownRunState } from './close-steps.ts';

const looks: Record<ShownRunState, { tone: Tone; icon: ReactNode }> = {
  requested: { tone: 'awaiting', icon: <LoaderCircle aria-hidden /> },
  closing: { tone: 'awaiting', icon: <LoaderCircle aria-hidden /> },
  awaiting_totals: { tone: 'unknown', icon: <Scale aria-hidden /> },
  unknown: { tone: 'unknown', icon: <CircleHelp aria-hidden /> },
  blocked: { tone: 'unknown', icon: <OctagonAlert aria-hidden /> },
  failed: { tone: 'stopped', icon: <TriangleAlert aria-hidden /> },
  closed: { tone: 'neutral', icon: <CircleSlash aria-hidden /> },
  matched: { tone: 'approved', icon: <CircleCheck aria-hidden /> },
  differs: { tone: 'stopped', icon: <Scale aria-hidden /> },
};

/** The state of an end-of-day run as icon and word. */
export function RunPill({ shown }: { shown: ShownRunState }) {
  const t = useTranslations('endOfDay.states');
  return (
    <Pill tone={looks[shown].tone} icon={looks[shown].icon}>
      {t(`${shown}.word`)}
    </Pill>
  );
}
