'use client';

import { usePathname, useRouter, useSearchParams } from 'next/navigation';
import { type KeyboardEvent, type MouseEvent, type ReactNode, useRef } from 'react';
import { hasSingleKeys } from '#components/palette/single-keys.ts';
import { listLeft } from './list-left.ts';

/** From this width on a row opens beside the list; below, it is a page. */
const BESIDE = '(min-width: 64rem)';

/** The name in the address of what is open beside the list. */
const OPEN = 'open';

/**
 * What a hand and the keyboard do in the list and in what is open beside it: a press on a row opens it beside the list, Enter
 * opens its page, the arrows or j and k go from row to row, o opens beside, Escape closes. Keys count only while the focus is
 * in here. Before any script every row is a link to its page.
 */
export function ListKeys({ children }: { children: ReactNode }) {
  const router = useRouter();
  const pathname = usePathname();
  const params = useSearchParams();
  const here = useRef<HTMLDivElement>(null);
  const openId = params.get(OPEN);

  function hrefWithOpen(id: string | null): string {
    const changed = new URLSearchParams(params);
    if (id === null) changed.delete(OPEN);
    else changed.set(OPEN, id);
    return changed.size > 0 ? `${pathname}?${changed}` : pathname;
  }

  /** Opening is a step of its own, going on from row to row is not: one press on «back» closes. */
  function show(id: string) {
    const href = hrefWithOpen(id);
    if (openId === null) router.push(href, { scroll: false });
    else router.replace(href, { scroll: false });
  }

  function pressed(event: MouseEvent) {
    const link = rowLinkOf(event.target);
    if (!link) return;
    const isPlain =
      event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
    // A press of a key on a link has no place on the screen: it opens the page.
    if (isPlain && event.detail > 0 && matchMedia(BESIDE).matches) {
      event.preventDefault();
      link.focus({ preventScroll: true });
      return show(idOf(link));
    }
    listLeft.keep({ href: hrefWithOpen(openId), openedPath: link.pathname });
  }

  function typed(event: KeyboardEvent) {
    if (event.metaKey || event.ctrlKey || event.altKey || isWritten(event.target)) return;
    // Letters are single keys, which somebody may not want; the others write nothing.
    if (event.key.length === 1 && !hasSingleKeys()) return;
    const move = MOVES[event.key];
    if (move) return go(event, move);
    if (event.key === 'Escape' && openId !== null && !event.defaultPrevented) {
      event.preventDefault();
      rowLinks()
        .find((link) => idOf(link) === openId)
        ?.focus();
      router.replace(hrefWithOpen(null), { scroll: false });
    }
    const link = event.key === 'o' ? rowLinkOf(event.target) : null;
    if (link) show(idOf(link));
  }

  function go(event: KeyboardEvent, step: number) {
    const links = rowLinks();
    const focused = rowLinkOf(event.target);
    const at = focused ? links.indexOf(focused) : links.findIndex((link) => idOf(link) === openId);
    const next = links[at + step];
    if (!next) return;
    event.preventDefault();
    next.focus();
    next.scrollIntoView({ block: 'nearest' });
    if (openId !== null && matchMedia(BESIDE).matches) show(idOf(next));
  }

  function rowLinks(): HTMLAnchorElement[] {
    return [...(here.current?.querySelectorAll<HTMLAnchorElement>('a.row-link') ?? [])];
  }

  return (
    // Only passes on what its links and buttons do not take themselves.
    // biome-ignore lint/a11y/noStaticElementInteractions: see above
    <div ref={here} onClickCapture={pressed} onKeyDown={typed} className="contents">
      {children}
    </div>
  );
}

const MOVES: Record<string, number> = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 };

function rowLinkOf(target: EventTarget): HTMLAnchorElement | null {
  return target instanceof Element ? target.closest<HTMLAnchorElement>('a.row-link') : null;
}

function idOf(link: HTMLAnchorElement): string {
  return link.pathname.split('/').at(-1) ?? '';
}

/** Where keys are letters, or move something of their own. */
function isWritten(target: EventTarget): boolean {
  return (
    target instanceof Element &&
    target.closest('input, textarea, select, dialog, [role="menu"], [popover]') !== null
  );
}
