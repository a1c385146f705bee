import type { ReactNode } from 'react';

/** A part of the report: its title, what is in it, and small print below. Scrolls sideways on a phone, never on paper. */
export function Part({ title, note, children }: { title: string; note?: string; children: ReactNode }) {
  return (
    <section className="grid grid-cols-[minmax(0,1fr)] gap-2">
      <h3 className="text-base">{title}</h3>
      {/* What scrolls has to be reachable with keys. */}
      <section
        aria-label={title}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
        tabIndex={0}
        className="eod-scroll overflow-x-auto print:overflow-visible"
      >
        {children}
      </section>
      {note && <p className="text-ink-soft text-xs">{note}</p>}
    </section>
  );
}
