import type { SplitSaleRow } from '#db/queries/split-sales.ts';
import type { SplitSaleId } from '#server/kernel/ids.ts';
import { addPayment } from '#server/split-sales/add-payment.ts';
import { completeSplitSale } from '#server/split-sales/complete-split-sale.ts';
import { giveUp } from '#server/split-sales/give-up.ts';
import { startSplitSale } from '#server/split-sales/start-split-sale.ts';
import { takeUpAgain } from '#server/split-sales/take-up-again.ts';
import type { PlantedDevice, PlantedMerchant } from '../plant-merchants.ts';
import type { Dice } from '../random.ts';
import { isOpen, isSplitOver, rowsOfSplit } from '../rules/rows.ts';
import type { World } from '../world.ts';
import { press } from './desk.ts';
import { contentOf, type SaleContent } from './sale-content.ts';
import { newKey, submit, type Wish, watch } from './wishes.ts';

/** Everybody at a table pays a share: started, paid in parts, completed, or given up half-way. */
export async function sellInParts(
  world: World,
  dice: Dice,
  merchant: PlantedMerchant,
  device: PlantedDevice,
  name: string,
): Promise<void> {
  const content = contentOf(dice, device, { isWhole: true });
  const id = await open(world, dice, merchant, content);
  if (!id) return;
  const isPatient = !dice.chance(0.2);
  for (let part = 0; part < 4; part++) {
    const split = await settled(world, dice, id);
    if (split?.state !== 'open') break;
    const left = split.amountMinor - split.paidMinor;
    if (left === 0 || (!isPatient && dice.chance(0.4))) break;
    // A finger slips: more than is left must be refused.
    const most = dice.chance(0.1) ? left + 1 : left;
    const minor = part === 3 || dice.chance(0.4) ? most : dice.int(1, left);
    // Two friends may pay at once, one of them too much; somebody may press «complete» too early.
    const hasty = dice.weighted({ no: 6, friend: 1, early: 1 });
    await Promise.all([
      payPart(world, dice, merchant, split, minor, `${name} part ${part}`),
      ...(hasty === 'friend'
        ? [payPart(world, dice, merchant, split, left - minor + dice.int(0, 1), `${name} friend ${part}`)]
        : []),
    ]);
    if (hasty === 'early') await complete(world, merchant, id);
  }
  await finish(world, dice, merchant, id);
}

/** Brings a sale that several pay to its end, whatever stands in the way; gives up trying at last. */
export async function finish(
  world: World,
  dice: Dice,
  merchant: PlantedMerchant,
  id: SplitSaleId,
): Promise<void> {
  for (let turn = 0; turn < 12; turn++) {
    const split = await settled(world, dice, id);
    if (!split || isSplitOver(split)) return;
    const isPaid = split.paidMinor === split.amountMinor;
    if (split.state === 'open' && isPaid && (turn > 3 || dice.chance(0.9))) {
      await complete(world, merchant, id);
    } else if (split.state === 'giving_up' && turn > 4) {
      await press(world, merchant, 'manager', 'sale:start', (ctx) => takeUpAgain(ctx, { splitSaleId: id }));
    } else if (split.state === 'open' && turn > 5) {
      await payPart(world, dice, merchant, split, split.amountMinor - split.paidMinor, `${id} rest ${turn}`);
    } else {
      const heard = await press(world, merchant, 'manager', 'void:start', (ctx) =>
        giveUp(ctx, { splitSaleId: id }),
      );
      world.trace(() => `give up ${id}: ${JSON.stringify(heard)}`);
    }
    await world.scheduler.sleep(dice.int(2000, 20_000));
  }
}

async function open(
  world: World,
  dice: Dice,
  merchant: PlantedMerchant,
  content: SaleContent,
): Promise<SplitSaleId | null> {
  const intentKey = newKey(dice);
  const ids = new Set<SplitSaleId>();
  for (let times = 0; times < 5; times++) {
    const heard = await Promise.all(
      Array.from({ length: dice.chance(0.1) ? 2 : 1 }, () =>
        press(world, merchant, 'manager', 'sale:start', (ctx) =>
          startSplitSale(ctx, { ...content, intentKey }),
        ),
      ),
    );
    for (const one of heard)
      if (one.kind === 'answered' && one.value.ok) ids.add(one.value.value.splitSaleId);
    if (ids.size > 1) world.rules.breaks('INV-5', `one key made ${[...ids].join(' and ')}`);
    const [id] = ids;
    if (id) return id;
    world.trace(() => `split sale refused: ${JSON.stringify(heard)}`);
    if (heard.some((one) => one.kind === 'answered') && dice.chance(0.4)) return null;
    await world.scheduler.sleep(dice.int(1000, 30_000));
  }
  return null;
}

async function payPart(
  world: World,
  dice: Dice,
  merchant: PlantedMerchant,
  split: SplitSaleRow,
  minor: number,
  name: string,
): Promise<void> {
  if (minor <= 0) return;
  const wish: Wish<'sale:start', { kind: string }> = {
    name: 'part',
    permission: 'sale:start',
    start: (ctx, intentKey) =>
      addPayment(ctx, {
        intentKey,
        splitSaleId: split.id,
        amount: { minor, currency: split.currency },
        installmentCount: 1,
      }),
  };
  for (let attempt = 0; attempt < 2; attempt++) {
    const row = await submit(world, dice, merchant, wish);
    if (!row) return;
    world.noteAttempt(name, row.reference);
    const seen = await watch(world, dice, merchant, row.id, 500_000);
    if (!seen || seen.state === 'approved' || isOpen(seen) || dice.chance(0.5)) return;
  }
}

function complete(world: World, merchant: PlantedMerchant, id: SplitSaleId) {
  return press(world, merchant, 'manager', 'sale:start', (ctx) =>
    completeSplitSale(ctx, { splitSaleId: id }),
  );
}

/** The sale when nothing of it is under way, at the latest after a quarter of an hour. */
async function settled(world: World, dice: Dice, id: SplitSaleId): Promise<SplitSaleRow | null> {
  const until = world.scheduler.now + 900_000;
  for (;;) {
    const split = findSplit(world, id);
    const isWaiting =
      split !== null &&
      !isSplitOver(split) &&
      (!['open', 'giving_up'].includes(split.state) ||
        split.nextQueryAt !== null ||
        rowsOfSplit(world, split.id).some(isOpen));
    if (!isWaiting || world.scheduler.now > until) return split;
    await world.scheduler.sleep(dice.int(1500, 12_000));
  }
}

function findSplit(world: World, id: SplitSaleId): SplitSaleRow | null {
  return (world.database.store.rows('split_sales') as SplitSaleRow[]).find((row) => row.id === id) ?? null;
}
