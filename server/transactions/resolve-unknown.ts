import type { SystemContext } from '#server/auth/context.ts';
import type { Exchange, RecordExchange } from '#server/gateways/terminal-gateway.ts';
import type { TransactionId } from '#server/kernel/ids.ts';
import { keepAnswer } from '#server/terminals/keep-answer.ts';
import { applyOutcome } from './apply-outcome.ts';
import { isAskable } from './asking.ts';
import { loadPage } from './load-page.ts';
import { IN_REVIEW } from './page-rule.ts';
import { type LoadedOperation, loadOperation } from './to-operation.ts';
import type { TransactionEvent } from './transaction.ts';

/** Jobs may wake a little before the instant they were planned for. */
const EARLY_MS = 500;

/**
 * Ends a wait that is over, or asks the provider what became of an operation whose outcome is open, and passes the answer
 * through the one door, which also plans the next question. A job that comes early (because a person asked meanwhile, say)
 * does nothing.
 */
export async function resolveUnknown(ctx: SystemContext, id: TransactionId): Promise<void> {
  const loaded = await ctx.inTransaction((tx) => loadOperation(tx, ctx.merchant, id));
  if (!loaded || !isAskable(loaded.row, loaded.terminal.page !== null)) return;
  const due = loaded.row.nextQueryAt;
  if (!due || due.getTime() > ctx.clock.now().getTime() + EARLY_MS) return;
  if (await endWait(ctx, loaded)) return;
  const said: Exchange[] = [];
  const event = await ask(ctx, loaded, (exchange) => said.push(exchange));
  if (!event) return;
  const hasDeviceAnswered = event.kind === 'queried' && event.reply.kind === 'approved' ? true : null;
  const answer = { operation: loaded.row, said: isOldNews(loaded, event) ? [] : said, hasDeviceAnswered };
  await keepAnswer(ctx, answer, (tx) => applyOutcome(ctx, tx, id, loaded.terminal, event));
}

/** What the provider says of it; null where it cannot be asked. */
async function ask(
  ctx: SystemContext,
  { row, connection, operation }: LoadedOperation,
  record: RecordExchange,
): Promise<Extract<TransactionEvent, { kind: 'queried' | 'page_read' }> | null> {
  const gateway = ctx.openGateway(connection);
  const page = await ctx.inTransaction((tx) => loadPage(ctx, tx, row, gateway));
  if (page) {
    if (page.token === null) return null;
    return { kind: 'page_read', reply: await page.pages.retrieve(page.order, page.token, record) };
  }
  return gateway.query && { kind: 'queried', reply: await gateway.query(operation, record) };
}

/** A page is asked about all the time it lives: that nobody has paid is worth keeping once. */
function isOldNews({ row }: LoadedOperation, event: TransactionEvent): boolean {
  if (event.kind !== 'page_read' || row.queryCount === 0) return false;
  const { kind } = event.reply;
  return kind === 'not_paid' || (kind === 'in_review' && row.outcomeReason === IN_REVIEW);
}

/** Whether the operation waited for a call from its provider, and that wait is over now. */
async function endWait(ctx: SystemContext, { row, terminal }: LoadedOperation): Promise<boolean> {
  if (terminal.resultBy === 'answer') return false;
  const state = await ctx.inTransaction((tx) => applyOutcome(ctx, tx, row.id, terminal, { kind: 'silence' }));
  return state !== null;
}
