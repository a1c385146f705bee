import type { Tx } from '#db/client.ts';
import { announce } from '#db/queries/live.ts';
import {
  appendEvent,
  lockTransaction,
  settleRefund,
  settleVoid,
  type TransactionRow,
  untieVoid,
  updateTransaction,
} from '#db/queries/transactions.ts';
import type { TransactionState } from '#db/schema/transactions.ts';
import type { TransactionId } from '#server/kernel/ids.ts';
import type { TimelineEntry } from './timeline.ts';
import { isFinal } from './transaction.ts';

/** How an operation can end. */
export type EndState = Extract<TransactionState, 'approved' | 'declined' | 'failed' | 'cancelled'>;

/**
 * Writes the end of a refund or void into the balance of its sale. `row` is the refund or void as it was before. Money
 * that went back although the sale could not bear it any more, because its proof came late, is written all the same and
 * flags the sale: the books follow what happened (INV-7).
 */
export async function settleSale(
  tx: Tx,
  row: TransactionRow,
  kind: 'refund' | 'void',
  saleId: TransactionId,
  state: EndState,
  at: Date,
): Promise<void> {
  const { merchantId } = row;
  const sale = await lockTransaction(tx, merchantId, saleId);
  if (!sale) throw new Error(`${row.id} belongs to no sale`);
  const say = (data: TimelineEntry) => appendEvent(tx, merchantId, saleId, { at, data, actorId: null });
  const isApproved = state === 'approved';
  if (isApproved && !canBear(sale, row)) {
    const flags = [...new Set([...sale.flags, 'contradiction' as const])];
    await updateTransaction(tx, merchantId, saleId, sale.state, { flags });
    await say({ kind: 'contradiction', fields: ['amount'] });
  }
  if (kind === 'refund') {
    await settleRefund(tx, merchantId, saleId, {
      // A late approval comes after the reservation was already given back.
      reservedMinor: isFinal(row.state) ? 0 : -row.amountMinor,
      refundedMinor: isApproved ? row.amountMinor : 0,
    });
  } else if (isApproved) await settleVoid(tx, merchantId, saleId, { voidedAt: at, voidId: row.id });
  else await untieVoid(tx, merchantId, saleId, row.id);
  await say({
    kind: 'followed_up',
    followUp: kind,
    transactionId: row.id,
    state,
    amountMinor: row.amountMinor,
  });
  await announce(tx, { merchantId, topic: 'transaction', id: saleId });
}

/** Whether what went back fits beside everything else that goes or went back of the sale (INV-2, INV-3). */
function canBear(sale: TransactionRow, followUp: TransactionRow): boolean {
  const goneMinor = sale.refundedMinor + sale.refundReservedMinor;
  if (followUp.kind === 'void') return goneMinor === 0 && sale.voidedAt === null;
  const ownMinor = isFinal(followUp.state) ? followUp.amountMinor : 0;
  return sale.voidId === null && goneMinor + ownMinor <= sale.amountMinor;
}
