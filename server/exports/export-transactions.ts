import { record } from '#server/audit/record.ts';
import type { Context } from '#server/auth/context.ts';
import type { FilterChoices } from '#server/transactions/list-filter-choices.ts';
import { composeTransactions, type ExportFile } from './compose-transactions.ts';
import type { TransactionsWish } from './export-wish.ts';

/**
 * Starts a file of exactly what a filter holds for somebody who waits for it, and keeps in the audit who asked for it.
 */
export async function exportTransactions(
  ctx: Context<'transactions:export'>,
  wish: TransactionsWish,
  choices: FilterChoices,
): Promise<ExportFile> {
  const { merchant, actor, clock } = ctx;
  const at = clock.now();
  await ctx.inTransaction((tx) =>
    record(tx, merchant.id, ctx.auditKey, {
      at,
      actor: { kind: 'user', id: actor.id },
      action: 'transactions.exported',
      objectId: merchant.id,
      result: 'done',
      data: { form: wish.form, filter: wish.query },
    }),
  );
  return composeTransactions(ctx, wish, choices, { at, madeBy: actor.name });
}
