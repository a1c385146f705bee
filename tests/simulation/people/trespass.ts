import type { Context } from '#server/auth/context.ts';
import type { Permission } from '#server/auth/permissions.ts';
import { requestEndOfDay } from '#server/end-of-day/request-end-of-day.ts';
import type { TransactionId } from '#server/kernel/ids.ts';
import type { Result } from '#server/kernel/result.ts';
import { createLink } from '#server/payment-links/create-link.ts';
import { renewLink } from '#server/payment-links/renew-link.ts';
import { proposeResolution } from '#server/resolutions/propose-resolution.ts';
import { abortSale } from '#server/transactions/abort.ts';
import { askNow } from '#server/transactions/ask-now.ts';
import { startRefund } from '#server/transactions/start-refund.ts';
import { startSale } from '#server/transactions/start-sale.ts';
import { voidSale } from '#server/transactions/void-sale.ts';
import type { PlantedMerchant } from '../plant-merchants.ts';
import type { Dice } from '../random.ts';
import type { TransactionRow } from '../rules/rules.ts';
import type { World } from '../world.ts';
import { press } from './desk.ts';
import { linkOf } from './link-content.ts';
import { contentOf } from './sale-content.ts';
import { newKey } from './wishes.ts';

/** What somebody says became of a sale that is not theirs. */
const A_WORD = {
  verdict: 'not_charged',
  proof: 'other',
  statement: 'I would rather say so.',
  facts: { authCode: null, last4: null, batchNumber: null, providerReference: null },
  amount: null,
  photo: null,
} as const;

/** INV-14: a person without the right, and one of another merchant who has somehow learnt our ids, get nowhere. */
export async function trespass(world: World, dice: Dice, merchant: PlantedMerchant): Promise<void> {
  if (dice.chance(0.3)) await withoutRight(world, dice, merchant);
  for (const other of world.merchants) if (other !== merchant) await atAnother(world, dice, merchant, other);
}

async function withoutRight(world: World, dice: Dice, merchant: PlantedMerchant): Promise<void> {
  const device = dice.pick(merchant.devices);
  const role = dice.pick(['support', 'accountant'] as const);
  const heard = await press(world, merchant, role, 'sale:start', (ctx) =>
    startSale(ctx, { ...contentOf(dice, device), intentKey: newKey(dice) }),
  );
  if (heard.kind === 'answered') world.rules.breaks('INV-14', `${role} was let start a sale`);
  const [row] = world.database.store.rows('transactions') as TransactionRow[];
  if (!row) return;
  const stopped = await press(world, merchant, role, 'sale:abort', (ctx) => abortSale(ctx, row.id));
  if (stopped.kind === 'answered') world.rules.breaks('INV-14', `${role} was let stop a sale`);
  const word = { ...A_WORD, transactionId: row.id };
  const said = await press(world, merchant, 'support', 'resolution:make', (ctx) =>
    proposeResolution(ctx, word),
  );
  if (said.kind === 'answered') world.rules.breaks('INV-14', 'support was let decide an open end');
}

async function atAnother(
  world: World,
  dice: Dice,
  merchant: PlantedMerchant,
  other: PlantedMerchant,
): Promise<void> {
  const attempt = async <P extends Permission>(
    permission: P,
    verb: (ctx: Context<P>) => Promise<Result<unknown, unknown>>,
  ) => {
    const heard = await press(world, merchant, 'manager', permission, verb);
    if (heard.kind === 'answered' && heard.value.ok)
      world.rules.breaks('INV-14', `${permission} worked on what is another merchant's`);
  };
  const intentKey = newKey(dice);
  await attempt('sale:start', (ctx) =>
    startSale(ctx, { ...contentOf(dice, dice.pick(other.devices)), intentKey }),
  );
  const rows = world.database.store.rows('transactions') as TransactionRow[];
  const theirs = rows.filter((row) => row.merchantId === other.row.id);
  if (theirs.length === 0) return;
  const saleId: TransactionId = dice.pick(theirs).id;
  const size = { by: 'amount', amountMinor: 1 } as const;
  await attempt('void:start', (ctx) => voidSale(ctx, { intentKey: newKey(dice), saleId, reason: null }));
  await attempt('refund:start', (ctx) =>
    startRefund(ctx, { intentKey: newKey(dice), saleId, size, reason: null }),
  );
  await attempt('transactions:ask', (ctx) => askNow(ctx, saleId));
  await attempt('sale:abort', (ctx) => abortSale(ctx, saleId));
  await attempt('resolution:make', (ctx) => proposeResolution(ctx, { ...A_WORD, transactionId: saleId }));
  await attempt('end-of-day:run', (ctx) => requestEndOfDay(ctx, { deviceId: dice.pick(other.devices).id }));
  if (world.pages.gateway.accounts.size === 0) return;
  const linkDice = dice.fork('link');
  const wish = { ...linkOf(linkDice, linkDice.pick(other.devices)), intentKey: newKey(linkDice) };
  await attempt('sale:start', (ctx) => createLink(ctx, wish));
  await attempt('sale:start', (ctx) => renewLink(ctx, { intentKey: newKey(linkDice), id: saleId }));
}
