import type { TransactionId } from '#server/kernel/ids.ts';
import { createLink } from '#server/payment-links/create-link.ts';
import { getLink } from '#server/payment-links/get-link.ts';
import type { LinkView } from '#server/payment-links/link-view.ts';
import { renewLink } from '#server/payment-links/renew-link.ts';
import { askNow } from '#server/transactions/ask-now.ts';
import type { PlantedDevice, PlantedMerchant } from '../plant-merchants.ts';
import type { Dice } from '../random.ts';
import { findTransaction, isOpen } from '../rules/rows.ts';
import type { World } from '../world.ts';
import { press } from './desk.ts';
import { giveBack } from './give-back.ts';
import { linkOf } from './link-content.ts';
import { payOn } from './payer.ts';
import { submit, type Wish } from './wishes.ts';

/** A manager asks for a payment by a link, shares it, renews it when its time is over, and may give back what was paid. */
export async function askByLink(
  world: World,
  dice: Dice,
  merchant: PlantedMerchant,
  device: PlantedDevice,
): Promise<void> {
  const content = linkOf(dice, device);
  const payers: Promise<void>[] = [];
  let wish: LinkWished = {
    name: 'link',
    permission: 'sale:start',
    start: (ctx, intentKey) => createLink(ctx, { ...content, intentKey }),
  };
  for (let turn = 0; turn < 4; turn++) {
    const row = await submit(world, dice, merchant, wish);
    if (!row) break;
    const token = await untilOpen(world, dice, merchant, row.id);
    if (token) payers.push(payOn(world, dice.fork(`payer ${turn}`), token));
    await watchLink(world, dice, merchant, row.id);
    const seen = findTransaction(world, row.id);
    if (!seen || seen.state === 'approved' || dice.chance(0.3)) {
      if (seen?.state === 'approved' && dice.chance(0.7))
        await giveBack(world, dice, merchant, device, seen.id);
      break;
    }
    wish = renewalOf(row.id);
  }
  await Promise.all(payers);
}

type LinkWished = Wish<'sale:start', { kind: string }>;

function renewalOf(id: TransactionId): LinkWished {
  return {
    name: 'renewal',
    permission: 'sale:start',
    start: (ctx, intentKey) => renewLink(ctx, { intentKey, id }),
  };
}

/** Looks until there is an address to share; what opens the page is in it. Null when there will be none. */
async function untilOpen(
  world: World,
  dice: Dice,
  merchant: PlantedMerchant,
  id: TransactionId,
): Promise<string | null> {
  for (let looks = 0; looks < 30; looks++) {
    await world.scheduler.sleep(dice.int(300, 4000));
    const view = await look(world, merchant, id);
    if (view?.url) return new URL(view.url).searchParams.get('token');
    if (view && view.status !== 'opening') return null;
  }
  return null;
}

async function look(world: World, merchant: PlantedMerchant, id: TransactionId): Promise<LinkView | null> {
  const heard = await press(world, merchant, 'manager', 'transactions:see', (ctx) => getLink(ctx, id));
  return heard.kind === 'answered' ? heard.value : null;
}

/** Looks at it now and then until it was paid or its time is over; in a hurry has it asked about, or tries to renew it. */
async function watchLink(
  world: World,
  dice: Dice,
  merchant: PlantedMerchant,
  id: TransactionId,
): Promise<void> {
  const { scheduler } = world;
  const isImpatient = dice.chance(0.3);
  const until = scheduler.now + dice.pick([60_000, 400_000, 1_900_000]);
  while (scheduler.now < until) {
    await scheduler.sleep(dice.int(3_000, 40_000));
    const view = await look(world, merchant, id);
    if (view && view.status !== 'opening' && view.status !== 'open') {
      if (view.status !== 'in_review') return;
    }
    if (isImpatient && dice.chance(0.2)) await askAbout(world, dice, merchant, id);
    // Before its time is over that has to be refused.
    if (isImpatient && dice.chance(0.1)) await submit(world, dice, merchant, renewalOf(id));
    const row = findTransaction(world, id);
    if (!row || !isOpen(row)) return;
  }
}

async function askAbout(
  world: World,
  dice: Dice,
  merchant: PlantedMerchant,
  id: TransactionId,
): Promise<void> {
  const role = dice.pick(['manager', 'support', 'accountant'] as const);
  await press(world, merchant, role, 'transactions:ask', (ctx) => askNow(ctx, id));
}
