import { addDays, businessDate, type CalendarDay } from '#server/kernel/time.ts';
import { createWallet } from './cards.ts';
import type { ConnectionOf, DemoMerchant, Provider } from './demo-shapes.ts';
import { kahveDuragi, mapleBakery } from './demo-world.ts';
import { createDice, type Dice } from './dice.ts';
import { after } from './hand.ts';
import { createSchemeWallet } from './interpay/cards.ts';
import { interpayWays } from './interpay/ways.ts';
import { iyzicoWays } from './iyzico-ways.ts';
import { dayCalendarOf, daysUpTo, openingHours } from './opening-hours.ts';
import { type CardOf, calendarOf, type Till, type TillHistory } from './operation.ts';
import { LONG_UNKNOWN_MS, LONGEST_WAIT_MS } from './perform.ts';
import { liveThrough, type Stories, type Street } from './till-life.ts';
import type { Ways } from './ways.ts';

/** Where and how long ago the terminal counted one sale less than we do. */
const UNCOUNTED = { providerDeviceId: 'P00102', daysAgo: 4 };
/** Where the sale is whose outcome is unknown. */
const UNKNOWN = { providerDeviceId: 'P00202' };
/** The same in Montréal, where nobody can be asked; and a sale that was declined and approved after all. */
const NEVER_CALLED_BACK = { providerDeviceId: 'VIEUXPORT-1', daysAgo: 1 };
const LATE = { providerDeviceId: 'PLATEAU-1', daysAgo: 2 };

/**
 * The history of the coffee shops up to `now`: pure, and the same for the same `now` and number of days, today
 * included. Every device keeps its last batch open.
 */
export function writeKahveHistory(now: Date, dayCount: number): TillHistory<'iyzico'>[] {
  const today = businessDate(now, calendarOf(kahveDuragi));
  return live(kahveDuragi, iyzicoWays, createWallet, { now, today, dayCount }, (till) => ({
    uncountedOn:
      till.providerDeviceId === UNCOUNTED.providerDeviceId ? addDays(today, -UNCOUNTED.daysAgo) : null,
    extra:
      till.providerDeviceId === UNKNOWN.providerDeviceId
        ? { at: unknownSince(till, now), fate: 'still_unknown' }
        : null,
  }));
}

/** The history of the bakery, likewise. Its days are the bank's, which closes the batch of each at its end. */
export function writeMapleHistory(now: Date, dayCount: number): TillHistory<'interpay'>[] {
  const [connection] = mapleBakery.connections;
  if (!connection) throw new Error('The bakery has no terminals');
  const today = businessDate(now, connection.bank);
  const stories = [
    { ...NEVER_CALLED_BACK, fate: 'still_unknown' },
    { ...LATE, fate: 'late' },
  ] as const;
  return live(mapleBakery, interpayWays, createSchemeWallet, { now, today, dayCount }, (till) => ({
    fated: new Map(
      stories
        .filter((story) => story.providerDeviceId === till.providerDeviceId)
        .map(({ daysAgo, fate }) => [addDays(today, -daysAgo), fate]),
    ),
  }));
}

type Span = { now: Date; today: CalendarDay; dayCount: number };

function live<P extends Provider>(
  merchant: DemoMerchant<ConnectionOf[P]>,
  ways: Ways<P>,
  newWallet: (dice: Dice) => (dice: Dice) => CardOf[P],
  { now, today, dayCount }: Span,
  storiesOf: (till: Till<P>) => Stories<P>,
): TillHistory<P>[] {
  const days = daysUpTo(today, dayCount);
  const street = createStreet(merchant, ways, newWallet, now, today);
  const tills = merchant.connections.flatMap((connection) =>
    connection.devices.map((device): Till<P> => ({ ...device, connection, merchant })),
  );
  return tills.map((till) => liveThrough(till, days, street, storiesOf(till)));
}

function createStreet<P extends Provider>(
  { branches }: DemoMerchant,
  ways: Ways<P>,
  newWallet: (dice: Dice) => (dice: Dice) => CardOf[P],
  now: Date,
  today: CalendarDay,
): Street<P> {
  const wallets = new Map(
    branches.map((branch) => [branch.id, newWallet(createDice(`wallet ${branch.id}`))]),
  );
  const taken = new Set<string>();
  return {
    now,
    today,
    ways,
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
  const { opens, closes } = openingHours(till, businessDate(at, dayCalendarOf(till)));
  return at > opens && at < closes;
}
