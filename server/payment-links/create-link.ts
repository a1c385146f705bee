import type { Tx } from '#db/client.ts';
import { findBranch } from '#db/queries/branches.ts';
import type { DeviceRow } from '#db/queries/devices.ts';
import type { Context } from '#server/auth/context.ts';
import type { BasketItem, Payer } from '#server/gateways/hosted-gateway.ts';
import { capabilitiesOf } from '#server/gateways/registry.ts';
import { err, type Result } from '#server/kernel/result.ts';
import {
  findRepeat,
  findTarget,
  type NewOperation,
  type Opened,
  type OpenFailure,
  openAnew,
  openOperation,
} from '#server/transactions/open-operation.ts';
import { choiceOfInstallments, type LinkMisfit, linkMisfit } from './fit-link.ts';
import type { LinkWish, WishedPayer } from './link-wish.ts';

/** Why no link was made; nothing was written and nothing will be sent. */
export type CreateLinkFailure = OpenFailure | LinkMisfit;

/**
 * Asks somebody for a payment by a link: returns as soon as row and job are committed; the page is opened by the worker, and
 * can be shown when it is.
 */
export async function createLink(
  ctx: Context<'sale:start'>,
  wish: LinkWish,
): Promise<Result<Opened, CreateLinkFailure>> {
  return openAnew(() =>
    ctx.inTransaction(async (tx): Promise<Result<Opened, CreateLinkFailure>> => {
      const target = await findTarget(ctx, tx, wish.deviceId);
      if (!target) return err({ kind: 'device_not_found' });
      const payer = await toPayer(ctx, tx, wish.payer, target.device);
      const operation = toOperation(wish, payer);
      const repeat = await findRepeat(ctx, tx, operation);
      if (repeat) return repeat;
      const misfit = linkMisfit(wish, capabilitiesOf(target.connection));
      if (misfit) return err(misfit);
      return openOperation(ctx, tx, operation, target);
    }),
  );
}

function toOperation(wish: LinkWish, payer: Payer): NewOperation {
  const { intentKey, deviceId, amount, description, language } = wish;
  return {
    ...NOTHING_AT_A_TERMINAL,
    intentKey,
    deviceId,
    amount,
    link: {
      description,
      payer,
      items: toItems(wish),
      installmentCounts: choiceOfInstallments(wish.installmentCounts),
      language,
      renewsId: null,
    },
  };
}

/** What a payment on a page has none of. */
export const NOTHING_AT_A_TERMINAL = {
  kind: 'sale',
  originalId: null,
  installmentCount: 1,
  paymentType: 'card',
  surchargeMinor: 0,
  lines: [],
  fiscal: null,
  reason: null,
} as const satisfies Partial<NewOperation>;

function toItems({ items, description, amount }: LinkWish): BasketItem[] {
  const sold = items.length > 0 ? items : [{ name: description, isVirtual: true, priceMinor: amount.minor }];
  return sold.map((item, place) => ({ id: `item-${place + 1}`, ...item }));
}

async function toPayer(
  { merchant }: Context<'sale:start'>,
  tx: Tx,
  { place, ...payer }: WishedPayer,
  { branchId }: DeviceRow,
): Promise<Payer> {
  if (place) return { ...payer, ...place };
  const branch = await findBranch(tx, merchant.id, branchId);
  if (!branch) throw new Error(`${branchId} is gone`);
  return { ...payer, address: branch.address, city: branch.city, country: countryName(merchant.country) };
}

function countryName(code: string): string {
  return new Intl.DisplayNames('en', { type: 'region' }).of(code) ?? code;
}
