import type { Id, IdKind } from '#server/kernel/ids.ts';
import type { DemoPerson, Provider } from './demo-shapes.ts';
import type { Dice } from './dice.ts';
import type { Batch, CardOf, Ending, Operation, Till } from './operation.ts';

/** What one day at one device has at hand. */
export type Hand<P extends Provider> = {
  dice: Dice;
  till: Till<P>;
  seller: DemoPerson;
  now: Date;
  id<K extends IdKind>(kind: K, at: Date): Id<K>;
  card(): CardOf[P];
  /** Numbers that the provider, or we, give once. */
  newNumber(prefix: string): string;
  nextStan(): string;
  /** Of the batch the device collects in. */
  batchNumber(): string;
  /** The batch that what is approved now joins, opened if there is none. */
  openBatch(at: Date): Batch<P>;
};

/** The end of what was approved: it joins the batch its device collects in. */
export function approve<P extends Provider>(hand: Hand<P>, operation: Operation<P>, at: Date): Ending<P> {
  const batch = hand.openBatch(at);
  batch.members.push(operation);
  return { state: 'approved', at, batch };
}

/** An instant so many milliseconds later. */
export function after(at: Date, ms: number): Date {
  return new Date(at.getTime() + ms);
}
