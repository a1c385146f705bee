'use client';

import { Ellipsis } from 'lucide-react';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { type ReactNode, useState } from 'react';
import { classNames } from '#components/ui/class-names.ts';
import { Sheet } from '#components/ui/dialog.tsx';
import { isAt, type NavEntry, type NavKey, navigation, splitForBar } from './navigation.ts';

/** Badges of the navigation: usually a `CountBadge`. */
export type NavBadges = Partial<Record<NavKey, ReactNode>>;

type NavProps = {
  base: string;
  badges: NavBadges;
  /** The places the reader's role includes; others are not offered. */
  places: readonly NavKey[];
};

/** The entries of the rail: icon and word; from 1024 px down the icon with its word on hover and focus. */
export function RailLinks({ base, badges, places }: NavProps) {
  const t = useTranslations('frame.nav');
  const isCurrent = useIsCurrent(base);
  return (
    <ul className="grid gap-0.5">
      {entriesOf(places).map((entry) => (
        <li key={entry.key}>
          <Link
            href={`${base}${entry.path}`}
            aria-current={isCurrent(entry) ? 'page' : undefined}
            className={classNames(
              'group relative flex h-8 items-center gap-2.5 rounded-md px-2.5 text-ink-soft text-sm transition-colors hover:bg-hover hover:text-ink max-lg:w-10 max-lg:justify-center max-lg:px-0',
              'aria-[current=page]:bg-accent-tint aria-[current=page]:font-medium aria-[current=page]:text-accent',
            )}
          >
            <entry.icon aria-hidden className="size-4 shrink-0" />
            <span
              className={classNames(
                'min-w-0 flex-1 truncate max-lg:pointer-events-none max-lg:absolute max-lg:left-full max-lg:z-40 max-lg:ml-2 max-lg:rounded-md max-lg:bg-ink max-lg:px-2 max-lg:py-1 max-lg:font-normal max-lg:text-canvas max-lg:text-xs',
                'max-lg:opacity-0 max-lg:group-hover:opacity-100 max-lg:group-focus-visible:opacity-100',
              )}
            >
              {t(entry.key)}
            </span>
            {badges[entry.key] && (
              <span className="max-lg:absolute max-lg:-top-0.5 max-lg:-right-0.5">{badges[entry.key]}</span>
            )}
          </Link>
        </li>
      ))}
    </ul>
  );
}

/** The bar at the foot of a phone: the places of the role that are needed most, and the rest behind "more". */
export function BottomBar({ base, badges, places }: NavProps) {
  const t = useTranslations('frame');
  const [isOpen, setOpen] = useState(false);
  const isCurrent = useIsCurrent(base);
  const { bar, rest } = splitForBar(entriesOf(places));
  const look =
    'relative flex h-14 w-full flex-col items-center justify-center gap-0.5 text-ink-soft text-xs -outline-offset-2 aria-[current=page]:text-accent aria-[current=page]:font-medium';
  return (
    <nav
      aria-label={t('mainNavigation')}
      data-frame
      className="fixed inset-x-0 bottom-0 z-30 border-t bg-surface pb-[env(safe-area-inset-bottom)] md:hidden"
    >
      <ul className="grid grid-cols-5">
        {bar.map((entry) => (
          <li key={entry.key} className="min-w-0">
            <Link
              href={`${base}${entry.path}`}
              aria-current={isCurrent(entry) ? 'page' : undefined}
              className={look}
            >
              <entry.icon aria-hidden className="size-5" />
              <span className="max-w-full truncate tracking-tight">{t(`nav.${entry.key}`)}</span>
              {badges[entry.key] && (
                <span className="absolute top-1 left-1/2 ml-1.5">{badges[entry.key]}</span>
              )}
            </Link>
          </li>
        ))}
        {rest.length > 0 && (
          <li className="min-w-0">
            <Sheet
              open={isOpen}
              onOpenChange={setOpen}
              title={t('nav.more')}
              trigger={
                <button
                  type="button"
                  className={look}
                  aria-current={rest.some(isCurrent) ? 'page' : undefined}
                >
                  <Ellipsis aria-hidden className="size-5" />
                  {t('nav.more')}
                </button>
              }
            >
              <ul className="-mx-2 grid gap-1">
                {rest.map((entry) => (
                  <li key={entry.key}>
                    <Link
                      href={`${base}${entry.path}`}
                      onClick={() => setOpen(false)}
                      aria-current={isCurrent(entry) ? 'page' : undefined}
                      className="flex h-11 items-center gap-3 rounded-md px-3 hover:bg-hover aria-[current=page]:bg-accent-tint aria-[current=page]:text-accent"
                    >
                      <entry.icon aria-hidden className="size-5" />
                      <span className="flex-1">{t(`nav.${entry.key}`)}</span>
                      {badges[entry.key]}
                    </Link>
                  </li>
                ))}
              </ul>
            </Sheet>
          </li>
        )}
      </ul>
    </nav>
  );
}

/** A number of open things: amber, since each of them waits for somebody. Nothing when there is none. */
export function CountBadge({ count }: { count: number }) {
  const t = useTranslations('frame');
  if (count === 0) return null;
  return (
    <span className="inline-flex h-4.5 min-w-4.5 items-center justify-center rounded-full bg-unknown-tint px-1 font-semibold text-unknown text-xs tabular-nums ring-1 ring-unknown/25">
      <span aria-hidden>{count > 99 ? '99+' : count}</span>
      <span className="sr-only">{t('openCount', { count })}</span>
    </span>
  );
}

function entriesOf(places: readonly NavKey[]): NavEntry[] {
  return navigation.filter((entry) => places.includes(entry.key));
}

function useIsCurrent(base: string): (entry: NavEntry) => boolean {
  const pathname = usePathname();
  return (entry) => isAt(entry, base, pathname);
}
