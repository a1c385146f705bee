import type { SaleLine } from '#server/gateways/terminal-gateway.ts';
import type { SplitSaleId, TransactionId } from '#server/kernel/ids.ts';
import { sumOfLines, toSaleLine } from '#server/transactions/lines.ts';
import type { WishOf } from './calls.ts';
import { clearDevice } from './clear-device.ts';
import { closeDay } from './close-day.ts';
import { closeForGood } from './close-for-good.ts';
import type { Counter } from './counter.ts';
import type { Eyes } from './eyes.ts';
import { followUp } from './follow-up.ts';
import type { Accident, History, Patience, PlannedLine, Wish } from './plan.ts';
import type { Provider } from './provider.ts';
import type { Quiet } from './quiet.ts';
import { sellInParts } from './sell-in-parts.ts';
import type { Tally } from './tally.ts';
import type { Till } from './town.ts';

/** Everything a history is lived with. */
export type Scene = {
  history: History;
  till: Till;
  counter: Counter;
  eyes: Eyes;
  provider: Provider;
  quiet: Quiet;
  tally: Tally;
  /** What went otherwise than any rule allows; must stay empty. */
  problems: string[];
  /** What each customer came to pay, with every operation that was started for it: at most one may charge. */
  baskets: TransactionId[][];
  /** What the device shall do with its next operation. */
  staged: Accident;
  /** Everything that was answered with an id, to be found again. */
  started: Set<TransactionId>;
  startedSplits: Set<SplitSaleId>;
};

/** An operation is open for this long at most, whatever was killed and wherever the clock jumped: not sent, asked again, believed. */
export const ENDS_WITHIN_MS = 300_000;
/** After so long everybody presses the button that asks the provider. */
const LOSES_PATIENCE_AFTER_MS = 20_000;
const MORE_TRIES = 2;

/** Lives a history: every wish in turn, then one calm sale and the close of the day. */
export async function live(scene: Scene): Promise<void> {
  for (const [place, wish] of scene.history.wishes.entries()) {
    await stage(scene, 'accident' in wish ? wish.accident : null);
    await fulfil(scene, wish, `${scene.history.number}-${place}`);
  }
  await stage(scene, null);
  await closeForGood(scene);
}

async function fulfil(scene: Scene, wish: Wish, key: string): Promise<void> {
  switch (wish.kind) {
    case 'sell':
      return sell(scene, wish, key);
    case 'follow_up':
      return followUp(scene, wish, key);
    case 'sell_in_parts':
      return sellInParts(scene, wish, key);
    case 'close_day':
      await closeDay(scene);
  }
}

/** Lets the device do something with its next operation; counts what the one before has met. */
export async function stage(scene: Scene, accident: Accident): Promise<void> {
  const { provider, till, tally, staged } = scene;
  if (staged && (await provider.staged(till.providerDeviceId)) === null) tally.add(`fault ${staged}`);
  await provider.stage(till.providerDeviceId, accident);
  scene.staged = accident;
}

/** Sells until it is paid, or until somebody leaves; in between does what the product asks for. */
export async function sell(scene: Scene, wish: Wish & { kind: 'sell' }, key: string): Promise<void> {
  const basket: TransactionId[] = [];
  scene.baskets.push(basket);
  for (let attempt = 0; attempt <= MORE_TRIES; attempt++) {
    const sale = saleOf(scene, wish, `${key}-${attempt}`);
    const id = await start(scene, sale, attempt === 0 && wish.isDoubleClick);
    if (id === null) return;
    basket.push(id);
    if (attempt === 0 && wish.reusesKey) await reuseKey(scene, sale);
    const state = await follow(scene, id, wish.patience);
    // Who leaves does not know how it ended; who sees a no pays again.
    if (state === null || state === 'approved') return;
    if ((await scene.eyes.reasonOf(id)) === 'device_busy') await clearDevice(scene);
    await stage(scene, null);
  }
}

function saleOf(scene: Scene, wish: Wish & { kind: 'sell' }, intentKey: string): WishOf<'startSale'> {
  const lines = linesOf(wish.lines);
  const { currency, installmentCount, surchargeMinor, paymentType } = wish;
  return {
    intentKey: `${scene.till.deviceId}-${intentKey}`,
    kind: wish.isHold ? 'preauthorization' : 'sale',
    deviceId: scene.till.deviceId,
    amount: { minor: sumOfLines(lines) + surchargeMinor, currency },
    installmentCount,
    surchargeMinor,
    paymentType,
    lines: scene.till.model === '507' ? lines : [],
  };
}

/** Lines as a sale has them. */
export function linesOf(planned: readonly PlannedLine[]): SaleLine[] {
  return planned.map(({ discountMinor, ...line }) => {
    const whole = toSaleLine({ ...line, unitCode: 'C62', vatRate: '10' });
    return { ...whole, totalMinor: whole.totalMinor - discountMinor };
  });
}

/** Starts a sale, again while the device is in other hands; null when it was refused for good. */
async function start(
  scene: Scene,
  sale: WishOf<'startSale'>,
  isDoubleClick = false,
): Promise<TransactionId | null> {
  const { counter, till, eyes, tally, problems } = scene;
  const end = Date.now() + ENDS_WITHIN_MS;
  while (Date.now() < end) {
    const clicks = isDoubleClick ? [0, 1] : [0];
    const answers = await Promise.all(clicks.map(() => counter.ask(till.manager, 'startSale', sale)));
    const ids = answers.flatMap(({ value }) => (value.ok ? [value.value.transactionId] : []));
    for (const { value } of answers) if (!value.ok) tally.add(`refused ${value.error.kind}`);
    if (new Set(ids).size > 1) problems.push(`two clicks with one key made ${ids.join(' and ')}`);
    const [id] = ids;
    if (id) {
      scene.started.add(id);
      return id;
    }
    if (!answers.some(({ value }) => !value.ok && value.error.kind === 'device_held')) break;
    await eyes.isFree(till.deviceId, 60_000);
  }
  problems.push(`a sale on ${till.providerDeviceId} could not be started`);
  return null;
}

async function reuseKey(scene: Scene, sale: WishOf<'startSale'>): Promise<void> {
  const other = { ...sale, installmentCount: sale.installmentCount === 3 ? 4 : 3 };
  const { value } = await scene.counter.ask(scene.till.manager, 'startSale', other);
  if (value.ok || value.error.kind !== 'intent_reused') {
    scene.problems.push(`a used key with other content was answered ${JSON.stringify(value)}`);
  } else scene.tally.add('refused intent_reused');
}

/** Stays with an operation as long as the person would; null when they left before its end. */
export async function follow(scene: Scene, id: TransactionId, patience: Patience): Promise<string | null> {
  if (patience === 'leaves') return null;
  const end = Date.now() + ENDS_WITHIN_MS;
  while (Date.now() < end) {
    const state = await scene.eyes.end(id, patience === 'asks' ? 1_500 : LOSES_PATIENCE_AFTER_MS);
    if (state !== null) return state;
    const { value } = await scene.counter.ask(scene.till.accountant, 'askNow', id);
    if (value.ok) scene.tally.add('asked_by_person');
  }
  scene.problems.push(`${id} was still open after ${ENDS_WITHIN_MS / 1000} s`);
  return null;
}
