'use client';

import { useTranslations } from 'next-intl';
import { createContext, type ReactNode, use, useEffect, useRef, useState } from 'react';

type Chosen = {
  ids: readonly string[];
  selected: ReadonlySet<string>;
  choose: (ids: readonly string[], isChosen: boolean) => void;
};

const Choice = createContext<Chosen>({ ids: [], selected: new Set(), choose: () => undefined });

/** Lets some of `ids` be chosen inside it. What is none of them any more, when the page was rendered anew, is not chosen. */
export function Selection({ ids, children }: { ids: readonly string[]; children: ReactNode }) {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const selected = new Set(ids.filter((id) => chosen.has(id)));
  const choose = (some: readonly string[], isChosen: boolean) =>
    setChosen((before) => {
      const next = new Set(before);
      for (const id of some) isChosen ? next.add(id) : next.delete(id);
      return next;
    });
  return <Choice value={{ ids, selected, choose }}>{children}</Choice>;
}

/** What is chosen here, and how to choose. */
export function useSelection(): Chosen {
  return use(Choice);
}

/** The box of one row. */
export function SelectRow({ id, label }: { id: string; label: string }) {
  const t = useTranslations('board.some');
  const { ids, selected, choose } = useSelection();
  if (!ids.includes(id)) return null;
  return (
    // Large enough for a thumb, without moving the row apart.
    <label className="relative z-1 -m-2 inline-grid size-9 shrink-0 cursor-pointer place-items-center max-md:-m-3 max-md:size-11">
      <input
        type="checkbox"
        checked={selected.has(id)}
        onChange={(event) => choose([id], event.target.checked)}
        aria-label={t('one', { device: label })}
        className="size-4 accent-accent max-md:size-5"
      />
    </label>
  );
}

/** All at once, or none. */
export function SelectAll() {
  const t = useTranslations('board.some');
  const { ids, selected, choose } = useSelection();
  const box = useRef<HTMLInputElement>(null);
  const isSome = selected.size > 0 && selected.size < ids.length;
  useEffect(() => {
    if (box.current) box.current.indeterminate = isSome;
  }, [isSome]);
  return (
    <label className="flex min-h-8 cursor-pointer items-center gap-2 text-sm max-md:min-h-11">
      <input
        ref={box}
        type="checkbox"
        checked={ids.length > 0 && selected.size === ids.length}
        onChange={(event) => choose(ids, event.target.checked)}
        className="size-4 accent-accent max-md:size-5"
      />
      {t('all', { count: ids.length })}
    </label>
  );
}
