import { createIdSource } from '#server/kernel/ids.ts';
import { businessDate, type CalendarDay } from '#server/kernel/time.ts';
import type { DemoCard } from './cards.ts';
import { branchManagers, type DemoPerson, demoPeople } from './demo-world.ts';
import { createDice, type Dice } from './dice.ts';
import { type Fate, followUpFate, isTriedAgain, saleFate } from './fates.ts';
import { type MoneyBackPlan, planMoneyBack, planSecondRefund } from './money-back.ts';
import { newFollowUp, newSale } from './new-operation.ts';
import { calendar, customerTimes, customerTimesToday, openingHours } from './opening-hours.ts';
import type { Batch, Operation, Till, TillHistory } from './operation.ts';
import { after, busyUntil, type Hand, perform } from './perform.ts';

/** What the stories of the demo ask of one device. */
export type Stories = {
  /** The day at whose end the terminal counts one sale less than we do. */
  uncountedOn: CalendarDay | null;
  /** When the sale begins whose outcome stays unknown. */
  unknownAt: Date | null;
};

/** What the devices of a merchant share. */
export type Street = {
  now: Date;
  today: CalendarDay;
  card(till: Till, dice: Dice): DemoCard;
  newNumber(dice: Dice, prefix: string): string;
};

type SalePlan = { what: 'sale'; at: Date; fate: Fate | null; again: Operation | null; isUncounted: boolean };
type Plan = SalePlan | MoneyBackPlan;

type Life = {
  till: Till;
  street: Street;
  stories: Stories;
  history: TillHistory;
  openBatch: Batch | null;
  stan: number;
  uncounted: Operation | null;
  /** Refunds of earlier sales, by the day on which the customer comes back. */
  later: Map<CalendarDay, MoneyBackPlan[]>;
};

type Day = { date: CalendarDay; dice: Dice; hand: Hand; agenda: Plan[] };

/** Lives one device through its days, oldest first; the last batch stays open. */
export function liveThrough(
  till: Till,
  days: readonly CalendarDay[],
  street: Street,
  stories: Stories,
): TillHistory {
  const life: Life = {
    till,
    street,
    stories,
    history: { till, operations: [], batches: [], blockedCloses: [] },
    openBatch: null,
    stan: createDice(`stan ${till.providerDeviceId}`).between(1_000, 60_000),
    uncounted: null,
    later: new Map(),
  };
  for (const date of days) liveDay(life, date);
  return life.history;
}

function liveDay(life: Life, date: CalendarDay): void {
  const dice = createDice(`day ${life.till.providerDeviceId} ${date}`);
  const seller = dice.chance(0.25)
    ? demoPeople.manager
    : (branchManagers[life.till.branchId] ?? demoPeople.manager);
  const day: Day = { date, dice, hand: createHand(life, dice, seller), agenda: agendaOf(life, date, dice) };
  let freeAt = new Date(0);
  for (let plan = day.agenda.shift(); plan; plan = day.agenda.shift()) {
    const earliest = after(freeAt, dice.between(12, 40) * 1000);
    const at = plan.at > earliest ? plan.at : earliest;
    if (at.getTime() > life.street.now.getTime() - 40_000) continue;
    const operation = carryOut(life, day, plan, at);
    if (!operation) continue;
    freeAt = busyUntil(operation);
    life.history.operations.push(operation);
    for (const next of consequences(day, plan, operation)) schedule(life, day, next);
  }
  if (date !== life.street.today) closeDay(life, day, freeAt);
}

function agendaOf(life: Life, date: CalendarDay, dice: Dice): Plan[] {
  const { street, stories, till } = life;
  const times =
    date === street.today
      ? customerTimesToday(till, date, dice, street.now)
      : customerTimes(till, date, dice);
  const sales = times.map(
    (at): SalePlan => ({ what: 'sale', at, fate: null, again: null, isUncounted: false }),
  );
  const story = sales[Math.floor(sales.length * 0.7)];
  if (date === stories.uncountedOn && story) Object.assign(story, { fate: 'answer_lost', isUncounted: true });
  const agenda: Plan[] = [...sales, ...(life.later.get(date) ?? [])];
  const unknownAt = stories.unknownAt;
  if (!unknownAt || businessDate(unknownAt, calendar) !== date) return agenda.sort(byTime);
  const isClear = (plan: Plan) => Math.abs(plan.at.getTime() - unknownAt.getTime()) > 6 * 60_000;
  const unknown: SalePlan = {
    what: 'sale',
    at: unknownAt,
    fate: 'still_unknown',
    again: null,
    isUncounted: false,
  };
  return [...agenda.filter(isClear), unknown].sort(byTime);
}

