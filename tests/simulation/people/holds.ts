import { capturePreauthorization } from '#server/transactions/capture-preauthorization.ts';
import { startSale } from '#server/transactions/start-sale.ts';
import { voidSale } from '#server/transactions/void-sale.ts';
import type { PlantedDevice, PlantedMerchant } from '../plant-merchants.ts';
import type { Dice } from '../random.ts';
import { isOpen } from '../rules/rows.ts';
import type { TransactionRow } from '../rules/rules.ts';
import type { World } from '../world.ts';
import { giveBack } from './give-back.ts';
import { contentOf } from './sale-content.ts';
import { submit, type Wish, watch } from './wishes.ts';

/** A deposit: an amount is held, later taken in whole or in part, or released; perhaps both are tried at once. */
export async function holdAndTake(
  world: World,
  dice: Dice,
  merchant: PlantedMerchant,
  device: PlantedDevice,
  name: string,
): Promise<void> {
  const content = contentOf(dice, device, { isWhole: true });
  const hold = await submit(world, dice, merchant, {
    name: 'hold',
    permission: 'sale:start',
    start: (ctx, intentKey) => startSale(ctx, { ...content, kind: 'preauthorization', intentKey }),
  });
  if (!hold) return;
  world.noteAttempt(name, hold.reference);
  const seen = await watch(world, dice, merchant, hold.id, 600_000);
  if (seen?.state !== 'approved') return;
  await world.scheduler.sleep(dice.int(500, 60_000));
  const ways = dice.pick([['take'], ['take'], ['release'], ['take', 'release'], ['take', 'take']] as const);
  await Promise.all(
    ways.map((way, at) => end(world, dice, merchant, device, seen, way, `${name} ${way} ${at}`)),
  );
}

async function end(
  world: World,
  dice: Dice,
  merchant: PlantedMerchant,
  device: PlantedDevice,
  hold: TransactionRow,
  way: 'take' | 'release',
  name: string,
): Promise<void> {
  const amountMinor = dice.chance(0.6) ? hold.amountMinor : dice.int(1, hold.amountMinor + 1);
  const take: Wish<'sale:start', { kind: string }> = {
    name: 'capture',
    permission: 'sale:start',
    start: (ctx, intentKey) => capturePreauthorization(ctx, { intentKey, holdId: hold.id, amountMinor }),
  };
  const release: Wish<'void:start', { kind: string }> = {
    name: 'release',
    permission: 'void:start',
    start: (ctx, intentKey) => voidSale(ctx, { intentKey, saleId: hold.id, reason: null }),
  };
  for (let attempt = 0; attempt < 3; attempt++) {
    const row = await (way === 'take'
      ? submit(world, dice, merchant, take)
      : submit(world, dice, merchant, release));
    if (!row) return;
    world.noteAttempt(name, row.reference);
    const seen = await watch(world, dice, merchant, row.id, 500_000);
    if (seen?.state === 'approved' && way === 'take' && dice.chance(0.5))
      await giveBack(world, dice, merchant, device, seen.id);
    if (!seen || seen.state === 'approved' || isOpen(seen) || dice.chance(0.4)) return;
    await world.scheduler.sleep(dice.int(500, 15_000));
  }
}
