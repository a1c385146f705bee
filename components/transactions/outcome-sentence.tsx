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
  why,
  next,
  more,
}: {
  status: ShownState;
  outcome: { reason: string; code: string | null } | null;
  /** Its provider can be asked about it. */
  canAsk?: boolean;
  /** Why it stands so, where that is not what its state or reason says. */
  why?: ReactNode;
  /** What to do now, where that is not what its state or reason says. */
  next?: ReactNode;
  /** A sentence in figures. */
  more?: ReactNode;
}) {
  const t = useTranslations();
  const reason = toReason(outcome?.reason);
  const known = nextStepKey(status, reason, canAsk);
  return (
    <>
      <StateSentence
        state={status}
        why={why || (reason ? t(`reason.${reason}.why`) : undefined)}
        next={next || (known && t(known))}
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
