import { startSale } from '#server/transactions/start-sale.ts';
import type { PlantedDevice, PlantedMerchant } from '../plant-merchants.ts';
import type { Dice } from '../random.ts';
import { isOpen } from '../rules/rows.ts';
import type { World } from '../world.ts';
import { voidAtTerminal } from './decide.ts';
import { press } from './desk.ts';
import { giveBack } from './give-back.ts';
import { contentOf, type SaleContent } from './sale-content.ts';
import { stop } from './stop.ts';
import { submit, type Wish, watch } from './wishes.ts';

/** A customer at the till: a sale, tried again after a clear no, perhaps given back later. */
export async function sell(
  world: World,
  dice: Dice,
  merchant: PlantedMerchant,
  device: PlantedDevice,
  name: string,
): Promise<void> {
  const content = contentOf(dice, device);
  for (let attempt = 0; attempt < 3; attempt++) {
    const row = await submit(world, dice, merchant, saleOf(content));
    if (!row) return;
    world.noteAttempt(name, row.reference);
    if (dice.chance(0.08)) await pressWithUsedKey(world, merchant, content, row.intentKey);
    const isRegretted = device.model === 'pin-pad' && dice.chance(0.3);
    const [seen] = await Promise.all([
      watch(world, dice, merchant, row.id, dice.pick([20_000, 400_000, 900_000])),
      isRegretted ? stop(world, dice, merchant, row.id) : null,
    ]);
    if (!seen) return;
    if (seen.state === 'approved') {
      if (device.model === 'pin-pad' && dice.chance(0.05)) voidAtTerminal(world, seen);
      if (dice.chance(0.6)) await giveBack(world, dice, merchant, device, seen.id);
      return;
    }
    // Who takes a second sale while the first is unknown has decided so: it is another wish.
    if (isOpen(seen)) {
      if (dice.chance(0.3)) await submit(world, dice, merchant, saleOf(content));
      return;
    }
    if (dice.chance(0.3)) return;
    await world.scheduler.sleep(dice.int(500, 15_000));
  }
}

function saleOf(content: SaleContent): Wish<'sale:start', { kind: string }> {
  return {
    name: 'sale',
    permission: 'sale:start',
    start: (ctx, intentKey, deviceIsIdle) => startSale(ctx, { ...content, intentKey, deviceIsIdle }),
  };
}

/** INV-5: the same key with other content is refused. */
async function pressWithUsedKey(
  world: World,
  merchant: PlantedMerchant,
  content: SaleContent,
  intentKey: string,
): Promise<void> {
  const other = { ...content, intentKey, amount: { ...content.amount, minor: content.amount.minor + 1 } };
  const heard = await press(world, merchant, 'manager', 'sale:start', (ctx) => startSale(ctx, other));
  if (heard.kind !== 'answered') return;
  const isRefused = !heard.value.ok && heard.value.error.kind === 'intent_reused';
  if (!isRefused)
    world.rules.breaks('INV-5', `another wish under a used key: ${JSON.stringify(heard.value)}`);
}
