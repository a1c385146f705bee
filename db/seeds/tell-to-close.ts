import { demoPeople, managersOf } from './demo-world.ts';
import { after } from './hand.ts';
import { openingHours } from './opening-hours.ts';
import type { DayEnd } from './ways.ts';

/**
 * The close of the evening, where a terminal closes its batch when it is told to; an operation that is still unknown keeps
 * the batch open. Returns whether the batch is over.
 */
export function tellToClose({ history, batch, hand, date, freeAt, uncounted }: DayEnd<'iyzico'>): boolean {
  const { dice, till } = hand;
  const closes = openingHours(till, date).closes;
  const requestedAt = after(freeAt > closes ? freeAt : closes, dice.between(6 * 60, 38 * 60) * 1000);
  const request = {
    runId: hand.id('endOfDayRun', requestedAt),
    businessDate: date,
    requestedBy: (dice.chance(0.6) ? demoPeople.accountant : managersOf(till).usual).id,
    requestedAt,
  };
  const open = history.operations.find((operation) => !operation.ending);
  if (open) {
    history.blockedCloses.push({ ...request, batch, blockedBy: open });
    return false;
  }
  const sentAt = after(requestedAt, dice.between(30, 140));
  batch.close = {
    ...request,
    reportNumber: history.batches.length,
    sentAt,
    endedAt: after(sentAt, dice.between(3_800, 11_000)),
    workerKey: dice.between(1, 2_000_000_000),
    uncounted: uncounted?.ending?.state === 'approved' && uncounted.ending.batch === batch ? uncounted : null,
  };
  return true;
}
