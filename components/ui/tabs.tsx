import Link from 'next/link';
import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';

/** A tab that is a place of its own: the address says which one is open. */
export type LinkTab = { href: string; label: ReactNode; isCurrent: boolean; count?: ReactNode };

/** Tabs as links: they survive reload, can be shared, and work before any script has run. */
export function LinkTabs({ tabs, label }: { tabs: LinkTab[]; label: string }) {
  return (
    <nav aria-label={label} className="-mx-1 overflow-x-auto px-1 shadow-[inset_0_-1px_var(--color-line)]">
      <ul className="flex min-w-max gap-1">
        {tabs.map((tab) => (
          <li key={tab.href}>
            <Link
              href={tab.href}
              scroll={false}
              prefetch={false}
              aria-current={tab.isCurrent ? 'page' : undefined}
              className={classNames(
                'flex h-9 items-center gap-1.5 whitespace-nowrap border-transparent border-b-2 px-2.5 text-ink-soft text-sm transition-colors hover:text-ink max-md:h-11',
                '-outline-offset-2 aria-[current=page]:border-accent aria-[current=page]:font-medium aria-[current=page]:text-ink',
              )}
            >
              {tab.label}
              {tab.count !== undefined && (
                <span className="rounded-full bg-neutral-tint px-1.5 text-neutral text-xs tabular-nums leading-5">
                  {tab.count}
                </span>
              )}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
