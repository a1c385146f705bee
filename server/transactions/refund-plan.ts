import type { Tx } from '#db/client.ts';
import { findDevice } from '#db/queries/devices.ts';
import { reserveRefund } from '#db/queries/follow-ups.ts';
import { findSplitSale } from '#db/queries/split-sales.ts';
import { findTransaction, type TransactionRow } from '#db/queries/transactions.ts';
import type { Context } from '#server/auth/context.ts';
import type { PageCapabilities } from '#server/gateways/capabilities.ts';
import { capabilitiesOf } from '#server/gateways/registry.ts';
import type { SaleOptions } from '#server/gateways/sale-options.ts';
import type { RefundableLine, RefundableReply, RefundLine } from '#server/gateways/terminal-gateway.ts';
import type { TransactionId } from '#server/kernel/ids.ts';
import { err, ok, type Result } from '#server/kernel/result.ts';
import { shareMinor } from '#server/kernel/share.ts';
import { optionMisfit } from './fit-sale.ts';
import type { FollowUpFailure, FollowUpPlan } from './follow-up.ts';
import { saleLines } from './lines.ts';
import { type RefundableItem, readRefundableItems } from './refund-items.ts';
import { orNoOptions } from './sale-options.ts';

/** How much goes back: an amount, of one item where a basket has several, or pieces of lines on a device that refunds by lines. */
export type RefundSize =
  | { by: 'amount'; amountMinor: number; itemId?: string | null }
  | { by: 'lines'; lines: readonly { providerLineId: string; quantity: number }[] };

/** A refund as wished. */
export type RefundWish = {
  intentKey: string;
  saleId: TransactionId;
  size: RefundSize;
  reason: string | null;
  /** What the provider is told; the invoice was told with the sale. */
  options?: Pick<SaleOptions, 'email' | 'printsOnTerminal'> | null;
  /** Somebody looked at the device and saw that nothing is left on it. */
  deviceIsIdle?: boolean;
};

/** Why a refund was not started. */
export type StartRefundFailure =
  | FollowUpFailure
  | { kind: 'wrong_size' }
  /** A basket of several items was paid: a part of it goes back item by item. */
  | { kind: 'item_needed' }
  | { kind: 'more_than_left_of_item'; leftMinor: number }
  | { kind: 'line_not_refundable'; providerLineId: string; refundableQuantity: number }
  /** The provider could not say what is left; nothing was sent, try again. */
  | { kind: 'refundable_unknown' };

/** What planning a refund needs: whose sale it is, and the provider. Who may do it has been asked before. */
type Ground = Pick<Context, 'merchant' | 'inTransaction' | 'openGateway'>;

/** A refund that could be opened as it was wished: how much goes back of what, and how it is made of the locked sale. */
export type PlannedRefund = Sized & { plan: FollowUpPlan };

/** How much goes back and how, by what the sale and its provider say now; nothing is written. */
export async function planRefund(
  ctx: Ground,
  wish: RefundWish,
): Promise<Result<PlannedRefund, StartRefundFailure>> {
  const sized = await sizeOf(ctx, wish.saleId, wish.size);
  if (!sized.ok) return sized;
  const { amountMinor, lines, itemId } = sized.value;
  const options = wish.options
    ? orNoOptions({ invoiceNumber: null, description: null, ...wish.options })
    : null;
  const plan: FollowUpPlan = {
    deviceIsIdle: wish.deviceIsIdle,
    operation: (sale) =>
      ok({
        kind: 'refund',
        deviceId: sale.row.deviceId,
        originalId: sale.row.id,
        intentKey: wish.intentKey,
        amount: { minor: amountMinor, currency: sale.row.currency },
        installmentCount: 1,
        paymentType: sale.row.paymentType,
        surchargeMinor: 0,
        fiscal: null,
        options,
        lines,
        itemId,
        reason: wish.reason,
      }),
    refusal: ({ connection, moneyBack: { refund } }) => {
      const misfit = optionMisfit(options, capabilitiesOf(connection).saleOptions);
      if (misfit) return misfit;
      if (!refund.isPossible) return { kind: 'not_possible', obstacle: refund.obstacle };
      const { remainingMinor } = refund;
      return amountMinor > remainingMinor ? { kind: 'more_than_left', remainingMinor } : null;
    },
    tie: async (tx, { row, connection }) => {
      const item = itemId && (await findItem(tx, row, capabilitiesOf(connection).page, itemId));
      // With this refund in it: what was left a moment ago may have gone back meanwhile.
      if (item && item.leftMinor < 0) return { kind: 'not_possible', obstacle: 'refund_exists' };
      const isReserved = await reserveRefund(tx, ctx.merchant.id, row.id, amountMinor);
      return isReserved ? null : { kind: 'not_possible', obstacle: 'refund_running' };
    },
  };
  return ok({ ...sized.value, plan });
}

/** What of a sale the provider would still take back by lines; null when the sale is not this merchant's or not by lines. */
export async function getRefundable(ctx: Ground, saleId: TransactionId): Promise<RefundableReply | null> {
  const found = await ctx.inTransaction(async (tx) => {
    const row = await findTransaction(tx, ctx.merchant.id, saleId);
    const target = row && (await findDevice(tx, ctx.merchant.id, row.deviceId));
    if (!row || !target || row.kind !== 'sale' || row.state !== 'approved') return null;
    const whole = await findWhole(tx, row);
    return whole.isComplete ? { row, ...target, reference: whole.reference } : null;
  });
  const gateway = found && ctx.openGateway(found.connection);
  if (!found || !gateway?.getRefundable) return null;
  return gateway.getRefundable(
    {
      reference: found.reference,
      providerDeviceId: found.device.providerDeviceId,
      currency: found.row.currency,
    },
    () => {},
  );
}

