import type { Tx } from '#db/client.ts';
import { settleCapture, settleRefund, settleVoid, untieCapture, untieVoid } from '#db/queries/follow-ups.ts';
import { announce } from '#db/queries/live.ts';
import {
  appendEvent,
  lockTransaction,
  type TransactionRow,
  updateTransaction,
} from '#db/queries/transactions.ts';
import { totalKindOf } from '#db/schema/totals.ts';
import type { TransactionKind, TransactionState } from '#db/schema/transactions.ts';
import type { Context, SystemContext } from '#server/auth/context.ts';
import { assertNever } from '#server/kernel/assert-never.ts';
import type { TransactionId } from '#server/kernel/ids.ts';
import type { ContradictionField } from './moves.ts';
import { settleVoidOfPayment } from './settle-split.ts';
import type { TimelineEntry } from './timeline.ts';
import { isFinal } from './transaction.ts';

/** How an operation can end. */
export type EndState = Extract<TransactionState, 'approved' | 'declined' | 'failed' | 'cancelled'>;

/**
 * Writes the end of a refund, void or capture into what it belongs to: the balance of a sale, the fate of a hold. `row` is
 * the follow-up as it was before. What happened although the sale could not bear it any more, because its proof came
 * late, is written all the same and flags the sale: the books follow what happened (INV-7). Returns the kind of the sale.
 */
export async function settleSale(
  ctx: Context | SystemContext,
  tx: Tx,
  row: TransactionRow,
  saleId: TransactionId,
  { state, reason }: { state: EndState; reason: string | null },
  at: Date,
): Promise<TransactionKind> {
  const { merchantId } = row;
  const sale = await lockTransaction(tx, merchantId, saleId);
  if (!sale) throw new Error(`${row.id} belongs to no sale`);
  const say = (data: TimelineEntry) => appendEvent(tx, merchantId, saleId, { at, data, actorId: null });
  const isApproved = state === 'approved';
  const contradict = async (field: ContradictionField) => {
    const flags = [...new Set([...sale.flags, 'contradiction' as const])];
    await updateTransaction(tx, merchantId, saleId, sale.state, { flags });
    await say({ kind: 'contradiction', fields: [field] });
  };
  if (isApproved && !canBear(sale, row)) await contradict('amount');
  if (!isApproved && mayBeStopped(sale, row, reason)) await contradict('answer');
  const followUp = totalKindOf(row.kind, sale.kind);
  switch (followUp) {
    case 'refund':
      await settleRefund(tx, merchantId, saleId, {
        // A late approval comes after the reservation was already given back.
        reservedMinor: isFinal(row.state) ? 0 : -row.amountMinor,
        refundedMinor: isApproved ? row.amountMinor : 0,
      });
      break;
    case 'void':
    case 'release':
      if (isApproved) await settleVoid(tx, merchantId, saleId, { voidedAt: at, voidId: row.id });
      else await untieVoid(tx, merchantId, saleId, row.id);
      if (sale.splitSaleId) await settleVoidOfPayment(ctx, tx, sale, sale.splitSaleId, state, at);
      break;
    case 'capture':
      if (isApproved) await settleCapture(tx, merchantId, saleId, { capturedAt: at, captureId: row.id });
      else await untieCapture(tx, merchantId, saleId, row.id);
      break;
    case 'sale':
    case 'preauthorization':
      throw new Error(`${row.id} follows nothing`);
    default:
      return assertNever(followUp);
  }
  await say({
    kind: 'followed_up',
    followUp,
    transactionId: row.id,
    state,
    amountMinor: row.amountMinor,
  });
  await announce(tx, { merchantId, topic: 'transaction', id: saleId });
  return sale.kind;
}

/**
 * Whether a void was refused because a stop, which lost against the approval by a moment, had voided the sale already: then
 * a refund would give the money back a second time. Only a person can find out.
 */
function mayBeStopped(
  { abortState }: TransactionRow,
  { kind }: TransactionRow,
  reason: string | null,
): boolean {
  const wasHeard = abortState === 'accepted' || abortState === 'unanswered';
  return kind === 'void' && reason === 'state_forbids' && wasHeard;
}

/** Whether what happened fits beside everything else that happens or happened to the sale or hold (INV-2, INV-3). */
function canBear(sale: TransactionRow, followUp: TransactionRow): boolean {
  if (followUp.kind === 'capture') {
    const isOnlyOne = sale.captureId === null || sale.captureId === followUp.id;
    return isOnlyOne && sale.voidId === null && followUp.amountMinor <= sale.amountMinor;
  }
  const goneMinor = sale.refundedMinor + sale.refundReservedMinor;
  if (followUp.kind === 'void') {
    return goneMinor === 0 && sale.voidedAt === null && sale.captureId === null;
  }
  const ownMinor = isFinal(followUp.state) ? followUp.amountMinor : 0;
  return sale.voidId === null && goneMinor + ownMinor <= sale.amountMinor;
}
