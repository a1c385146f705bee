import { type BankFigure, enterBankTotals } from '#server/end-of-day/enter-bank-totals.ts';
import { requestEndOfDay } from '#server/end-of-day/request-end-of-day.ts';
import { CARD_BRANDS } from '#server/kernel/card-brands.ts';
import type { ClosedBatch } from '#tests/gateways/interpay/book.ts';
import { settle } from '#tests/gateways/interpay/settle.ts';
import type { PlantedDevice, PlantedMerchant } from '../plant-merchants.ts';
import type { Dice } from '../random.ts';
import { runsOf } from '../rules/rows.ts';
import type { RunRow } from '../rules/rules.ts';
import type { World } from '../world.ts';
import { press } from './desk.ts';

const LETTERS: Readonly<Record<string, string>> = {
  V: 'visa',
  M: 'mastercard',
  A: 'amex',
  D: 'discover',
  I: 'interac',
};

/** Somebody closes our book of the days the bank has closed, and copies the bank's figures, perhaps one cent off. */
export async function closeBankDays(
  world: World,
  dice: Dice,
  merchant: PlantedMerchant,
  device: PlantedDevice,
): Promise<void> {
  const role = dice.pick(['manager', 'accountant'] as const);
  for (let turn = 0; turn < 4; turn++) {
    const heard = await press(world, merchant, role, 'end-of-day:run', (ctx) =>
      requestEndOfDay(ctx, { deviceId: device.id }),
    );
    world.trace(() => `bank day of ${device.id}: ${JSON.stringify(heard)}`);
    if (heard.kind === 'answered' && !heard.value.ok) return;
    const run = runsOf(world).find((one) => one.deviceId === device.id && one.state === 'awaiting_totals');
    if (run) await enter(world, dice, merchant, device, run);
    await world.scheduler.sleep(dice.int(1000, 60_000));
  }
}

async function enter(
  world: World,
  dice: Dice,
  merchant: PlantedMerchant,
  device: PlantedDevice,
  run: RunRow,
): Promise<void> {
  const batch = world.database.store.rows('batches').find((one) => one.id === run.batchId);
  const closed = world.interpay.gateway.ledger
    .closedBatches()
    .find(
      (one) =>
        one.termId === device.clientId &&
        one.deviceId === device.providerDeviceId &&
        String(one.batch) === batch?.number,
    );
  const figures = figuresOf(closed, dice.chance(0.2) ? 1 : 0);
  for (const acceptsDifference of [false, true]) {
    const heard = await press(world, merchant, 'manager', 'end-of-day:run', (ctx) =>
      enterBankTotals(ctx, {
        runId: run.id,
        readAt: null,
        batchNumber: closed ? String(closed.batch) : null,
        numberNote: closed ? null : 'the bank names none',
        figures,
        acceptsDifference,
      }),
    );
    world.trace(() => `figures of ${run.id}: ${JSON.stringify(heard).slice(0, 400)}`);
    if (heard.kind === 'answered' && heard.value.ok) return;
  }
}

/** Every kind of card, as the bank's report lists it: what it has none of is nothing. */
function figuresOf(closed: ClosedBatch | undefined, offMinor: number): BankFigure[] {
  return [...CARD_BRANDS.keys()].map((group, at) => {
    const total = closed?.totals.find(({ cardType }) => LETTERS[cardType] === group);
    const count = total ? total.saleCount + total.voidCount + total.refundCount : 0;
    const amountMinor = (total?.netMinor ?? 0) + (at === 0 ? offMinor : 0);
    return { group, currency: 'CAD', count, amountMinor };
  });
}

/** The bank closes the batch of a terminal, whatever the hour. */
export function settleAtBank(world: World, device: PlantedDevice): void {
  const { gateway } = world.interpay;
  const own = [...gateway.devices.values()].filter(
    (one) => one.termId === device.clientId && one.deviceId === device.providerDeviceId,
  );
  const closed = settle(gateway, own, gateway.now());
  world.trace(
    () => `the bank closes ${closed.length} batches of ${device.clientId} ${device.providerDeviceId}`,
  );
}
