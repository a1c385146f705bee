import type { TransactionId } from '#server/kernel/ids.ts';
import type { RefundSize } from '#server/transactions/refund-plan.ts';
import { startRefund } from '#server/transactions/start-refund.ts';
import { voidSale } from '#server/transactions/void-sale.ts';
import type { PlantedDevice, PlantedMerchant } from '../plant-merchants.ts';
import type { Dice } from '../random.ts';
import { findTransaction, isOpen } from '../rules/rows.ts';
import type { TransactionRow } from '../rules/rules.ts';
import type { World } from '../world.ts';
import { submit, type Wish, watch } from './wishes.ts';

/** Somebody wants money back of a sale: the whole of it or a part, once or again, by void or refund. */
export async function giveBack(
  world: World,
  dice: Dice,
  merchant: PlantedMerchant,
  device: PlantedDevice,
  saleId: TransactionId,
): Promise<void> {
  const times = dice.pick([1, 1, 2, 3]);
  for (let turn = 0; turn < times; turn++) {
    await world.scheduler.sleep(dice.int(500, dice.chance(0.2) ? 600_000 : 30_000));
    const sale = findTransaction(world, saleId);
    if (!sale) return;
    const wishes = dice.chance(0.1) ? 2 : 1;
    await Promise.all(
      Array.from({ length: wishes }, (_, at) =>
        giveBackOnce(world, dice, merchant, device, sale, `${turn}.${at}`),
      ),
    );
  }
}

/** Tries until it is done, or it is not wanted any more; after a clear no the form is opened anew. */
async function giveBackOnce(
  world: World,
  dice: Dice,
  merchant: PlantedMerchant,
  device: PlantedDevice,
  sale: TransactionRow,
  turn: string,
): Promise<void> {
  const name = `give back ${sale.id} ${turn}`;
  const wish = dice.chance(0.4) ? voidOf(sale) : refundOf(sale, sizeOf(world, dice, device, sale));
  for (let attempt = 0; attempt < 3; attempt++) {
    const row = await submit(world, dice, merchant, wish as Wish<'void:start', { kind: string }>);
    if (!row) return;
    world.noteAttempt(name, row.reference);
    const seen = await watch(world, dice, merchant, row.id, 400_000);
    if (!seen || seen.state === 'approved' || isOpen(seen) || dice.chance(0.4)) return;
    await world.scheduler.sleep(dice.int(500, 20_000));
  }
}

function voidOf(sale: TransactionRow): Wish<'void:start', { kind: string }> {
  return {
    name: 'void',
    permission: 'void:start',
    start: (ctx, intentKey) => voidSale(ctx, { intentKey, saleId: sale.id, reason: null }),
  };
}

function refundOf(sale: TransactionRow, size: RefundSize): Wish<'refund:start', { kind: string }> {
  return {
    name: 'refund',
    permission: 'refund:start',
    start: (ctx, intentKey, deviceIsIdle) =>
      startRefund(ctx, { intentKey, saleId: sale.id, size, reason: null, deviceIsIdle }),
  };
}

/** Part or all of it; on a fiscal device by its lines, which the person reads from the provider. */
function sizeOf(world: World, dice: Dice, device: PlantedDevice, sale: TransactionRow): RefundSize {
  if (device.model === 'page') return sizeOfPage(world, dice, sale);
  if (device.model !== '507') {
    const amountMinor = dice.chance(0.5) ? sale.amountMinor : dice.int(1, sale.amountMinor);
    return { by: 'amount', amountMinor };
  }
  const fiscal = world.network.gateway.ledger.fiscalByReference(device.clientId, sale.reference);
  const lines = (fiscal?.lines ?? []).filter(() => dice.chance(0.7));
  const picked = lines.length > 0 ? lines : (fiscal?.lines.slice(0, 1) ?? []);
  return {
    by: 'lines',
    lines: picked.map((line) => ({
      providerLineId: String(line.id),
      quantity: dice.int(1, line.itemQuantity),
    })),
  };
}

/** Of several items one goes back, or a part of it; otherwise all that is left, or a part of that. */
function sizeOfPage(world: World, dice: Dice, sale: TransactionRow): RefundSize {
  const leftMinor = Math.max(sale.amountMinor - sale.refundedMinor, 1);
  const items = world.pages.entryOf(sale.reference)?.payment?.items ?? [];
  const share = (minor: number) => (dice.chance(0.4) ? minor : dice.int(1, Math.max(minor, 1)));
  if (items.length < 2 || dice.chance(0.3)) return { by: 'amount', amountMinor: share(leftMinor) };
  const { itemId, paidMinor } = dice.pick(items);
  return { by: 'amount', amountMinor: share(paidMinor), itemId };
}
