import type { PageEntry } from '#tests/gateways/pay-with-iyzico/book.ts';
import { type ActionName, actOn } from '#tests/gateways/pay-with-iyzico/pay.ts';
import { hit } from '../coverage.ts';
import type { Dice } from '../random.ts';
import type { World } from '../world.ts';

const FOREIGN_CARD = '5400010000000004';
const NEVER_GIVEN_BACK = '5406670000000009';
const DECLINED = ['4111111111111129', '4129111111111111', '4131111111111117', '4130111111111118'] as const;

/** What somebody does who was sent a link. */
const WAYS = {
  pay: 8,
  decline: 4,
  leave: 2,
  close: 1,
  'pay-and-lose-browser': 3,
  'pay-at-the-last-second': 3,
  'pay-and-be-approved': 2,
  'pay-and-be-rejected': 2,
} as const satisfies Partial<Record<ActionName | 'decline', number>>;

/** Somebody opens the page, tries to pay on it, perhaps again, perhaps in two tabs, and their browser comes back or does not. */
export async function payOn(world: World, dice: Dice, token: string): Promise<void> {
  const { scheduler, pages } = world;
  await scheduler.sleep(dice.int(500, 40_000));
  if (dice.chance(0.15)) await untilNearlyOver(world, dice, token);
  for (let turn = 0; turn < 3; turn++) {
    const tabs = dice.chance(0.1) ? 2 : 1;
    const isOver = await Promise.all(Array.from({ length: tabs }, () => tryToPay(world, dice, token)));
    if (isOver.some(Boolean)) return;
    const entry = pages.gateway.ledger.find(token);
    if (entry?.state !== 'open' || dice.chance(0.2)) return;
    await scheduler.sleep(dice.int(500, 30_000));
  }
}

/** Whether they are done with it. */
async function tryToPay(world: World, dice: Dice, token: string): Promise<boolean> {
  const { pages, coverage } = world;
  const entry = pages.gateway.ledger.find(token);
  if (!entry) return true;
  const way = dice.weighted(WAYS);
  const action = way === 'decline' ? 'pay' : way;
  const card = way === 'decline' ? dice.pick(DECLINED) : cardFor(dice, entry);
  const acted = actOn(pages.gateway, token, { action, card, installment: dice.pick(entry.installments) });
  world.trace(() => `payer of ${entry.basketId}: ${way} ${card} ${acted?.browser ?? 'cannot'}`);
  if (!acted) return true;
  hit(coverage, `payer: ${way}`);
  if (acted.browser === 'stays') return way === 'pay-at-the-last-second';
  const isLost = acted.browser === 'gone';
  // C10: the tab is closed before it is back, or somebody goes back who has not paid.
  if (isLost || dice.chance(0.1)) hit(coverage, 'C10');
  else await pages.courier.bringBack(acted.entry);
  return way !== 'leave' || isLost || dice.chance(0.5);
}

function cardFor(dice: Dice, { currency }: PageEntry): string {
  if (currency !== 'TRY') return FOREIGN_CARD;
  return dice.weighted({ '5526080000000006': 8, balance: 1, [NEVER_GIVEN_BACK]: 1 });
}

async function untilNearlyOver(world: World, dice: Dice, token: string): Promise<void> {
  const { pages, scheduler } = world;
  const expiresAt = Date.parse(pages.gateway.ledger.find(token)?.expiresAt ?? '');
  const leftMs = expiresAt - pages.gateway.now() - dice.int(-500, 3_000);
  if (leftMs > 0) await scheduler.sleep(leftMs);
}
