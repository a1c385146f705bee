import { CircleCheck, CircleX, Info, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';
import { type Tone, toneLook } from './pill.tsx';

/** How serious a message in the page is. */
export type AlertKind = 'info' | 'warning' | 'error' | 'done';

const kinds: Record<AlertKind, { tone: Tone; icon: ReactNode; edge: string }> = {
  info: { tone: 'awaiting', icon: <Info aria-hidden />, edge: 'border-awaiting/25' },
  warning: { tone: 'unknown', icon: <TriangleAlert aria-hidden />, edge: 'border-unknown/30' },
  error: { tone: 'stopped', icon: <CircleX aria-hidden />, edge: 'border-stopped/25' },
  done: { tone: 'approved', icon: <CircleCheck aria-hidden />, edge: 'border-approved/25' },
};

type AlertProps = {
  kind: AlertKind;
  title?: ReactNode;
  children?: ReactNode;
  /** What can be done about it now. */
  action?: ReactNode;
  /** Read out at once by screen readers; only for what appears after an act, not for what was there on load. */
  live?: boolean;
  className?: string;
};

/** A message that stays in its place: what happened, what it means, what to do. */
export function Alert({ kind, title, children, action, live, className }: AlertProps) {
  const { tone, icon, edge } = kinds[kind];
  return (
    <div
      role={live ? (kind === 'error' ? 'alert' : 'status') : undefined}
      className={classNames(
        'grid grid-cols-[auto_minmax(0,1fr)] items-start gap-2.5 rounded-md border px-3 py-2.5 text-sm sm:grid-cols-[auto_minmax(0,1fr)_auto] [&>svg]:mt-0.5 [&>svg]:size-4 [&>svg]:shrink-0',
        edge,
        toneLook[tone],
        className,
      )}
    >
      {icon}
      <div className="min-w-0">
        {title && <p className="font-semibold">{title}</p>}
        {children && <div className={title ? 'text-ink' : undefined}>{children}</div>}
      </div>
      {/* On a phone below the words, which would else be squeezed beside it. */}
      {action && <div className="max-sm:col-start-2">{action}</div>}
    </div>
  );
}
