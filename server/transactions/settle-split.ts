import type { Tx } from '#db/client.ts';
import { announce } from '#db/queries/live.ts';
import { lockSplitSale, type SplitSaleRow, updateSplitSale } from '#db/queries/split-sales.ts';
import type { TransactionRow } from '#db/queries/transactions.ts';
import type { Context, SystemContext } from '#server/auth/context.ts';
import type { SplitSaleId } from '#server/kernel/ids.ts';
import type { EndState } from './settle-sale.ts';
import { isFinal } from './transaction.ts';

/**
 * Writes the end of a payment into the sums of its split sale, under the row's lock: what it reserved becomes paid, or is
 * given back. `row` is the payment as it was before. Money taken although the sale could not bear it any more, because its
 * proof came late, is written all the same and flags the sale: the books follow what happened (INV-7, INV-18).
 */
export async function settlePayment(
  ctx: Context | SystemContext,
  tx: Tx,
  row: TransactionRow,
  id: SplitSaleId,
  state: EndState,
  at: Date,
): Promise<void> {
  const split = await lock(tx, row, id);
  const isLate = isFinal(row.state);
  const paidMinor = split.paidMinor + (state === 'approved' ? row.amountMinor : 0);
  // A late approval comes after the reservation was already given back.
  const reservedMinor = split.reservedMinor - (isLate ? 0 : row.amountMinor);
  const isBorne = canStillPay(split) && paidMinor + reservedMinor <= split.amountMinor;
  await write(ctx, tx, split, at, {
    paidMinor,
    reservedMinor,
    isContradiction: state === 'approved' && !isBorne,
    // What was taken while everything goes back goes back too.
    goesOn: state === 'approved' && split.state === 'giving_up',
  });
}

/** Takes what a void gave back off what is paid; `payment` is the one that was voided, or was not. */
export async function settleVoidOfPayment(
  ctx: Context | SystemContext,
  tx: Tx,
  payment: TransactionRow,
  id: SplitSaleId,
  state: EndState,
  at: Date,
): Promise<void> {
  const split = await lock(tx, payment, id);
  // A second void of the same payment, proven late, gives nothing back a second time.
  const isVoided = state === 'approved' && payment.voidedAt === null;
  await write(ctx, tx, split, at, {
    paidMinor: Math.max(0, split.paidMinor - (isVoided ? payment.amountMinor : 0)),
    reservedMinor: split.reservedMinor,
    // After its completion only a void proven late can still come; the sale is then not paid any more.
    isContradiction: isVoided && !canStillPay(split) && split.state !== 'given_up',
    goesOn: isVoided && split.state === 'giving_up',
  });
}

/** Whether payments may come and go: it is neither over nor being completed. */
function canStillPay({ state }: SplitSaleRow): boolean {
  return state === 'open' || state === 'giving_up';
}

async function lock(tx: Tx, { merchantId, id: of }: TransactionRow, id: SplitSaleId): Promise<SplitSaleRow> {
  const split = await lockSplitSale(tx, merchantId, id);
  if (!split) throw new Error(`${of} pays a part of nothing`);
  return split;
}

async function write(
  ctx: Context | SystemContext,
  tx: Tx,
  split: SplitSaleRow,
  at: Date,
  sums: { paidMinor: number; reservedMinor: number; isContradiction: boolean; goesOn: boolean },
): Promise<void> {
  const { merchantId, id } = split;
  const { paidMinor, reservedMinor, isContradiction, goesOn } = sums;
  await updateSplitSale(tx, merchantId, id, split.state, {
    paidMinor,
    reservedMinor,
    ...(isContradiction ? { flags: ['contradiction' as const] } : {}),
    ...(goesOn ? { nextQueryAt: at } : {}),
  });
  if (goesOn) await ctx.enqueue(tx, { queue: 'split-sale', data: { merchantId, splitSaleId: id } });
  await announce(tx, { merchantId, topic: 'split-sale', id });
}
