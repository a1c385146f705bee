import { CircleCheck, CircleDashed, HandCoins, LockKeyhole, Undo2 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Pill } from '#components/ui/pill.tsx';
import type { ShownVariance } from '#server/end-of-day/list-variances.ts';

const LOOKS = {
  open: { tone: 'unknown', icon: <CircleDashed aria-hidden /> },
  explained: { tone: 'approved', icon: <CircleCheck aria-hidden /> },
  accepted: { tone: 'neutral', icon: <HandCoins aria-hidden /> },
  after_signing: { tone: 'unknown', icon: <LockKeyhole aria-hidden /> },
  withdrawn: { tone: 'neutral', icon: <Undo2 aria-hidden /> },
} as const;

/** How far a difference is accounted for, as icon and word. */
export function VariancePill({ state }: { state: ShownVariance['variance']['state'] }) {
  const t = useTranslations('match.state');
  return <Pill {...LOOKS[state]}>{t(state)}</Pill>;
}
