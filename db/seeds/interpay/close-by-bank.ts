import { addDays, businessDayRange, type CalendarDay, instantOf } from '#server/kernel/time.ts';
import { demoPeople, managersOf } from '../demo-world.ts';
import { createDice } from '../dice.ts';
import { after } from '../hand.ts';
import type { Till } from '../operation.ts';
import type { DayEnd } from '../ways.ts';

/** The device whose latest close still waits for the bank's figures. */
export const AWAITING_DEVICE = 'PLATEAU-2';
/** Nobody closes a book the very moment the bank is done with it. */
const SETTLED_MS = 10 * 60_000;

/**
 * The night, in which the bank closes the batch by itself, and the next morning, on which somebody closes our book of it and
 * copies the bank's figures. What is not yet so at this hour stays: a batch that has ended, a close without figures, or one
 * that an open operation holds up. The batch is over whatever the morning brings.
 */
export function closeByBank({ history, batch, hand, date, today }: DayEnd<'interpay'>): boolean {
  const { dice, till, now } = hand;
  batch.endedOn = date;
  const requestedAt = morningAfter(till, date);
  if (requestedAt > after(now, -SETTLED_MS)) return true;
  const by = dice.chance(0.7) ? demoPeople.accountant : managersOf(till).usual;
  const request = {
    runId: hand.id('endOfDayRun', requestedAt),
    // The business day in which the bank's day ended.
    businessDate: date,
    requestedBy: by.id,
    requestedAt,
  };
  const open = history.operations.find((operation) => !operation.ending);
  if (open) {
    history.blockedCloses.push({ ...request, batch, blockedBy: open });
    return true;
  }
  const isLast =
    date === addDays(today, -1) || morningAfter(till, addDays(date, 1)) > after(now, -SETTLED_MS);
  const isAwaiting = till.providerDeviceId === AWAITING_DEVICE && isLast;
  const reportNumber = history.batches.length;
  const at = after(requestedAt, dice.between(70, 400) * 1000);
  batch.close = { ...request, typed: isAwaiting ? null : { reportNumber, by: by.id, at } };
  return true;
}

/** When somebody comes to close our book of a day: before the shop opens. */
function morningAfter(till: Till<'interpay'>, date: CalendarDay): Date {
  const dice = createDice(`morning ${till.providerDeviceId} ${date}`);
  const dawn = instantOf(addDays(date, 1), '05:20', till.merchant.timeZone);
  return after(dawn, dice.between(0, 45 * 60) * 1000);
}

/** When the bank closed the batch of one of its days. */
export function bankClosedAt({ connection }: Till<'interpay'>, date: CalendarDay): Date {
  return businessDayRange(date, connection.bank).to;
}
