import type { SystemContext } from '#server/auth/context.ts';
import type { Exchange } from '#server/gateways/terminal-gateway.ts';
import type { TransactionId } from '#server/kernel/ids.ts';
import { keepAnswer } from '#server/terminals/keep-answer.ts';
import { applyOutcome } from './apply-outcome.ts';
import { type LoadedOperation, loadOperation } from './to-operation.ts';

/** Jobs may wake a little before the instant they were planned for. */
const EARLY_MS = 500;

/**
 * Ends a wait that is over, or asks the provider what became of an operation whose outcome is open, and passes the answer
 * through the one door, which also plans the next question. A job that comes early (because a person asked meanwhile, say)
 * does nothing.
 */
export async function resolveUnknown(ctx: SystemContext, id: TransactionId): Promise<void> {
  const loaded = await ctx.inTransaction((tx) => loadOperation(tx, ctx.merchant, id));
  if (!loaded || (loaded.row.state !== 'unknown' && loaded.row.state !== 'awaiting')) return;
  const due = loaded.row.nextQueryAt;
  if (!due || due.getTime() > ctx.clock.now().getTime() + EARLY_MS) return;
  if (await endWait(ctx, loaded)) return;
  const gateway = ctx.openGateway(loaded.connection);
  if (!gateway.query) return;
  const said: Exchange[] = [];
  const reply = await gateway.query(loaded.operation, (exchange) => said.push(exchange));
  const hasDeviceAnswered = reply.kind === 'approved' ? true : null;
  await keepAnswer(ctx, { operation: loaded.row, said, hasDeviceAnswered }, (tx) =>
    applyOutcome(ctx, tx, id, loaded.terminal, { kind: 'queried', reply }),
  );
}

/** Whether the operation waited for a call from its provider, and that wait is over now. */
async function endWait(ctx: SystemContext, { row, terminal }: LoadedOperation): Promise<boolean> {
  if (terminal.resultBy === 'answer') return false;
  const state = await ctx.inTransaction((tx) => applyOutcome(ctx, tx, row.id, terminal, { kind: 'silence' }));
  return state !== null;
}
