import { createIdSource } from '#server/kernel/ids.ts';
import { businessDate, type CalendarDay } from '#server/kernel/time.ts';
import type { DemoPerson, Provider } from './demo-shapes.ts';
import { managersOf } from './demo-world.ts';
import { createDice, type Dice } from './dice.ts';
import { followUpFate, isTriedAgain } from './fates.ts';
import { after, type Hand } from './hand.ts';
import { type MoneyBackPlan, planMoneyBack, planSecondRefund } from './money-back.ts';
import { newFollowUp } from './new-operation.ts';
import { customerTimes, customerTimesToday, dayCalendarOf } from './opening-hours.ts';
import type { Batch, CardOf, Operation, Till, TillHistory } from './operation.ts';
import { busyUntil } from './perform.ts';
import type { FateOf, Ways } from './ways.ts';

/** What the stories of the demo ask of one device. */
export type Stories<P extends Provider> = {
  /** The day at whose end the terminal counts one sale less than we do. */
  uncountedOn?: CalendarDay | null;
  /** A sale that begins at an instant of its own. */
  extra?: { at: Date; fate: FateOf[P] } | null;
  /** Days on which a sale of the afternoon goes as told. */
  fated?: ReadonlyMap<CalendarDay, FateOf[P]>;
};

/** What the devices of a merchant share. */
export type Street<P extends Provider> = {
  now: Date;
  today: CalendarDay;
  ways: Ways<P>;
  card(till: Till<P>, dice: Dice): CardOf[P];
  newNumber(dice: Dice, prefix: string): string;
};

type SalePlan<P extends Provider> = {
  what: 'sale';
  at: Date;
  fate: FateOf[P] | null;
  again: Operation<P> | null;
  /** Part of a story: nothing else happens to it. */
  isStory: boolean;
};
type Plan<P extends Provider> = SalePlan<P> | MoneyBackPlan<P>;

type Life<P extends Provider> = {
  till: Till<P>;
  street: Street<P>;
  stories: Stories<P>;
  history: TillHistory<P>;
  openBatch: Batch<P> | null;
  stan: number;
  uncounted: Operation<P> | null;
  /** Refunds of earlier sales, by the day on which the customer comes back. */
  later: Map<CalendarDay, MoneyBackPlan<P>[]>;
};

type Day<P extends Provider> = { date: CalendarDay; dice: Dice; hand: Hand<P>; agenda: Plan<P>[] };

/** Lives one device through its days, oldest first; the last batch stays open. */
export function liveThrough<P extends Provider>(
  till: Till<P>,
  days: readonly CalendarDay[],
  street: Street<P>,
  stories: Stories<P>,
): TillHistory<P> {
  const life: Life<P> = {
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

function liveDay<P extends Provider>(life: Life<P>, date: CalendarDay): void {
  const dice = createDice(`day ${life.till.providerDeviceId} ${date}`);
  const { head, usual } = managersOf(life.till);
  const seller = dice.chance(0.25) ? head : usual;
  const day: Day<P> = {
    date,
    dice,
    hand: createHand(life, dice, seller),
    agenda: agendaOf(life, date, dice),
  };
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
  if (date !== life.street.today) endDay(life, day, freeAt);
}

function agendaOf<P extends Provider>(life: Life<P>, date: CalendarDay, dice: Dice): Plan<P>[] {
  const { street, stories, till } = life;
  const times =
    date === street.today
      ? customerTimesToday(till, date, dice, street.now)
      : customerTimes(till, date, dice);
  const sales = times.map((at): SalePlan<P> => ({ ...plainSale, at }));
  const story = sales[Math.floor(sales.length * 0.7)];
  const fate = date === stories.uncountedOn ? 'answer_lost' : stories.fated?.get(date);
  if (fate && story) Object.assign(story, { fate, isStory: true });
  const agenda: Plan<P>[] = [...sales, ...(life.later.get(date) ?? [])];
  const { extra } = stories;
  if (!extra || businessDate(extra.at, dayCalendarOf(till)) !== date) return agenda.sort(byTime);
  const isClear = (plan: Plan<P>) => Math.abs(plan.at.getTime() - extra.at.getTime()) > 6 * 60_000;
  return [...agenda.filter(isClear), { ...plainSale, ...extra, isStory: true }].sort(byTime);
}

const plainSale = { what: 'sale', fate: null, again: null, isStory: false } as const;

function byTime(a: { at: Date }, b: { at: Date }): number {
  return a.at.getTime() - b.at.getTime();
}

function schedule<P extends Provider>(life: Life<P>, day: Day<P>, plan: Plan<P>): void {
  if (plan.what === 'sale' || plan.day === day.date) {
    day.agenda.push(plan);
    day.agenda.sort(byTime);
    return;
  }
  life.later.set(plan.day, [...(life.later.get(plan.day) ?? []), plan]);
}

function carryOut<P extends Provider>(
  life: Life<P>,
  { dice, hand, date }: Day<P>,
  plan: Plan<P>,
  at: Date,
): Operation<P> | null {
  const { ways, now } = life.street;
  const operation =
    plan.what === 'sale'
      ? ways.newSale(hand, plan.again, at)
      : newFollowUp(hand, plan, at, ways.reference(hand));
  if (!operation) return null;
  if (plan.what !== 'sale') {
    plan.sale.followUps.push(operation);
    return Object.assign(operation, ways.perform(hand, operation, followUpFate(dice)));
  }
  // Whatever takes long must have ended by now.
  const isRecent = at.getTime() > now.getTime() - 6 * 60_000;
  const fate = plan.fate ?? (isRecent ? 'approved' : ways.saleFate(dice));
  Object.assign(operation, ways.perform(hand, operation, fate));
  if (plan.isStory && date === life.stories.uncountedOn) life.uncounted = operation;
  return operation;
}

function consequences<P extends Provider>(day: Day<P>, plan: Plan<P>, operation: Operation<P>): Plan<P>[] {
  const { dice } = day;
  const { ending } = operation;
  if (!ending) return [];
  if (ending.state === 'approved') {
    if (plan.what === 'sale' && plan.isStory) return [];
    const next =
      plan.what === 'sale'
        ? planMoneyBack(dice, operation, ending.at, day.date)
        : plan.what === 'refund' && planSecondRefund(dice, plan.sale, day.date);
    return next ? [next] : [];
  }
  if (plan.what !== 'sale' || !isTriedAgain(dice, operation)) return [];
  const at = after(ending.at, dice.between(20, 75) * 1000);
  return [{ ...plainSale, at, fate: 'approved', again: operation }];
}

function createHand<P extends Provider>(life: Life<P>, dice: Dice, seller: DemoPerson): Hand<P> {
  const { till, street, history } = life;
  const ids = { at: new Date(0) };
  const source = createIdSource(() => ids.at, dice.bytes);
  const nextNumber = () => street.ways.batchNumber(till.firstBatch + history.batches.length);
  const id: Hand<P>['id'] = (kind, at) => {
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
        endedOn: null,
        close: null,
      };
      history.batches.push(life.openBatch);
      return life.openBatch;
    },
  };
}

function endDay<P extends Provider>(life: Life<P>, { date, hand }: Day<P>, freeAt: Date): void {
  const { openBatch: batch, history, uncounted, street } = life;
  if (!batch) return;
  const isOver = street.ways.endDay({ history, batch, hand, date, freeAt, uncounted, today: street.today });
  if (isOver) life.openBatch = null;
}
