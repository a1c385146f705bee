import { setTimeout as delay } from 'node:timers/promises';
import { openDatabase } from '#db/client.ts';
import { connections } from '#db/schema/connections.ts';
import { createDice, type Dice } from '#db/seeds/dice.ts';
import type { SealingKey } from '#server/config/config.ts';
import { settingsSchema } from '#server/gateways/interpay/settings.ts';
import type { DeviceId, TransactionId } from '#server/kernel/ids.ts';
import { seal } from '#server/terminals/seal.ts';
import { makeDevice } from '#tests/factories/device.ts';
import { ids } from '#tests/factories/ids.ts';
import { makeMerchant } from '#tests/factories/merchant.ts';
import { makePerson } from '#tests/factories/person.ts';
import type { BookEntry } from '#tests/gateways/interpay/book.ts';
import type { ScenarioName } from '#tests/gateways/interpay/scenarios.ts';
import type { Somebody } from './calls.ts';
import type { Counter } from './counter.ts';
import type { Eyes } from './eyes.ts';
import type { Tally } from './tally.ts';

/** A merchant whose provider calls results back, with its terminals. */
export type Bakery = { manager: Somebody; tills: { deviceId: DeviceId; providerDeviceId: string }[] };

const ACCOUNT = { termId: 'BAKERY01', pass: 'bakery-pass' };

/** The configuration of the sandbox: terminals that take every card, and waits as short as the campaign's others. */
export function bakeryAccounts(count: number) {
  const devices = Array.from({ length: count }, (_, at) => ({
    deviceId: nameOf(at),
    label: nameOf(at),
    mode: 'auto' as const,
  }));
  return {
    accounts: [{ ...ACCOUNT, dynamicUrls: true, devices }],
    settings: {
      ...{ answerMs: 150, approvalMs: 500, authorizationMs: 50, cardWaitMs: 6_000, cancelMs: 50 },
      ...{ slowAnswerMs: 4_000, slowApprovalMs: 600, earlyLeadMs: 300, duplicateGapMs: 50, heldMs: 600 },
      // A provider that gives up after one try would leave everything to the look-up.
      ...{ retryCallbacks: true, retryDelaysMs: [400, 1_500, 4_000] },
    },
  };
}

/** Writes it down; the provider is reached at these addresses. */
export async function plantBakery(
  ownerUrl: string,
  count: number,
  at: { url: string; secondUrl: string; sealingKeys: readonly [SealingKey, ...SealingKey[]] },
): Promise<Bakery> {
  const { db, close } = openDatabase(ownerUrl, { maxConnections: 1, name: 'campaign-planting' });
  try {
    const merchant = await makeMerchant(db, {
      ...{ country: 'CA', timeZone: 'America/Toronto', currency: 'CAD', locale: 'en' },
    });
    const merchantId = merchant.id;
    const manager = await makePerson(db, merchantId, 'manager');
    const connectionId = ids.next('connection');
    const binding = { merchantId, provider: 'interpay' as const, field: 'credentials' as const };
    const halfADayOff = new Date(Date.now() + 12 * 3_600_000).toISOString().slice(11, 13);
    await db.insert(connections).values({
      ...{ merchantId, id: connectionId, provider: 'interpay', environment: 'sandbox', label: 'Interpay' },
      baseUrl: `${at.url}/`,
      settings: settingsSchema.parse({
        ...{ fallbackEmail: 'bakery@test.example', secondaryUrl: `${at.secondUrl}/`, lookUp: true },
        ...{ timeZone: 'UTC', cutOff: `${halfADayOff}:00` },
      }),
      sealedCredentials: seal(at.sealingKeys, binding, JSON.stringify(ACCOUNT)),
      createdAt: new Date(),
    });
    const tills = [];
    for (let number = 0; number < count; number++) {
      const providerDeviceId = nameOf(number);
      const device = await makeDevice(db, merchantId, {
        ...{ connectionId, providerDeviceId, label: providerDeviceId },
      });
      tills.push({ deviceId: device.id, providerDeviceId });
    }
    return { manager: { merchantId, userId: manager.id, role: 'manager' }, tills };
  } finally {
    await close();
  }
}

function nameOf(number: number): string {
  return `BAKE-${number + 1}`;
}

/** What is needed to sell bread. */
type Baking = {
  bakery: Bakery;
  seed: string;
  counter: Counter;
  eyes: Eyes;
  tally: Tally;
  oven: Oven;
  /** As of every history. */
  problems: string[];
  baskets: TransactionId[][];
  started: Set<TransactionId>;
};

