import type { CalendarDay } from '#server/kernel/time.ts';
import type { Provider } from './demo-shapes.ts';
import type { Dice } from './dice.ts';
import type { Fate } from './fates.ts';
import type { Hand } from './hand.ts';
import type { InterpayFate } from './interpay/fates.ts';
import type { Batch, Operation, Outcome, TillHistory } from './operation.ts';

/** How an operation can go at each provider. */
export type FateOf = { iyzico: Fate; interpay: InterpayFate };

/** How things go on the terminals of one provider. */
export type Ways<P extends Provider> = {
  saleFate(dice: Dice): FateOf[P];
  /** A sale that is about to be sent: a new wish, or the one that was refused a moment ago. */
  newSale(hand: Hand<P>, again: Operation<P> | null, at: Date): Operation<P>;
  /** How our reference of an operation is drawn. */
  reference(hand: Hand<P>): (at: Date) => string;
  batchNumber(number: number): string;
  /** What becomes of an operation that is fated so; without an ending it stays unknown. */
  perform(hand: Hand<P>, operation: Operation<P>, fate: FateOf[P] | 'approved' | 'unreachable'): Outcome<P>;
  /** What happens to the batch of a day that is over; returns whether the batch is over too. */
  endDay(end: DayEnd<P>): boolean;
};

/** A day at a device that is over. */
export type DayEnd<P extends Provider> = {
  history: TillHistory<P>;
  batch: Batch<P>;
  hand: Hand<P>;
  date: CalendarDay;
  today: CalendarDay;
  /** When its last operation let the device go. */
  freeAt: Date;
  uncounted: Operation<P> | null;
};
