import type { Context } from '#server/auth/context.ts';
import type { TransactionId } from '#server/kernel/ids.ts';
import type { Result } from '#server/kernel/result.ts';
import { askNow } from '#server/transactions/ask-now.ts';
import type { Opened } from '#server/transactions/open-operation.ts';
import type { PlantedMerchant } from '../plant-merchants.ts';
import type { Dice } from '../random.ts';
import { findTransaction, isOpen } from '../rules/rows.ts';
import type { TransactionRow } from '../rules/rules.ts';
import type { World } from '../world.ts';
import { type Heard, press } from './desk.ts';

/** Something a person wants done once, with a form that made its key when it opened. */
export type Wish<P extends 'sale:start' | 'refund:start' | 'void:start', E extends { kind: string }> = {
  name: string;
  permission: P;
  /** `deviceIsIdle`: the person has looked at the device. */
  start(ctx: Context<P>, intentKey: string, deviceIsIdle: boolean): Promise<Result<Opened, E>>;
};

/** A key as the browser makes one. */
export function newKey(dice: Dice): string {
  const hex = Array.from(dice.bytes(16), (byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
}

/** Presses the button of a form, twice or again when nobody answered, until it is known what became of it. */
export async function submit<
  P extends 'sale:start' | 'refund:start' | 'void:start',
  E extends { kind: string },
>(world: World, dice: Dice, merchant: PlantedMerchant, wish: Wish<P, E>): Promise<TransactionRow | null> {
  const key = newKey(dice);
  let hasLooked = false;
  const pressOnce = () =>
    press(world, merchant, 'manager', wish.permission, (ctx) => wish.start(ctx, key, hasLooked));
  for (let times = 0; times < 6; times++) {
    const clicks = dice.chance(0.12) ? 2 : 1;
    const heard = await Promise.all(Array.from({ length: clicks }, pressOnce));
    const ids = new Set(heard.flatMap((one) => idOf(one)));
    if (ids.size > 1) world.rules.breaks('INV-5', `one key made ${[...ids].join(' and ')}`);
    const [id] = ids;
    if (id) return findTransaction(world, id);
    const refusal = heard.find((one) => one.kind === 'answered');
    if (refusal?.kind === 'answered') {
      world.trace(() => `${wish.name} refused: ${JSON.stringify(refusal.value)}`);
      const isToLook = !refusal.value.ok && refusal.value.error.kind === 'look_at_device';
      if (isToLook && dice.chance(0.7)) {
        await untilIdle(world, merchant);
        hasLooked = true;
        continue;
      }
      const isBusy = !refusal.value.ok && refusal.value.error.kind === 'device_held';
      if (!isBusy || dice.chance(0.4)) return null;
      await world.scheduler.sleep(dice.int(2000, 40_000));
    } else await world.scheduler.sleep(dice.int(500, 5000));
  }
  return null;
}

/** Goes to the devices and waits until nothing is on them any more. */
async function untilIdle(world: World, merchant: PlantedMerchant): Promise<void> {
  const isBusy = () =>
    [...world.interpay.gateway.devices.values()].some(
      (one) => one.running !== null && merchant.devices.some((own) => own.clientId === one.termId),
    );
  do await world.scheduler.sleep(world.dice.int(1000, 10_000));
  while (isBusy());
}

function idOf<E>(heard: Heard<Result<Opened, E>>): TransactionId[] {
  return heard.kind === 'answered' && heard.value.ok ? [heard.value.value.transactionId] : [];
}

/** Looks at an operation until it has ended, at most so long; asks the provider by hand in between, perhaps. */
export async function watch(world: World, dice: Dice, merchant: PlantedMerchant, id: string, mostMs: number) {
  const until = world.scheduler.now + mostMs;
  for (;;) {
    const row = findTransaction(world, id);
    if (!row || !isOpen(row) || world.scheduler.now >= until) return row;
    if (row.state === 'unknown' && dice.chance(0.1)) await ask(world, dice, merchant, row);
    await world.scheduler.sleep(dice.int(1500, 15_000));
  }
}

async function ask(world: World, dice: Dice, merchant: PlantedMerchant, row: TransactionRow): Promise<void> {
  const role = dice.pick(['manager', 'support', 'accountant'] as const);
  await press(world, merchant, role, 'transactions:ask', (ctx) => askNow(ctx, row.id));
}
