import type { CurrencyCode } from '#server/kernel/money.ts';
import type { CalendarDay } from '#server/kernel/time.ts';

/** An entry as a ledger programme gets it: its accounts are what that programme calls them. Amounts are of one currency. */
export type LedgerEntry = {
  /** Counts the entries of a file, from 1. */
  number: number;
  day: CalendarDay;
  title: string;
  currency: CurrencyCode;
  lines: readonly LedgerLine[];
};

/** One side of it is nothing. */
export type LedgerLine = { account: string; text: string; debitMinor: number; creditMinor: number };

/** A day with its parts in the order that programmes of our countries read: `04.03.2026`, `04/03/2026`. */
export function dayFirst(day: CalendarDay, between: '.' | '/'): string {
  return day.split('-').reverse().join(between);
}
