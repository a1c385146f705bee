import type { ReactNode } from 'react';
import { Amount } from '#components/money/amount.tsx';
import { classNames } from '#components/ui/class-names.ts';
import type { Money } from '#server/kernel/money.ts';

/** One figure: its word, its amount or count, and small print below it. */
export type Figure = { label: string; money?: Money; count?: number; note?: ReactNode };

/** A strip of figures that belong together, the first one louder; wraps on a phone. */
export function Figures({ label, figures }: { label: string; figures: Figure[] }) {
  return (
    <dl
      aria-label={label}
      className="grid grid-cols-[repeat(auto-fit,minmax(8.75rem,1fr))] overflow-hidden rounded-lg border bg-surface"
    >
      {figures.map((figure, place) => (
        <div
          key={figure.label}
          className={classNames(
            '-mt-px -ml-px border-t border-l px-4 py-3',
            place === 0 && 'max-sm:col-span-2',
          )}
        >
          <dt className="text-ink-soft text-xs">{figure.label}</dt>
          <dd className={place === 0 ? 'font-semibold text-xl' : 'text-lg'}>
            {figure.money ? (
              <Amount money={figure.money} />
            ) : (
              <span className="tabular-nums">{figure.count ?? 0}</span>
            )}
          </dd>
          {figure.note !== undefined && <dd className="text-ink-soft text-xs">{figure.note}</dd>}
        </div>
      ))}
    </dl>
  );
}
