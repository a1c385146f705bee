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

/** How a request stands, in a word. What happened by itself is not shown as what somebody looked at. */
export function ApprovalPill({ state, isChecked }: Pick<ApprovalView, 'state' | 'isChecked'>) {
  const t = useTranslations('approvals.states');
  if (state === 'used' && !isChecked) return <Pill tone="unknown">{t('byItself')}</Pill>;
  return <Pill tone={TONES[state]}>{t(state)}</Pill>;
}
