import type { Tx } from '#db/client.ts';
import type { ConnectionRow, DeviceRow } from '#db/queries/devices.ts';
import type { Context } from '#server/auth/context.ts';
import type { TerminalCapabilities } from '#server/gateways/capabilities.ts';
import type { Buyer, FiscalDetails, FiscalDocument, Notice } from '#server/gateways/fiscal-details.ts';
import { capabilitiesOf } from '#server/gateways/registry.ts';
import type { SaleOptions } from '#server/gateways/sale-options.ts';
import type { PaymentType, SaleLine } from '#server/gateways/terminal-gateway.ts';
import type { DeviceId } from '#server/kernel/ids.ts';
import type { Money } from '#server/kernel/money.ts';
import { err, type Result } from '#server/kernel/result.ts';
import { NO_NOTICE } from './fiscal.ts';
import { misfitOf, type SaleMisfit } from './fit-sale.ts';
import {
  findRepeat,
  findTarget,
  type NewOperation,
  type Opened,
  type OpenFailure,
  openAnew,
  openOperation,
} from './open-operation.ts';
import { rememberLines } from './sold-items.ts';

/** To take the amount, or only to hold it on the card until it is captured. */
export type SaleKind = 'sale' | 'preauthorization';

/**
 * A sale as wished, or a hold of its amount. `lines` is empty for a device that sells by amount. What may be left out means:
 * by card, without a surcharge, with the device's usual document, to a final consumer whom nobody tells, the provider told
 * nothing but the amount.
 */
export type SaleWish = {
  intentKey: string;
  /** Left out: a sale. */
  kind?: SaleKind;
  deviceId: DeviceId;
  /** What the customer pays: the price of the lines and the surcharge. */
  amount: Money;
  installmentCount: number;
  lines: readonly SaleLine[];
  paymentType?: PaymentType;
  surchargeMinor?: number;
  document?: FiscalDocument | null;
  buyer?: Buyer | null;
  notice?: Notice;
  options?: SaleOptions | null;
  /** Somebody looked at the device and saw that nothing is left on it. */
  deviceIsIdle?: boolean;
};

/** A wish with nothing left out. */
export type NewSale = Omit<NewOperation, 'kind' | 'lines'> & {
  kind: SaleKind;
  lines: readonly SaleLine[];
};

/** Why a sale was not started; nothing was written and nothing will be sent. */
export type StartSaleFailure = OpenFailure | SaleMisfit;

/** Starts a sale or a pre-authorization on a terminal: returns as soon as row and job are committed; the result arrives later. */
export async function startSale(
  ctx: Context<'sale:start'>,
  wish: SaleWish,
): Promise<Result<Opened, StartSaleFailure>> {
  return openAnew(() =>
    ctx.inTransaction(async (tx): Promise<Result<Opened, StartSaleFailure>> => {
      const target = await findTarget(ctx, tx, wish.deviceId);
      if (!target) return err({ kind: 'device_not_found' });
      return openSale(ctx, tx, wish, target);
    }),
  );
}

async function openSale(
  ctx: Context<'sale:start'>,
  tx: Tx,
  wish: SaleWish,
  target: { device: DeviceRow; connection: ConnectionRow },
): Promise<Result<Opened, StartSaleFailure>> {
  const capabilities = capabilitiesOf(target.connection);
  // What is paid on a page is paid by a link, which is a wish of its own.
  if (capabilities.page !== null) return err({ kind: 'device_not_found' });
  const sale = toSale(wish, capabilities);
  const repeat = await findRepeat(ctx, tx, sale);
  if (repeat) return repeat;
  const misfit = misfitOf(sale, capabilities);
  if (misfit) return err(misfit);
  const opened = await openOperation(ctx, tx, sale, { ...target, isIdle: wish.deviceIsIdle });
  if (opened.ok && !opened.value.isRepeat) await rememberLines(ctx, tx, sale.lines, sale.amount.currency);
  return opened;
}

/** A wish with what it leaves out filled in. */
export function toSale(wish: SaleWish, capabilities: TerminalCapabilities): NewSale {
  const { intentKey, deviceId, amount, installmentCount, lines } = wish;
  return {
    kind: wish.kind ?? 'sale',
    originalId: null,
    reason: null,
    intentKey,
    deviceId,
    amount,
    installmentCount,
    lines,
    paymentType: wish.paymentType ?? 'card',
    surchargeMinor: wish.surchargeMinor ?? 0,
    fiscal: toFiscal(wish, capabilities),
    options: wish.options ?? null,
  };
}

/** Null where neither the device makes a document nor anybody asks for one. */
function toFiscal(wish: SaleWish, { documents }: TerminalCapabilities): FiscalDetails | null {
  const { buyer = null, notice = NO_NOTICE } = wish;
  const isAskedFor = wish.document || buyer || notice.phone || notice.email;
  if (documents.length === 0 && !isAskedFor) return null;
  return { document: wish.document ?? documents[0] ?? 'e_invoice', buyer, notice };
}