/** The sandbox of the provider that calls back, seen through its remote control. */
export type Oven = {
  stage(deviceId: string, scenario: ScenarioName): Promise<void>;
  book(): Promise<BookEntry[]>;
};

/** Takes charge of a running sandbox. */
export function watchOven(url: string): Oven {
  return {
    async stage(deviceId, scenario) {
      await fetch(`${url}/sim/devices/${deviceId}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ scenario, times: 1 }),
      });
    },
    async book() {
      const answer = await fetch(`${url}/sim/book`);
      return Object(await answer.json()).entries;
    },
  };
}

/** What its terminals and callbacks do; every one of them lets the truth be found out by asking. */
const ACCIDENTS = [
  ...(['SIM-DECLINE', 'SIM-ISSUER', 'SIM-OTHER', 'SIM-BUSY', 'SIM-OFF', 'SIM-SLOW', 'SIM-EARLY'] as const),
  ...(['SIM-DROP', 'SIM-LOST', 'SIM-DUP', 'SIM-FORM', 'SIM-GET', 'SIM-TAGS', 'SIM-WRONGURL'] as const),
] as const;

const LOOKS_FOR_MS = 30_000;
const FREE_WITHIN_MS = 120_000;
/** Longer than a terminal waits for a card. */
const IDLE_AFTER_MS = 7_000;

/** Sells on every terminal, one customer after the other, until told to stop. */
export async function keepBaking(baking: Baking, signal: AbortSignal): Promise<void> {
  await Promise.all(
    baking.bakery.tills.map(async (till, number) => {
      const dice = createDice(`${baking.seed}/bakery/${number}`);
      for (let customer = 0; !signal.aborted; customer++) {
        await serve(baking, till, dice, `${till.deviceId}-${customer}`).catch((error: unknown) =>
          baking.problems.push(`customer ${customer} of ${till.providerDeviceId}: ${error}`),
        );
        await delay(dice.between(100, 1_500));
      }
    }),
  );
}

/** One customer: pays, once more after a «no», and sometimes gets some of it back. */
async function serve(baking: Baking, till: Bakery['tills'][number], dice: Dice, key: string): Promise<void> {
  const { eyes, counter, bakery, tally, oven, baskets } = baking;
  const basket: TransactionId[] = [];
  baskets.push(basket);
  const minor = dice.between(3, 90) * 100;
  for (let attempt = 0; attempt < 2; attempt++) {
    if (attempt === 0 && dice.chance(0.4)) {
      const accident = dice.pick(ACCIDENTS);
      tally.add(`fault ${accident}`);
      await oven.stage(till.providerDeviceId, accident);
    }
    const id = await start(baking, till, { intentKey: `${key}-${attempt}`, minor });
    if (!id) return;
    basket.push(id);
    const state = await eyes.end(id, LOOKS_FOR_MS);
    // Who does not know how it ended leaves.
    if (state === null) return;
    if (state !== 'approved') continue;
    if (!dice.chance(0.25)) return;
    const size = { by: 'amount' as const, amountMinor: Math.max(1, Math.round(minor * dice.next())) };
    const wish = { intentKey: `${key}-back`, saleId: id, size, reason: null };
    const { value } = await counter.ask(bakery.manager, 'startRefund', wish);
    if (!value.ok) return tally.add(`refused ${value.error.kind}`);
    baking.started.add(value.value.transactionId);
    await eyes.end(value.value.transactionId, LOOKS_FOR_MS);
    return;
  }
}

async function start(
  { counter, bakery, eyes, tally, problems, started }: Baking,
  { deviceId, providerDeviceId }: Bakery['tills'][number],
  { intentKey, minor }: { intentKey: string; minor: number },
): Promise<TransactionId | null> {
  let deviceIsIdle = false;
  for (const end = Date.now() + FREE_WITHIN_MS; Date.now() < end; ) {
    const { value } = await counter.ask(bakery.manager, 'startSale', {
      ...{ intentKey, kind: 'sale', deviceId, amount: { minor, currency: 'CAD' }, installmentCount: 1 },
      ...{ surchargeMinor: 0, paymentType: 'card', lines: [], deviceIsIdle },
    });
    if (value.ok) {
      started.add(value.value.transactionId);
      return value.value.transactionId;
    }
    tally.add(`refused ${value.error.kind}`);
    if (value.error.kind === 'look_at_device') {
      // Whoever stands there looks, sees that nothing is on its screen, and says so.
      await delay(IDLE_AFTER_MS);
      deviceIsIdle = true;
      continue;
    }
    if (value.error.kind !== 'device_held') break;
    await eyes.isFree(deviceId, 30_000);
  }
  problems.push(`a sale on ${providerDeviceId} could not be started`);
  return null;
}
