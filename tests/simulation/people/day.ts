import type { SplitSaleRow } from '#db/queries/split-sales.ts';
import { requestEndOfDay } from '#server/end-of-day/request-end-of-day.ts';
import type { PlantedDevice, PlantedMerchant } from '../plant-merchants.ts';
import type { Dice } from '../random.ts';
import { isSplitOver, runsOf } from '../rules/rows.ts';
import type { World } from '../world.ts';
import { closeBankDays, settleAtBank } from './bank-day.ts';
import { decideOpenEnds } from './decide.ts';
import { press } from './desk.ts';
import { holdAndTake } from './holds.ts';
import { askByLink } from './links.ts';
import { sell } from './sales.ts';
import { finish, sellInParts } from './split.ts';
import { trespass } from './trespass.ts';

/** Everything the people of a history want, each on their own; resolves when the last has gone home. */
export async function liveDay(world: World): Promise<void> {
  const dice = world.dice.fork('people');
  const wishes = world.merchants.flatMap((merchant) =>
    merchant.devices.flatMap((device) => {
      if (device.model === 'page') return onPages(world, dice, merchant, device);
      const most = device.model === 'pin-pad' ? 5 : 3;
      const sales = Array.from({ length: dice.int(1, most) }, (_, at) =>
        later(world, dice, 300_000, () => sell(world, dice, merchant, device, `${device.id} sale ${at}`)),
      );
      return [...sales, ...(device.model === 'pin-pad' ? onPad : onTill)(world, dice, merchant, device)];
    }),
  );
  const strangers = world.merchants.map((merchant) =>
    later(world, dice, 300_000, () => trespass(world, dice, merchant)),
  );
  await Promise.all([...wishes, ...strangers]);
}

/** What else is wished of a device that a close is asked of. */
function onTill(world: World, dice: Dice, merchant: PlantedMerchant, device: PlantedDevice): Promise<void>[] {
  const special = device.model === '507' ? sellInParts : holdAndTake;
  const others = Array.from({ length: dice.pick([0, 1, 1, 2]) }, (_, at) =>
    later(world, dice, 400_000, () => special(world, dice, merchant, device, `${device.id} other ${at}`)),
  );
  const closes = Array.from({ length: dice.pick([0, 1, 1, 2]) }, () =>
    later(world, dice, 500_000, () => closeDay(world, dice, merchant, device)),
  );
  const byDevice = dice.chance(0.1)
    ? [later(world, dice, 500_000, async () => closeByItself(world, device))]
    : [];
  return [...others, ...closes, ...byDevice];
}

/** And of one whose bank closes its batches, and whose open ends people decide. */
function onPad(world: World, dice: Dice, merchant: PlantedMerchant, device: PlantedDevice): Promise<void>[] {
  const closes = dice.chance(0.3)
    ? [later(world, dice, 500_000, () => closeBankDays(world, dice, merchant, device))]
    : [];
  const byBank = dice.chance(0.15)
    ? [later(world, dice, 500_000, async () => settleAtBank(world, device))]
    : [];
  const decisions = dice.chance(0.4)
    ? [later(world, dice, 800_000, () => decideOpenEnds(world, dice, merchant))]
    : [];
  return [...closes, ...byBank, ...decisions];
}

/** Payments that somebody is asked for by a link. */
function onPages(world: World, day: Dice, merchant: PlantedMerchant, device: PlantedDevice): Promise<void>[] {
  const dice = day.fork(`pages of ${device.id}`);
  return Array.from({ length: dice.pick([1, 1, 2, 2, 3]) }, (_, at) =>
    later(world, dice, 300_000, () => askByLink(world, dice.fork(`link ${at}`), merchant, device)),
  );
}

async function later(world: World, dice: Dice, withinMs: number, work: () => Promise<void>): Promise<void> {
  await world.scheduler.sleep(dice.int(0, withinMs));
  await work();
}

/** Somebody closes the day, and again while it is blocked or refused. */
async function closeDay(
  world: World,
  dice: Dice,
  merchant: PlantedMerchant,
  device: PlantedDevice,
): Promise<void> {
  for (let turn = 0; turn < 3; turn++) {
    const role = dice.pick(['manager', 'accountant'] as const);
    const ask = () =>
      press(world, merchant, role, 'end-of-day:run', (ctx) => requestEndOfDay(ctx, { deviceId: device.id }));
    const [heard] = await Promise.all(Array.from({ length: dice.chance(0.15) ? 2 : 1 }, ask));
    const runId = heard?.kind === 'answered' && heard.value.ok ? heard.value.value.runId : null;
    world.trace(() => `end of day of ${device.providerDeviceId}: ${JSON.stringify(heard)}`);
    await world.scheduler.sleep(dice.int(5000, 200_000));
    const run = runsOf(world).find((one) => one.id === runId);
    if (run && run.state !== 'blocked' && run.state !== 'failed') return;
  }
}

/** The device closes its batch by itself, as at a set hour. */
function closeByItself(world: World, device: PlantedDevice): void {
  const drawn = world.network.gateway.devices.get(device.providerDeviceId);
  if (!drawn || drawn.running) return;
  drawn.openBatch += 1;
  world.trace(() => `${device.providerDeviceId} closes its batch by itself`);
}

/** The next morning: one more sale on each device whose close is in doubt tells by its batch number what became of it. */
export async function nextMorning(world: World): Promise<void> {
  const dice = world.dice.fork('morning');
  for (const split of world.database.store.rows('split_sales') as SplitSaleRow[]) {
    const merchant = world.merchants.find((one) => one.row.id === split.merchantId);
    if (merchant && !isSplitOver(split)) await finish(world, dice, merchant, split.id);
  }
  for (const merchant of world.merchants) {
    await decideOpenEnds(world, dice, merchant);
    for (const device of merchant.devices) {
      if (device.model === 'pin-pad') await closeBankDays(world, dice, merchant, device);
      const isInDoubt = () =>
        world.database.store
          .rows('batches')
          .some((batch) => batch.deviceId === device.id && batch.state === 'closing_unknown');
      for (let turn = 0; turn < 3 && isInDoubt(); turn++)
        await sell(world, dice, merchant, device, `${device.id} morning ${turn}`);
    }
  }
}
