import { useTranslations } from 'next-intl';
import { classNames } from '#components/ui/class-names.ts';

/** How the page hears of changes: by the stream, not yet, or by asking every two seconds. */
export type LiveState = 'on' | 'connecting' | 'off';

const looks: Record<LiveState, string> = {
  on: 'bg-approved',
  connecting: 'animate-breathe bg-ink-faint',
  off: 'bg-unknown',
};

/** A dot with its word, in the top bar. */
export function LiveDot({ state }: { state: LiveState }) {
  const t = useTranslations('frame.live');
  return (
    <span
      role="status"
      title={t(state)}
      className="inline-flex items-center gap-1.5 whitespace-nowrap text-ink-soft text-xs"
    >
      <span aria-hidden className={classNames('size-2 rounded-full', looks[state])} />
      <span className="max-lg:sr-only">{t(state)}</span>
    </span>
  );
}
