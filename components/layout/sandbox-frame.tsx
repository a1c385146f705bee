import { FlaskConical } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';

/** Amber around everything whose money is not real, with a band that says so on the screen and on paper. */
export function SandboxFrame({ children }: { children: ReactNode }) {
  const t = useTranslations('frame.sandbox');
  return (
    <div className="[--frame-top:1.5rem]">
      <aside
        aria-label={t('label')}
        className="sticky top-0 z-40 flex h-6 items-center justify-center gap-1.5 bg-sandbox text-on-sandbox text-xs print:static"
      >
        <FlaskConical aria-hidden className="size-3.5" />
        <span className="font-semibold">{t('label')}</span>
        <span className="max-sm:truncate">{t('text')}</span>
      </aside>
      {children}
      <div
        aria-hidden
        data-frame
        className="pointer-events-none fixed inset-0 z-40 border-[3px] border-sandbox"
      />
    </div>
  );
}
