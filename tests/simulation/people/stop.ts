import type { TransactionId } from '#server/kernel/ids.ts';
import { abortSale } from '#server/transactions/abort.ts';
import type { PlantedMerchant } from '../plant-merchants.ts';
import type { Dice } from '../random.ts';
import { findTransaction, isOpen } from '../rules/rows.ts';
import type { World } from '../world.ts';
import { press } from './desk.ts';

/** A customer changes their mind: somebody has the sale stopped, perhaps too late, perhaps again. */
export async function stop(
  world: World,
  dice: Dice,
  merchant: PlantedMerchant,
  id: TransactionId,
): Promise<void> {
  for (let turn = 0; turn < dice.int(1, 3); turn++) {
    await world.scheduler.sleep(dice.int(300, turn === 0 ? 12_000 : 30_000));
    const row = findTransaction(world, id);
    if (!row || !isOpen(row)) return;
    const heard = await press(world, merchant, 'manager', 'sale:abort', (ctx) => abortSale(ctx, id));
    world.trace(() => `stop ${id}: ${JSON.stringify(heard)}`);
  }
}
