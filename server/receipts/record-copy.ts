import type { Tx } from '#db/client.ts';
import { insertCopies } from '#db/queries/receipt-copies.ts';
import type { CopyForm } from '#db/schema/receipt-copies.ts';
import { record } from '#server/audit/record.ts';
import type { Context } from '#server/auth/context.ts';
import type { TransactionId } from '#server/kernel/ids.ts';

/**
 * Counts one copy of a slip as what it is, inside the caller's transaction, with its audit entry. It is no print: the one
 * first slip is on paper, and every copy says that it is a duplicate.
 */
export async function recordCopy(
  ctx: Context<'receipts:print'>,
  tx: Tx,
  transactionId: TransactionId,
  form: CopyForm,
): Promise<void> {
  const { id: merchantId } = ctx.merchant;
  const at = ctx.clock.now();
  await insertCopies(tx, [
    {
      merchantId,
      id: ctx.ids.next('copy'),
      transactionId,
      form,
      madeBy: ctx.actor.id,
      madeAt: at,
    },
  ]);
  await record(tx, merchantId, ctx.auditKey, {
    at,
    actor: { kind: 'user', id: ctx.actor.id },
    action: 'receipt.copied',
    objectId: transactionId,
    result: 'done',
    data: { form },
  });
}
