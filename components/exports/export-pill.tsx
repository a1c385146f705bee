import { Ban, CircleCheck, CircleDashed, CircleX, Hourglass, Loader } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Pill, type Tone } from '#components/ui/pill.tsx';
import type { ExportView } from '#server/exports/list-exports.ts';

const looks: Record<ExportView['state'], { tone: Tone; icon: ReactNode }> = {
  waiting: { tone: 'awaiting', icon: <CircleDashed aria-hidden /> },
  making: { tone: 'awaiting', icon: <Loader aria-hidden /> },
  ready: { tone: 'approved', icon: <CircleCheck aria-hidden /> },
  failed: { tone: 'stopped', icon: <CircleX aria-hidden /> },
  cancelled: { tone: 'neutral', icon: <Ban aria-hidden /> },
  expired: { tone: 'neutral', icon: <Hourglass aria-hidden /> },
};

/** How far a file is, as icon and word. */
export function ExportPill({ state }: { state: ExportView['state'] }) {
  const t = useTranslations('exports.state');
  const { tone, icon } = looks[state];
  return (
    <Pill tone={tone} icon={icon}>
      {t(state)}
    </Pill>
  );
}
