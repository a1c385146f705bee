import type { UserId } from '#server/kernel/ids.ts';
import type { CurrencyCode } from '#server/kernel/money.ts';
import type { BusinessCalendar, CalendarDay } from '#server/kernel/time.ts';
import type { FilterChoices } from './list-filter-choices.ts';

/** What an amount cannot be read for. */
export type AmountProblem = 'amountUnreadable' | 'amountTooFine' | 'amountTooLarge';

/** Reads an amount: minor units, or what is wrong. */
export type ReadAmount = (text: string, currency: CurrencyCode) => number | AmountProblem;

/** With what the address of a list is read: whose day it is, how amounts are written, and what there is to narrow it by. */
export type ListReader = {
  today: CalendarDay;
  calendar: BusinessCalendar;
  me: UserId;
  /** Of amounts that name none. */
  currency: CurrencyCode;
  /** As the reader's language has it. */
  readAmount: ReadAmount;
  /** As the slip of any language may have it. */
  readAnyAmount: ReadAmount;
  choices: FilterChoices;
};
