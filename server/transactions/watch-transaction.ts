import { findDevicePlace } from '#db/queries/transaction-detail.ts';
import { findTransaction } from '#db/queries/transactions.ts';
import { totalKindOf } from '#db/schema/totals.ts';
import { type Context, NotFound } from '#server/auth/context.ts';
import { isId } from '#server/kernel/ids.ts';
import { type ListedTransaction, toListed } from './listed.ts';

/** A transaction while it moves, without its history: also for whoever just started it. Throws NotFound like `getTransaction`. */
export async function watchTransaction(
  ctx: Context<'transactions:see' | 'sale:start' | 'void:start' | 'refund:start'>,
  id: string,
): Promise<ListedTransaction> {
  if (!isId('transaction', id)) throw new NotFound();
  return ctx.inTransaction(async (tx) => {
    const row = await findTransaction(tx, ctx.merchant.id, id);
    if (!row) throw new NotFound();
    const device = await findDevicePlace(tx, ctx.merchant.id, row.deviceId);
    const original = row.originalId && (await findTransaction(tx, ctx.merchant.id, row.originalId));
    const shownKind = totalKindOf(row.kind, original ? original.kind : null);
    return toListed({ ...row, shownKind }, new Map(device ? [[row.deviceId, device]] : []));
  });
}
