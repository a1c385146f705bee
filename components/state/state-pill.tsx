import {
  Ban,
  CircleCheck,
  CircleDashed,
  CircleHelp,
  CircleSlash,
  CircleX,
  CreditCard,
  Send,
  TriangleAlert,
  Undo2,
} from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Pill, type Tone } from '#components/ui/pill.tsx';
import type { ShownState } from './shown-state.ts';

/** Colour and icon of each state; the same on every screen. */
export const stateLook: Record<ShownState, { tone: Tone; icon: ReactNode }> = {
  created: { tone: 'awaiting', icon: <CircleDashed aria-hidden /> },
  sending: { tone: 'awaiting', icon: <Send aria-hidden /> },
  awaiting: { tone: 'awaiting', icon: <CreditCard aria-hidden /> },
  unknown: { tone: 'unknown', icon: <CircleHelp aria-hidden /> },
  approved: { tone: 'approved', icon: <CircleCheck aria-hidden /> },
  declined: { tone: 'stopped', icon: <CircleX aria-hidden /> },
  failed: { tone: 'stopped', icon: <TriangleAlert aria-hidden /> },
  cancelled: { tone: 'neutral', icon: <Ban aria-hidden /> },
  voided: { tone: 'neutral', icon: <CircleSlash aria-hidden /> },
  partlyRefunded: { tone: 'refunded', icon: <Undo2 aria-hidden /> },
  refunded: { tone: 'refunded', icon: <Undo2 aria-hidden /> },
};

/** The state of a transaction as icon and word. */
export function StatePill({ state, className }: { state: ShownState; className?: string }) {
  const t = useTranslations('state');
  const { tone, icon } = stateLook[state];
  return (
    <Pill tone={tone} icon={icon} className={className}>
      {t(`${state}.word`)}
    </Pill>
  );
}

/** The state with the sentence that says why and the one that says what to do now; for the head of a detail page. */
export function StateSentence({
  state,
  why,
  next,
}: {
  state: ShownState;
  why?: ReactNode;
  next?: ReactNode;
}) {
  const t = useTranslations('state');
  return (
    <div className="grid justify-items-start gap-1.5">
      <StatePill state={state} className="h-6 px-2.5 pl-2 text-sm" />
      <p className="max-w-[60ch] text-pretty">
        {why ?? t(`${state}.why`)} <span className="text-ink-soft">{next ?? t(`${state}.next`)}</span>
      </p>
    </div>
  );
}
