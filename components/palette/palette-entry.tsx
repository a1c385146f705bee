'use client';

import { Search } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { navigation } from '#components/layout/navigation.ts';
import { useHydrated } from '#components/ui/hydrated.ts';
import { Keys } from './keys.tsx';
import type { PaletteFrame } from './palette.tsx';
import { readKey } from './read-keys.ts';
import { hasSingleKeys, isElsewhere, pressKeyed } from './single-keys.ts';

// Nobody loads what they have not asked for.
const Palette = lazy(() => import('./palette.tsx'));
const KeysSheet = lazy(() => import('./keys-sheet.tsx'));

type PaletteEntryProps = { frame: PaletteFrame; chooseKeys: (form: FormData) => Promise<void> };

/** The search box of the top bar, which opens the palette, and the keys that act anywhere. Before any script it leads to the list. */
export function PaletteEntry({ frame, chooseKeys }: PaletteEntryProps) {
  const t = useTranslations('palette');
  const frameWords = useTranslations('frame');
  const [open, setOpen] = useState<'palette' | 'keys' | null>(null);
  const isMac = useHydrated() && /Mac|iP/.test(navigator.platform);
  const paletteKeys = isMac ? '⌘ K' : 'Ctrl K';
  useKeys(frame, setOpen);
  return (
    <>
      <Link
        href={`/${frame.merchant}/transactions`}
        prefetch={false}
        aria-haspopup="dialog"
        aria-keyshortcuts="Control+K Meta+K"
        onClick={(event) => {
          event.preventDefault();
          setOpen('palette');
        }}
        className="flex h-8 min-w-0 max-w-md flex-1 items-center gap-2 rounded-md border bg-surface px-2.5 text-ink-faint text-sm transition-colors hover:border-line-firm max-md:ml-auto max-md:size-11 max-md:flex-none max-md:justify-center max-md:px-0"
      >
        <Search aria-hidden className="size-4 shrink-0" />
        <span className="sr-only">{t('open')}</span>
        <span aria-hidden className="min-w-0 flex-1 truncate max-md:hidden">
          {frameWords('searchHint')}
        </span>
        <span aria-hidden className="max-lg:hidden">
          <Keys keys={paletteKeys} />
        </span>
      </Link>
      <Suspense>
        {open === 'palette' && (
          <Palette
            frame={frame}
            onClose={() => setOpen((now) => (now === 'palette' ? null : now))}
            showKeys={() => setOpen('keys')}
          />
        )}
        {open === 'keys' && (
          <KeysSheet
            frame={frame}
            paletteKeys={paletteKeys}
            chooseKeys={chooseKeys}
            onClose={() => setOpen(null)}
          />
        )}
      </Suspense>
    </>
  );
}

/** Listens for the keys that act anywhere. */
function useKeys({ merchant, places }: PaletteFrame, show: (what: 'palette' | 'keys') => void) {
  const router = useRouter();
  const goSince = useRef<number | null>(null);
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return;
      const wish = readKey(
        {
          key: event.key,
          isModified: event.ctrlKey || event.metaKey || event.altKey,
          isCommand: event.ctrlKey !== event.metaKey && !event.altKey && !event.shiftKey,
          isElsewhere: isElsewhere(event.target),
          isHeld: event.repeat,
        },
        { hasSingleKeys: hasSingleKeys(), goSince: goSince.current, now: event.timeStamp },
      );
      goSince.current = wish?.kind === 'wait' ? event.timeStamp : null;
      if (act(wish)) event.preventDefault();
    };
    const act = (wish: ReturnType<typeof readKey>): boolean => {
      switch (wish?.kind) {
        case 'palette':
          // What is already in the way of the page is not covered by something else.
          if (document.querySelector('dialog[open]') === null) show('palette');
          return true;
        case 'keys':
          show('keys');
          return true;
        case 'search':
          if (!focusSearch()) show('palette');
          return true;
        case 'go': {
          const place = navigation.find(({ key, letter }) => letter === wish.letter && places.includes(key));
          if (place) router.push(`/${merchant}${place.path}`);
          return place !== undefined;
        }
        case 'press':
          return pressKeyed(wish.key);
        default:
          return false;
      }
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  });
}

/** Into the search field of the page, where it has one. */
function focusSearch(): boolean {
  const field = document.querySelector<HTMLInputElement>('main input[type="search"]');
  if (!field?.checkVisibility()) return false;
  field.focus();
  field.select();
  return true;
}
