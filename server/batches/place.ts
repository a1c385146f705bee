import type { Place, Slice } from '#db/queries/keyset.ts';
import { type IdKind, isId } from '#server/kernel/ids.ts';

/** Where to begin in a list, as its address says it. */
export type PageWish = { after?: string; before?: string };

/** A row's place in a list as text for an address: the instant and id the list is ordered by. */
export function toPlaceText(place: Place): string {
  return `${place.at.getTime().toString(36)}-${place.id}`;
}

/** Reads a place; null when it is not one this product wrote. It needs no secret: it only says where to begin. */
export function readPlace(kind: IdKind, text: string): Place | null {
  const match = /^([0-9a-z]{1,11})-([a-z]{3}_[0-9a-z]{26})$/.exec(text);
  const id = match?.[2] ?? '';
  const at = new Date(Number.parseInt(match?.[1] ?? '', 36));
  // The years an instant column and a date can both hold.
  const isInstant = at.getTime() >= 0 && at.getTime() < Date.UTC(2100, 0);
  return isInstant && isId(kind, id) ? { at, id } : null;
}

/** The slice an address asks for, one row longer than shown so that it tells whether more follows; the top if unreadable. */
export function toSlice(kind: IdKind, wish: PageWish, size: number): Slice {
  const before = wish.before === undefined ? null : readPlace(kind, wish.before);
  if (before) return { before, limit: size + 1 };
  const after = wish.after === undefined ? null : readPlace(kind, wish.after);
  return after ? { after, limit: size + 1 } : { limit: size + 1 };
}

/** A page of a list and the places from which its neighbours are read; null at an end. */
export type Page<Row> = { rows: Row[]; newer: string | null; older: string | null };

/** Cuts the rows read for a slice down to its page. */
export function toPage<Row>(read: Row[], slice: Slice, placeOf: (row: Row) => Place): Page<Row> {
  const size = slice.limit - 1;
  const hasMore = read.length > size;
  const isBackwards = 'before' in slice;
  const rows = isBackwards ? read.slice(-size) : read.slice(0, size);
  const first = rows.at(0);
  const last = rows.at(-1);
  const isPast = !isBackwards && slice.after !== undefined;
  return {
    rows,
    newer: first && (isBackwards ? hasMore : isPast) ? toPlaceText(placeOf(first)) : null,
    older: last && (isBackwards || hasMore) ? toPlaceText(placeOf(last)) : null,
  };
}
