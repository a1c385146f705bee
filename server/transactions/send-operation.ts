import type { SystemContext } from '#server/auth/context.ts';
import type { Exchange, OperationReply, TerminalOperation } from '#server/gateways/terminal-gateway.ts';
import { assertNever } from '#server/kernel/assert-never.ts';
import type { TransactionId } from '#server/kernel/ids.ts';
import { keepAnswer } from '#server/terminals/keep-answer.ts';
import { applyOutcome } from './apply-outcome.ts';
import { loadOperation } from './to-operation.ts';

/**
 * Puts a created operation on the wire, once. `sending` is committed before the first byte leaves; a job that comes
 * again finds nothing to claim. No database transaction is open during the call (INV-15).
 */
export async function sendOperation(ctx: SystemContext, workerKey: number, id: TransactionId): Promise<void> {
  const claimed = await ctx.inTransaction(async (tx) => {
    const loaded = await loadOperation(tx, ctx.merchant.id, id);
    if (!loaded) return null;
    // Opened before the claim: what cannot be opened was not sent, and must not look as if it might have been.
    const gateway = ctx.openGateway(loaded.connection);
    const state = await applyOutcome(ctx, tx, id, loaded.terminal, { kind: 'claimed', workerKey });
    return state === 'sending' ? { ...loaded, gateway } : null;
  });
  if (!claimed) return;
  const said: Exchange[] = [];
  const { row, operation, terminal, gateway } = claimed;
  const reply = await gateway.perform(operation, (exchange) => said.push(exchange));
  const answer = { operation: row, said, hasDeviceAnswered: hasDeviceAnswered(reply, operation) };
  await keepAnswer(ctx, answer, (tx) => applyOutcome(ctx, tx, id, terminal, { kind: 'replied', reply }));
}

/** What a reply tells of the device: it worked, it did not, or nothing (null). */
function hasDeviceAnswered(reply: OperationReply, { kind }: TerminalOperation): boolean | null {
  switch (reply.kind) {
    case 'approved':
    case 'declined':
      return true;
    case 'refused':
      return reply.reason === 'device_unknown' || reply.reason === 'device_offline' ? false : null;
    case 'unknown_outcome':
      return reply.cause === 'provider_timeout' || reply.cause === 'device_error' ? false : null;
    case 'delivered':
      // A void is delivered to the provider, which need not tell the device.
      return kind === 'void' ? null : true;
    case 'not_sent':
      return null;
    default:
      return assertNever(reply);
  }
}
