import type { SplitSaleId, TransactionId } from '#server/kernel/ids.ts';
import { isOver } from '#server/split-sales/split-sale.ts';
import { sumOfLines } from '#server/transactions/lines.ts';
import type { OurSplitSale } from './books.ts';
import { ENDS_WITHIN_MS, follow, linesOf, type Scene, stage } from './history.ts';
import type { Wish } from './plan.ts';

type InParts = Wish & { kind: 'sell_in_parts' };
type Split = { state: OurSplitSale['state']; leftMinor: number };

const TRIES_OF_A_PAYMENT = 3;
/** So many steps bring every sale in parts to its end, whatever fails on the way. */
const MOST_STEPS = 12;

/** Several pay one sale: it is started, paid in parts, and completed or given up; nobody leaves it open. */
export async function sellInParts(scene: Scene, wish: InParts, key: string): Promise<void> {
  const id = await open(scene, wish, key);
  if (id === null) return;
  scene.startedSplits.add(id);
  for (const [place, share] of wish.shares.entries()) {
    const split = await settled(scene, id);
    if (split?.state !== 'open' || split.leftMinor === 0) break;
    const isLast = place === wish.shares.length - 1;
    const minor = isLast ? split.leftMinor : wholeUnits(split.leftMinor, share);
    await stageFor(scene, wish, place === 0 ? 'payment' : null);
    await Promise.all([
      pay(scene, wish, id, minor, `${key}-${place}`),
      ...(wish.isHasty && place === 0
        ? [pay(scene, wish, id, split.leftMinor, `${key}-friend`), complete(scene, id)]
        : []),
    ]);
    if (wish.isGivenUp) break;
  }
  await finish(scene, wish, id, key);
}

async function open(scene: Scene, wish: InParts, key: string): Promise<SplitSaleId | null> {
  const { counter, till, eyes, tally, problems } = scene;
  const lines = linesOf(wish.lines);
  const sale = {
    ...({ intentKey: `${till.deviceId}-${key}`, kind: 'sale', deviceId: till.deviceId, lines } as const),
    ...{ amount: { minor: sumOfLines(lines), currency: wish.currency }, paymentType: wish.paymentType },
    ...{ installmentCount: 1, surchargeMinor: 0 },
  };
  await stageFor(scene, wish, 'start');
  const end = Date.now() + ENDS_WITHIN_MS;
  while (Date.now() < end) {
    const { value } = await counter.ask(till.manager, 'startSplitSale', sale);
    if (value.ok) return value.value.splitSaleId;
    tally.add(`refused ${value.error.kind}`);
    if (value.error.kind !== 'device_held') break;
    await eyes.isFree(till.deviceId, 60_000);
  }
  problems.push(`a sale in parts on ${till.providerDeviceId} could not be started`);
  return null;
}

/** Pays a part, again after a clear no; what another payment holds meanwhile is left to it. */
async function pay(
  scene: Scene,
  wish: InParts,
  splitSaleId: SplitSaleId,
  minor: number,
  key: string,
): Promise<void> {
  const { counter, till, tally } = scene;
  const basket: TransactionId[] = [];
  scene.baskets.push(basket);
  for (let attempt = 0; attempt < TRIES_OF_A_PAYMENT; attempt++) {
    const { value } = await counter.ask(till.manager, 'addPayment', {
      ...{ intentKey: `${till.deviceId}-${key}-${attempt}`, splitSaleId, installmentCount: 1 },
      amount: { minor, currency: wish.currency },
    });
    if (!value.ok) return tally.add(`refused ${value.error.kind}`);
    const { transactionId } = value.value;
    basket.push(transactionId);
    scene.started.add(transactionId);
    const state = await follow(scene, transactionId, wish.patience);
    if (state === null || state === 'approved') return;
    await stage(scene, null);
  }
}

/** Takes whatever step is open until the sale is over; whom mishaps keep from it gets a time of quiet. */
async function finish(scene: Scene, wish: InParts, id: SplitSaleId, key: string): Promise<void> {
  if (await takeSteps(scene, wish, id, key)) return;
  if (await scene.quiet.during(() => takeSteps(scene, wish, id, `${key}-quiet`))) return;
  const rows = await scene.eyes.sql<{ what: string }[]>`
    select concat_ws(' ', state, outcome_reason, outcome_code) as what from split_sales where id = ${id}`;
  scene.problems.push(`${id} could not be brought to its end: ${rows.map(({ what }) => what)}`);
}

/** Whether the sale is over, or will never come to rest, after so many steps. */
async function takeSteps(scene: Scene, wish: InParts, id: SplitSaleId, key: string): Promise<boolean> {
  const { counter, till, tally } = scene;
  for (let turn = 0; turn < MOST_STEPS; turn++) {
    const split = await settled(scene, id);
    if (!split || isOver(split.state)) return true;
    const isPaid = split.leftMinor === 0;
    if (split.state === 'open' && isPaid && (turn > 3 || !wish.isGivenUp)) {
      await stageFor(scene, wish, turn === 0 ? 'completion' : null);
      await complete(scene, id);
    } else if (split.state === 'giving_up' && turn > 4) {
      const { value } = await counter.ask(till.manager, 'takeUpAgain', { splitSaleId: id });
      tally.add(value.ok ? 'taken up again' : `refused ${value.error.kind}`);
    } else if (split.state === 'open' && turn > 5) {
      await pay(scene, wish, id, split.leftMinor, `${key}-rest-${turn}`);
    } else {
      await stageFor(scene, wish, turn === 0 ? 'void' : null);
      const { value } = await counter.ask(till.manager, 'giveUp', { splitSaleId: id });
      if (!value.ok) tally.add(`refused ${value.error.kind}`);
    }
  }
  return false;
}

async function complete({ counter, till, tally }: Scene, splitSaleId: SplitSaleId): Promise<void> {
  const { value } = await counter.ask(till.manager, 'completeSplitSale', { splitSaleId });
  if (!value.ok) tally.add(`refused ${value.error.kind}`);
}

/** How it stands when nothing of it is under way; null when that takes too long. */
async function settled({ eyes, problems }: Scene, id: SplitSaleId): Promise<Split | null> {
  const state = await eyes.restOfSplit(id, ENDS_WITHIN_MS);
  if (state === null) {
    problems.push(`${id} did not come to rest within ${ENDS_WITHIN_MS / 1000} s`);
    return null;
  }
  const [row] = await eyes.sql<Split[]>`
    select state, (amount_minor - paid_minor - reserved_minor)::int as "leftMinor" from split_sales where id = ${id}`;
  return row ?? null;
}

/** Lets the accident of the wish happen to this step if it is the one; nothing unusual otherwise. */
function stageFor(scene: Scene, { trouble }: InParts, step: InParts['trouble']['at'] | null): Promise<void> {
  return stage(scene, trouble.at === step ? trouble.accident : null);
}

/** A share in whole liras: kuruş would choose an accident of their own. */
function wholeUnits(leftMinor: number, share: number): number {
  return Math.min(leftMinor, Math.max(100, Math.round((leftMinor * share) / 100) * 100));
}
