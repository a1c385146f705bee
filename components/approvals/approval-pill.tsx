import { useTranslations } from 'next-intl';
import { Pill, type Tone } from '#components/ui/pill.tsx';
import type { ApprovalView } from '#server/approvals/approval-view.ts';

type ApprovalState = ApprovalView['state'];

const TONES: Record<ApprovalState, Tone> = {
  waiting: 'awaiting',
  used: 'approved',
  rejected: 'stopped',
  withdrawn: 'neutral',
  expired: 'neutral',
  overtaken: 'unknown',
};

/** How a request stands, in a word. */
export function ApprovalPill({ state }: { state: ApprovalState }) {
  const t = useTranslations('approvals.states');
  return <Pill tone={TONES[state]}>{t(state)}</Pill>;
}
