import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import type { ShownState } from '#components/state/shown-state.ts';
import { StateSentence } from '#components/state/state-pill.tsx';
import { toReason } from './reason.ts';

/**
 * Why a transaction stands as it does and what to do now: the reason's own sentences where one is known, else those of the
 * state. The provider's code is small print for a call to support.
 */
export function OutcomeSentence({
  status,
  outcome,
  more,
}: {
  status: ShownState;
  outcome: { reason: string; code: string | null } | null;
  /** A sentence in figures. */
  more?: ReactNode;
}) {
  const t = useTranslations();
  const reason = toReason(outcome?.reason);
  // While it is unknown nobody may start again, whatever the provider's words suggest.
  const next = reason && status !== 'unknown' ? t(`reason.${reason}.next`) : undefined;
  return (
    <>
      <StateSentence state={status} why={reason ? t(`reason.${reason}.why`) : undefined} next={next} />
      {more && <p>{more}</p>}
      {outcome?.code && (
        <p className="font-mono text-ink-soft text-xs">
          {t('transactions.detail.code', { code: outcome.code })}
        </p>
      )}
    </>
  );
}
