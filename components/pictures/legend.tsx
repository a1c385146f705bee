import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';

/** What the two colours of a picture of takings stand for. */
export function Legend({ hasBack }: { hasBack: boolean }) {
  const t = useTranslations('pictures');
  return (
    <p className="flex flex-wrap gap-x-4 gap-y-1 text-ink-soft text-xs">
      <Mark fill="fill-accent">
        {t('taken')} ({t('takenHint')})
      </Mark>
      {hasBack && (
        <Mark fill="fill-refunded">
          {t('back')} ({t('backHint')})
        </Mark>
      )}
    </p>
  );
}

function Mark({ fill, children }: { fill: string; children: ReactNode }) {
  return (
    <span className="inline-flex items-center gap-1.5">
      <svg aria-hidden className="size-2.5" viewBox="0 0 10 10">
        <rect width="10" height="10" rx="2" className={fill} />
      </svg>
      {children}
    </span>
  );
}
