import type { Tx } from '#db/client.ts';
import { lockTransaction, type TransactionRow } from '#db/queries/transactions.ts';
import type { SystemContext } from '#server/auth/context.ts';
import type { AbortReply } from '#server/gateways/callback.ts';
import type { Exchange } from '#server/gateways/terminal-gateway.ts';
import { assertNever } from '#server/kernel/assert-never.ts';
import type { TransactionId } from '#server/kernel/ids.ts';
import { keepAnswer } from '#server/terminals/keep-answer.ts';
import { type AbortStep, noteAbort } from './note-abort.ts';
import { loadOperation } from './to-operation.ts';
import { isFinal } from './transaction.ts';

/**
 * Asks the provider to stop what somebody wished to be stopped, once. That it is being asked is committed before the first
 * byte leaves; a job that comes again finds nothing to ask. No database transaction is open during the call (INV-15).
 */
export async function abortOperation(
  ctx: SystemContext,
  workerKey: number,
  id: TransactionId,
): Promise<void> {
  const claimed = await ctx.inTransaction((tx) => claim(ctx, tx, workerKey, id));
  if (!claimed) return;
  const { row, gateway, sessionHandle } = claimed;
  const said: Exchange[] = [];
  const running = { attemptId: row.id, reference: row.reference, sessionHandle };
  const reply = await gateway.abort(running, (exchange) => said.push(exchange));
  await keepAnswer(ctx, { operation: row, said, hasDeviceAnswered: null }, (tx) =>
    settleAbort(ctx, tx, row, stepOf(reply)),
  );
}

async function claim(ctx: SystemContext, tx: Tx, workerKey: number, id: TransactionId) {
  const row = await lockTransaction(tx, ctx.merchant.id, id);
  const loaded = row?.abortState === 'requested' && (await loadOperation(tx, ctx.merchant, id));
  // Its end takes back a wish that nobody has acted on.
  if (!row || !loaded || isFinal(row.state)) return null;
  const { abort } = ctx.openGateway(loaded.connection);
  const { sessionHandle } = row;
  if (!abort || sessionHandle === null) throw new Error(`${id} cannot be stopped`);
  // While it is being sent its worker's sign of life has to stay with the row.
  await noteAbort(ctx, tx, row, { state: 'asking', ...(row.state === 'sending' ? {} : { workerKey }) });
  return { row, gateway: { abort }, sessionHandle };
}

/** Writes the answer to this very wish: over «unanswered» too, which others may have taken it for meanwhile. */
async function settleAbort(
  ctx: SystemContext,
  tx: Tx,
  { merchantId, id, abortRequestedAt }: TransactionRow,
  step: AbortStep,
): Promise<void> {
  const row = await lockTransaction(tx, merchantId, id);
  const isSame = row?.abortRequestedAt?.getTime() === abortRequestedAt?.getTime();
  const isWaiting = row?.abortState === 'asking' || row?.abortState === 'unanswered';
  if (row && isSame && isWaiting && row.abortState !== step.state) await noteAbort(ctx, tx, row, step);
}

function stepOf(reply: AbortReply): AbortStep {
  switch (reply.kind) {
    case 'accepted':
      return { state: 'accepted', text: reply.text };
    case 'refused':
      return { state: 'refused', code: reply.code, text: reply.text };
    case 'not_sent':
    case 'unanswered':
      return { state: 'unanswered' };
    default:
      return assertNever(reply);
  }
}

/** Puts right a wish whose worker died: nobody knows whether the provider heard it. */
export async function loseAbort(ctx: SystemContext, id: TransactionId): Promise<void> {
  await ctx.inTransaction(async (tx) => {
    const row = await lockTransaction(tx, ctx.merchant.id, id);
    if (row?.abortState === 'asking') await noteAbort(ctx, tx, row, { state: 'unanswered' });
  });
}