function byTime(a: Plan, b: Plan): number {
  return a.at.getTime() - b.at.getTime();
}

function schedule(life: Life, day: Day, plan: Plan): void {
  if (plan.what === 'sale' || plan.day === day.date) {
    day.agenda.push(plan);
    day.agenda.sort(byTime);
    return;
  }
  life.later.set(plan.day, [...(life.later.get(plan.day) ?? []), plan]);
}

function carryOut(life: Life, day: Day, plan: Plan, at: Date): Operation | null {
  const operation =
    plan.what === 'sale' ? newSale(day.hand, plan.again, at) : newFollowUp(day.hand, plan, at);
  if (!operation) return null;
  if (plan.what !== 'sale') {
    plan.sale.followUps.push(operation);
    return Object.assign(operation, perform(day.hand, operation, followUpFate(day.dice)));
  }
  // Whatever takes long must have ended by now.
  const isRecent = at.getTime() > life.street.now.getTime() - 6 * 60_000;
  const fate = plan.fate ?? (isRecent ? 'approved' : saleFate(day.dice));
  Object.assign(operation, perform(day.hand, operation, fate));
  if (plan.isUncounted) life.uncounted = operation;
  return operation;
}

function consequences(day: Day, plan: Plan, operation: Operation): Plan[] {
  const { dice } = day;
  const { ending } = operation;
  if (!ending) return [];
  if (ending.state === 'approved') {
    if (plan.what === 'sale' && plan.isUncounted) return [];
    const next =
      plan.what === 'sale'
        ? planMoneyBack(dice, operation, ending.at, day.date)
        : plan.what === 'refund' && planSecondRefund(dice, plan.sale, day.date);
    return next ? [next] : [];
  }
  if (plan.what !== 'sale' || !isTriedAgain(dice, operation)) return [];
  const at = after(ending.at, dice.between(20, 75) * 1000);
  return [{ what: 'sale', at, fate: 'approved', again: operation, isUncounted: false }];
}

function createHand(life: Life, dice: Dice, seller: DemoPerson): Hand {
  const { till, street, history } = life;
  const ids = { at: new Date(0) };
  const source = createIdSource(() => ids.at, dice.bytes);
  const nextNumber = () => String(till.firstBatch + history.batches.length).padStart(4, '0');
  const id: Hand['id'] = (kind, at) => {
    ids.at = at;
    return source.next(kind);
  };
  return {
    dice,
    till,
    seller,
    now: street.now,
    id,
    card: () => street.card(till, dice),
    newNumber: (prefix) => street.newNumber(dice, prefix),
    nextStan() {
      life.stan = (life.stan % 999_999) + 1;
      return String(life.stan).padStart(6, '0');
    },
    batchNumber: () => life.openBatch?.number ?? nextNumber(),
    openBatch(at) {
      if (life.openBatch) return life.openBatch;
      life.openBatch = {
        id: id('batch', at),
        till,
        number: nextNumber(),
        openedAt: at,
        members: [],
        close: null,
      };
      history.batches.push(life.openBatch);
      return life.openBatch;
    },
  };
}

/** The close of the evening; an operation that is still unknown keeps the batch open. */
function closeDay(life: Life, day: Day, freeAt: Date): void {
  const batch = life.openBatch;
  if (!batch) return;
  const { dice, hand } = day;
  const closes = openingHours(life.till, day.date).closes;
  const requestedAt = after(freeAt > closes ? freeAt : closes, dice.between(6 * 60, 38 * 60) * 1000);
  const manager = branchManagers[life.till.branchId] ?? demoPeople.manager;
  const request = {
    runId: hand.id('endOfDayRun', requestedAt),
    businessDate: day.date,
    requestedBy: (dice.chance(0.6) ? demoPeople.accountant : manager).id,
    requestedAt,
  };
  const open = life.history.operations.find((operation) => !operation.ending);
  if (open) {
    life.history.blockedCloses.push({ ...request, batch, blockedBy: open });
    return;
  }
  const sentAt = after(requestedAt, dice.between(30, 140));
  batch.close = {
    ...request,
    reportNumber: life.history.batches.length,
    sentAt,
    endedAt: after(sentAt, dice.between(3_800, 11_000)),
    workerKey: dice.between(1, 2_000_000_000),
    uncounted:
      life.uncounted?.ending?.state === 'approved' && life.uncounted.ending.batch === batch
        ? life.uncounted
        : null,
  };
  life.openBatch = null;
}
