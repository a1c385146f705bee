import { addDays, businessDate, type CalendarDay } from '#server/kernel/time.ts';
import { createWallet } from './cards.ts';
import { kahveDuragi } from './demo-world.ts';
import { createDice } from './dice.ts';
import { calendar, daysUpTo, openingHours } from './opening-hours.ts';
import type { Till, TillHistory } from './operation.ts';
import { after, LONG_UNKNOWN_MS, LONGEST_WAIT_MS } from './perform.ts';
import { liveThrough, type Street } from './till-life.ts';

/** Where and how long ago the terminal counted one sale less than we do. */
const UNCOUNTED = { providerDeviceId: 'P00102', daysAgo: 4 };
/** Where the sale is whose outcome is unknown. */
const UNKNOWN = { providerDeviceId: 'P00202' };

/**
 * The history of the coffee shops up to `now`: pure, and the same for the same `now` and number of days, today
 * included. Every device keeps its last batch open.
 */
export function writeHistory(now: Date, dayCount: number): TillHistory[] {
  const today = businessDate(now, calendar);
  const days = daysUpTo(today, dayCount);
  const street = createStreet(now, today);
  return tills().map((till) =>
    liveThrough(till, days, street, {
      uncountedOn:
        till.providerDeviceId === UNCOUNTED.providerDeviceId ? addDays(today, -UNCOUNTED.daysAgo) : null,
      unknownAt: till.providerDeviceId === UNKNOWN.providerDeviceId ? unknownSince(till, now) : null,
    }),
  );
}

function tills(): Till[] {
  return kahveDuragi.connections.flatMap((connection) =>
    connection.devices.map((device) => ({ ...device, connection })),
  );
}

function createStreet(now: Date, today: CalendarDay): Street {
  const wallets = new Map(
    kahveDuragi.branches.map((branch) => [branch.id, createWallet(createDice(`wallet ${branch.id}`))]),
  );
  const taken = new Set<string>();
  return {
    now,
    today,
    card(till, dice) {
      const wallet = wallets.get(till.branchId);
      if (!wallet) throw new Error('A device without a branch');
      return wallet(dice);
    },
    newNumber(dice, prefix) {
      for (;;) {
        const number = `${prefix}${dice.digits(8)}`;
        if (taken.has(number)) continue;
        taken.add(number);
        return number;
      }
    },
  };
}

/**
 * Long enough ago that the portal asks only every quarter of an hour, and while the shop was open. In steps of that
 * quarter, so that the next question is always as far away as it can be.
 */
function unknownSince(till: Till, now: Date): Date {
  let at = after(now, -LONG_UNKNOWN_MS);
  while (!isOpen(till, at)) at = after(at, -LONGEST_WAIT_MS);
  return at;
}

function isOpen(till: Till, at: Date): boolean {
  const { opens, closes } = openingHours(till, businessDate(at, calendar));
  return at > opens && at < closes;
}
