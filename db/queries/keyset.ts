import { type SQL, sql } from 'drizzle-orm';
import type { AnyPgColumn } from 'drizzle-orm/pg-core';

/** A place in a list sorted newest first: rows after it are older. */
export type Place = { at: Date; id: string };

/** Which slice of a list: from the top, or past a place in one of the directions. */
export type Slice = { limit: number } & ({ after?: Place } | { before: Place });

/**
 * Strictly past the place of a slice in the order (at desc, id desc); undefined from the top. Compared as one row value,
 * so that an index in that order is entered at the place instead of being read from its start.
 */
export function pastPlace(at: AnyPgColumn, id: AnyPgColumn, slice: Slice): SQL | undefined {
  if ('before' in slice) return sql`(${at}, ${id}) > ${rowOf(at, id, slice.before)}`;
  return slice.after && sql`(${at}, ${id}) < ${rowOf(at, id, slice.after)}`;
}

function rowOf(at: AnyPgColumn, id: AnyPgColumn, place: Place): SQL {
  return sql`(${sql.param(place.at, at)}, ${sql.param(place.id, id)})`;
}
