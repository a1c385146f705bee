import { insertPrint } from '#db/queries/receipts.ts';
import { appendEvent, lockTransaction } from '#db/queries/transactions.ts';
import type { PrintForm } from '#db/schema/receipt-prints.ts';
import { record } from '#server/audit/record.ts';
import { type Context, NotFound } from '#server/auth/context.ts';
import { isId } from '#server/kernel/ids.ts';
import { err, ok, type Result } from '#server/kernel/result.ts';
import type { TimelineEntry } from '#server/transactions/timeline.ts';
import { isFinal } from '#server/transactions/transaction.ts';
import type { Sheet } from './paper.ts';

/**
 * Counts a print before it leaves on paper: its number, a line of the timeline and an audit entry in one commit. The lock
 * of the operation's row makes several at once wait for each other, so that numbers run 1, 2, 3 without gap or repeat.
 * Throws NotFound for an id that is malformed, unknown or another merchant's.
 */
export async function recordPrint(
  ctx: Context<'receipts:print'>,
  id: string,
  sheet: Sheet = '80',
  way: 'print' | 'direct' = 'print',
): Promise<Result<{ number: number }, { kind: 'not_ready' }>> {
  if (!isId('transaction', id)) throw new NotFound();
  const merchantId = ctx.merchant.id;
  return ctx.inTransaction(async (tx) => {
    const row = await lockTransaction(tx, merchantId, id);
    if (!row) throw new NotFound();
    if (!isFinal(row.state)) return err({ kind: 'not_ready' });
    const form = formOf(sheet, way);
    const at = ctx.clock.now();
    const number = await insertPrint(tx, {
      merchantId,
      transactionId: id,
      form,
      printedBy: ctx.actor.id,
      printedAt: at,
    });
    const line: TimelineEntry = { kind: 'printed', number };
    await appendEvent(tx, merchantId, id, { at, data: line, actorId: ctx.actor.id });
    await record(tx, merchantId, ctx.auditKey, {
      at,
      actor: { kind: 'user', id: ctx.actor.id },
      action: 'receipt.printed',
      objectId: id,
      result: 'done',
      data: { number, form },
    });
    return ok({ number });
  });
}

function formOf(sheet: Sheet, way: 'print' | 'direct'): PrintForm {
  // A printer that is spoken to straight has a roll.
  if (sheet === 'a4') return 'print_a4';
  return `${way}_${sheet}mm`;
}
