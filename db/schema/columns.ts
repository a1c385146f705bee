import { bigint, text, timestamp } from 'drizzle-orm/pg-core';
import type { Id, IdKind } from '#server/kernel/ids.ts';
import type { CurrencyCode } from '#server/kernel/money.ts';
import type { CalendarDay } from '#server/kernel/time.ts';

/** An id column of one kind; text, so that the prefix stays readable in every tool. */
export function idColumn<K extends IdKind>(_kind: K, name: string) {
  return text(name).$type<Id<K>>();
}

/** The tenant column: leads every primary and unique key and is the distribution key of a spread-out database (D9). */
export function merchantIdColumn() {
  return idColumn('merchant', 'merchant_id').notNull();
}

/** Minor units of the row's currency. bigint, read as an exact number: the amount limit keeps it far below 2^53. */
export function minorColumn(name: string) {
  return bigint(name, { mode: 'number' });
}

/** ISO 4217 code. */
export function currencyColumn(name = 'currency') {
  return text(name).$type<CurrencyCode>();
}

/** An instant, UTC, millisecond precision so that it survives a round trip through JavaScript. */
export function instantColumn(name: string) {
  return timestamp(name, { withTimezone: true, precision: 3, mode: 'date' });
}

/** A calendar day as text: `date` columns come back as strings anyway and must never meet a time zone. */
export function dayColumn(name: string) {
  return text(name).$type<CalendarDay>();
}
