import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';

/** What a tint stands for; the same colour means the same thing on every screen. */
export type Tone = 'approved' | 'stopped' | 'awaiting' | 'unknown' | 'neutral' | 'refunded' | 'accent';

/** Ink and ground of each tone, for everything that is not a pill (`bg-*-tint text-*`). */
export const toneLook: Record<Tone, string> = {
  approved: 'bg-approved-tint text-approved',
  stopped: 'bg-stopped-tint text-stopped',
  awaiting: 'bg-awaiting-tint text-awaiting',
  unknown: 'bg-unknown-tint text-unknown',
  neutral: 'bg-neutral-tint text-neutral',
  refunded: 'bg-refunded-tint text-refunded',
  accent: 'bg-accent-tint text-accent',
};

/** A word about a thing, with its icon; never colour alone. */
export function Pill({
  tone,
  icon,
  children,
  className,
}: {
  tone: Tone;
  icon?: ReactNode;
  children: ReactNode;
  className?: string;
}) {
  return (
    <span
      className={classNames(
        'inline-flex h-5 max-w-full items-center align-middle gap-1 whitespace-nowrap rounded-full px-2 font-medium text-xs [&_svg]:size-3.5 [&_svg]:shrink-0',
        icon ? 'pl-1.5' : '',
        toneLook[tone],
        className,
      )}
    >
      {icon}
      <span className="truncate">{children}</span>
    </span>
  );
}
