import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';

/** A list of facts: terms on the left, values on the right, lined up. */
export function Facts({ children, className }: { children: ReactNode; className?: string }) {
  return (
    <dl
      className={classNames(
        // A long term wraps on a phone before it takes the room of its value.
        'grid grid-cols-[fit-content(45%)_minmax(0,1fr)] gap-x-4 gap-y-1.5 text-sm',
        className,
      )}
    >
      {children}
    </dl>
  );
}

/** One fact. Left out altogether when there is nothing to say (`children` null, undefined, false or empty). */
export function Fact({ term, mono, children }: { term: ReactNode; mono?: boolean; children: ReactNode }) {
  if (children === null || children === undefined || children === false || children === '') return null;
  return (
    <>
      <dt className="min-w-28 py-0.5 text-ink-soft">{term}</dt>
      <dd
        className={classNames(
          'flex min-w-0 items-center gap-1 py-0.5 [overflow-wrap:anywhere]',
          mono && 'font-mono text-xs',
        )}
      >
        {children}
      </dd>
    </>
  );
}
