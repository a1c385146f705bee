import type { Tx } from '#db/client.ts';
import { announce } from '#db/queries/live.ts';
import { appendEvent, type TransactionRow, updateTransaction } from '#db/queries/transactions.ts';
import type { AbortState } from '#db/schema/transactions.ts';
import { record } from '#server/audit/record.ts';
import type { Context, SystemContext } from '#server/auth/context.ts';

/** How far the wish to stop an operation came now, and what the provider said to it. */
export type AbortStep = {
  state: AbortState;
  code?: string | null;
  text?: string | null;
  /** The worker that is about to ask. */
  workerKey?: number;
};

/**
 * Writes how far the wish to stop an operation came, with timeline and audit, in the caller's transaction, which holds the
 * lock of the row. The state of the operation stays what it is: its own result moves it, and nothing else (F17).
 */
export async function noteAbort(
  ctx: Context | SystemContext,
  tx: Tx,
  row: TransactionRow,
  { state, code = null, text = null, workerKey }: AbortStep,
): Promise<void> {
  const { merchantId, id } = row;
  const at = ctx.clock.now();
  const isWritten = await updateTransaction(tx, merchantId, id, row.state, {
    abortState: state,
    ...(state === 'requested' ? { abortRequestedAt: at } : {}),
    ...(workerKey === undefined ? {} : { workerKey }),
  });
  if (!isWritten) throw new Error('A locked transaction moved');
  await announce(tx, { merchantId, topic: 'transaction', id });
  // That it is being asked now is over in a moment, and no step of its story.
  if (state === 'asking') return;
  const { actor } = ctx;
  await appendEvent(tx, merchantId, id, {
    at,
    data: { kind: 'abort', step: state, code, text },
    actorId: actor.kind === 'user' ? actor.id : null,
  });
  await record(tx, merchantId, ctx.auditKey, {
    at,
    actor: { kind: actor.kind, id: actor.id },
    action: `${row.kind}.abort_${state}`,
    objectId: id,
    result: 'done',
    data: { state: row.state, amountMinor: row.amountMinor, currency: row.currency, code },
  });
}