async function sizeOf(
  ctx: Ground,
  saleId: TransactionId,
  size: RefundSize,
): Promise<Result<Sized, StartRefundFailure>> {
  const found = await ctx.inTransaction(async (tx) => {
    const row = await findTransaction(tx, ctx.merchant.id, saleId);
    const target = row && (await findDevice(tx, ctx.merchant.id, row.deviceId));
    if (!row || !target) return null;
    const { refundBy, page } = capabilitiesOf(target.connection);
    return {
      row,
      whole: await findWhole(tx, row),
      refundBy,
      items: await readRefundableItems(tx, row, page),
    };
  });
  if (!found) return err({ kind: 'sale_not_found' });
  if (!found.whole.isComplete) return err({ kind: 'not_possible', obstacle: 'split_not_completed' });
  if (found.refundBy !== size.by) return err({ kind: 'wrong_size' });
  if (size.by === 'amount') return sizeOfAmount(found.row, size, found.items);
  const refundable = await getRefundable(ctx, saleId);
  if (refundable?.kind !== 'refundable') return err({ kind: 'refundable_unknown' });
  const picked = pickLines(found.whole.lines, refundable.lines, size.lines);
  const lines = picked.ok && found.row.splitSaleId ? withinPayment(found.row, picked.value) : picked;
  if (!lines.ok) return lines;
  const amountMinor = sumOf(lines.value);
  // INV-2: where the provider knows of less than our book, its figure wins.
  if (amountMinor > refundable.totalMinor) {
    return err({ kind: 'more_than_left', remainingMinor: refundable.totalMinor });
  }
  return ok({ amountMinor, lines: lines.value, itemId: null });
}

/** How much goes back of what. */
type Sized = { amountMinor: number; lines: readonly RefundLine[]; itemId: string | null };

/** Of a basket of several items all that is left goes back at once, and everything less is of one of them. */
function sizeOfAmount(
  sale: TransactionRow,
  { amountMinor, itemId = null }: Extract<RefundSize, { by: 'amount' }>,
  items: readonly RefundableItem[],
): Result<Sized, StartRefundFailure> {
  const item = items.find((one) => one.id === itemId);
  if (amountMinor <= 0 || (itemId !== null && !item)) return err({ kind: 'wrong_size' });
  if (item && amountMinor > item.leftMinor)
    return err({ kind: 'more_than_left_of_item', leftMinor: item.leftMinor });
  const leftMinor = sale.amountMinor - sale.refundedMinor - sale.refundReservedMinor;
  if (!item && items.length > 0 && amountMinor < leftMinor) return err({ kind: 'item_needed' });
  return ok({ amountMinor, lines: [], itemId });
}

async function findItem(tx: Tx, sale: TransactionRow, page: PageCapabilities | null, itemId: string) {
  return (await readRefundableItems(tx, sale, page)).find((one) => one.id === itemId);
}

/** What the provider knows as the fiscal sale: the sale itself, or the split sale it pays a part of. */
async function findWhole(
  tx: Tx,
  row: TransactionRow,
): Promise<Pick<TransactionRow, 'reference' | 'lines'> & { isComplete: boolean }> {
  const split = row.splitSaleId && (await findSplitSale(tx, row.merchantId, row.splitSaleId));
  const { reference, lines } = split || row;
  return { reference, lines, isComplete: !split || split.state === 'completed' };
}

/**
 * The lines that one payment of a split sale gives back: they are those of the whole sale, so the last of them goes back
 * only as far as this payment reaches, and the rest of it with another payment.
 */
function withinPayment(
  payment: TransactionRow,
  lines: readonly RefundLine[],
): Result<RefundLine[], StartRefundFailure> {
  const remainingMinor = payment.amountMinor - payment.refundedMinor - payment.refundReservedMinor;
  let leftMinor = remainingMinor;
  const within = lines.map((line) => {
    const refundMinor = Math.min(line.refundMinor, leftMinor);
    leftMinor -= refundMinor;
    return { ...line, totalMinor: refundMinor, refundMinor };
  });
  const isWhole = within.every((line) => line.refundMinor > 0);
  return isWhole ? ok(within) : err({ kind: 'more_than_left', remainingMinor });
}

function sumOf(lines: readonly RefundLine[]): number {
  return lines.reduce((sum, line) => sum + line.refundMinor, 0);
}

function pickLines(
  soldLines: unknown,
  refundable: readonly RefundableLine[],
  wished: readonly { providerLineId: string; quantity: number }[],
): Result<RefundLine[], StartRefundFailure> {
  const known = saleLines.parse(soldLines);
  const picked: RefundLine[] = [];
  for (const { providerLineId, quantity } of wished) {
    const index = refundable.findIndex((line) => line.providerLineId === providerLineId);
    const line = refundable[index];
    // The provider numbers the lines in the order they were sold; the name proves the pair.
    const sold =
      known[index]?.name === line?.name ? known[index] : known.find((each) => each.name === line?.name);
    if (!line || !sold || picked.some((each) => each.providerLineId === providerLineId))
      return err({ kind: 'wrong_size' });
    if (quantity < 1 || quantity > line.refundableQuantity) {
      return err({
        kind: 'line_not_refundable',
        providerLineId,
        refundableQuantity: line.refundableQuantity,
      });
    }
    const refundMinor = shareMinor(line, quantity);
    const grossMinor = sold.unitPriceMinor * quantity;
    picked.push({ ...sold, providerLineId, quantity, grossMinor, totalMinor: refundMinor, refundMinor });
  }
  return picked.length > 0 ? ok(picked) : err({ kind: 'wrong_size' });
}
