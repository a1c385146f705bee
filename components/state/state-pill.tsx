import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import type { ShownState } from './shown-state.ts';

/** The state of a transaction as icon and word; colours and icons are in `state.css`. */
export function StatePill({ state, size }: { state: ShownState; size?: 'large' }) {
  const t = useTranslations('state');
  return (
    <span className="state" data-state={state} {...(size && { 'data-size': size })}>
      {t(`${state}.word`)}
    </span>
  );
}

/**
 * The state with the sentence that says why and the one that says what to do now; for the head of a detail page. `why` and
 * `next` replace the general sentences where more is known (the bank's reason).
 */
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
      <StatePill state={state} size="large" />
      <p className="max-w-[60ch] text-pretty">
        {why ?? t(`${state}.why`)} <span className="text-ink-soft">{next ?? t(`${state}.next`)}</span>
      </p>
    </div>
  );
}
