import type { ReactNode } from 'react';

/** A part of the report: its title, what is in it, and small print below. Scrolls sideways on a phone, never on paper. */
export function Part({ title, note, children }: { title: string; note?: string; children: ReactNode }) {
  return (
    <section className="grid gap-2">
      <h3 className="text-base">{title}</h3>
      <div className="overflow-x-auto print:overflow-visible">{children}</div>
      {note && <p className="text-ink-soft text-xs">{note}</p>}
    </section>
  );
}
