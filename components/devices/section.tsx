import type { ReactNode } from 'react';

/** A part of a page: its heading, a sentence, what can be done about it, and the thing itself. */
export function Section({
  title,
  sentence,
  action,
  children,
}: {
  title: ReactNode;
  sentence?: ReactNode;
  action?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section className="grid min-w-0 content-start gap-2">
      <div className="flex min-h-8 flex-wrap items-center justify-between gap-x-4 gap-y-1">
        <div className="min-w-0">
          <h2 className="text-base">{title}</h2>
          {sentence && <p className="text-ink-soft text-sm">{sentence}</p>}
        </div>
        {action}
      </div>
      {children}
    </section>
  );
}
