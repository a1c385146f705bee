import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import type { ShownState } from '#components/state/shown-state.ts';
import { StateSentence } from '#components/state/state-pill.tsx';
import { nextStepKey, toReason } from './reason.ts';

/**
 * Why a transaction stands as it does and what to do now: the reason's own sentences where one is known, else those of the
 * state. The provider's code is small print for a call to support.
 */
export function OutcomeSentence({
  status,
  outcome,
  canAsk = true,
  more,
}: {
  status: ShownState;
  outcome: { reason: string; code: string | null } | null;
  /** Its provider can be asked about it. */
  canAsk?: boolean;
  /** A sentence in figures. */
  more?: ReactNode;
}) {
  const t = useTranslations();
  const reason = toReason(outcome?.reason);
  const next = nextStepKey(status, reason, canAsk);
  return (
    <>
      <StateSentence
        state={status}
        why={reason ? t(`reason.${reason}.why`) : undefined}
        next={next && t(next)}
      />
      {more && <p>{more}</p>}
      {outcome?.code && (
        <p className="font-mono text-ink-soft text-xs">
          {t('transactions.detail.code', { code: outcome.code })}
        </p>
      )}
    </>
  );
}
