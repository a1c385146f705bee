import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';

/** Nothing here: why, and what to do next. Say the reason (first use, filtered to nothing, all done), not "no data". */
export function EmptyState({
  icon,
  title,
  children,
  action,
  className,
}: {
  icon?: ReactNode;
  title: ReactNode;
  children?: ReactNode;
  action?: ReactNode;
  className?: string;
}) {
  return (
    <div className={classNames('flex flex-col items-center gap-1.5 px-6 py-12 text-center', className)}>
      {icon && (
        <span
          aria-hidden
          className="mb-1 grid size-10 place-items-center rounded-full bg-neutral-tint text-neutral [&_svg]:size-5"
        >
          {icon}
        </span>
      )}
      <p className="font-semibold">{title}</p>
      {children && <p className="max-w-[46ch] text-balance text-ink-soft text-sm">{children}</p>}
      {action && <div className="mt-3 flex flex-wrap justify-center gap-2">{action}</div>}
    </div>
  );
}
