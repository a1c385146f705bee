import type { SystemContext } from '#server/auth/context.ts';
import type {
  Exchange,
  OperationReply,
  RecordExchange,
  TerminalGateway,
  TerminalOperation,
} from '#server/gateways/terminal-gateway.ts';
import { assertNever } from '#server/kernel/assert-never.ts';
import type { TransactionId } from '#server/kernel/ids.ts';
import { keepAnswer } from '#server/terminals/keep-answer.ts';
import { applyOutcome } from './apply-outcome.ts';
import { answerTo, hashSecret, returnAddress } from './callback-address.ts';
import { type LoadedPage, loadPage } from './load-page.ts';
import { type LoadedOperation, loadOperation } from './to-operation.ts';
import type { TransactionEvent } from './transaction.ts';

/**
 * Puts a created operation on the wire, once. `sending` is committed before the first byte leaves; a job that comes
 * again finds nothing to claim. No database transaction is open during the call (INV-15).
 */
export async function sendOperation(ctx: SystemContext, workerKey: number, id: TransactionId): Promise<void> {
  const claimed = await ctx.inTransaction(async (tx) => {
    const loaded = await loadOperation(tx, ctx.merchant, id);
    if (!loaded) return null;
    // Opened before the claim: what cannot be opened was not sent, and must not look as if it might have been.
    const gateway = ctx.openGateway(loaded.connection);
    const page = await loadPage(ctx, tx, loaded.row, gateway);
    const secret = needsAddress(loaded) ? ctx.ids.secret() : null;
    const callbackHash = secret && hashSecret(secret);
    const claim = { kind: 'claimed', workerKey, callbackHash } as const;
    const state = await applyOutcome(ctx, tx, id, loaded.terminal, claim);
    return state === 'sending' ? { ...loaded, gateway, page, secret } : null;
  });
  if (!claimed) return;
  const said: Exchange[] = [];
  const { row, terminal } = claimed;
  const { event, hasDeviceAnswered } = await put(ctx, claimed, (exchange) => said.push(exchange));
  const answer = { operation: row, said, hasDeviceAnswered };
  await keepAnswer(ctx, answer, (tx) => applyOutcome(ctx, tx, id, terminal, event));
}

/** An operation that is in our hands alone, with what it takes to put it to its provider. */
type Claimed = LoadedOperation & {
  gateway: TerminalGateway;
  page: LoadedPage | null;
  secret: string | null;
};

/** What came of putting it to its provider, and whether its device has shown that it lives. */
type Put = { event: TransactionEvent; hasDeviceAnswered: boolean | null };

async function put(ctx: SystemContext, claimed: Claimed, record: RecordExchange): Promise<Put> {
  const { gateway, page, secret } = claimed;
  if (page && secret !== null) {
    const returnUrl = returnAddress(ctx.publicUrl, claimed.connection.provider, ctx.merchant.id, secret);
    const reply = await page.pages.open({ ...page.order, returnUrl }, record);
    const isOpen = reply.kind === 'opened' ? true : null;
    return { event: { kind: 'page_asked_for', reply }, hasDeviceAnswered: isOpen };
  }
  const operation = addressed(ctx, claimed, secret);
  const reply = await gateway.perform(operation, record);
  return { event: { kind: 'replied', reply }, hasDeviceAnswered: didDeviceAnswer(reply, operation) };
}

/**
 * Whether its result is called back to an address of its own, or its payer sent to one; the result of a void comes to that of
 * its sale (§8.6).
 */
function needsAddress({ terminal, operation }: LoadedOperation): boolean {
  if (terminal.page) return operation.kind === 'sale';
  return terminal.resultBy === 'callback' && operation.kind !== 'void';
}

/** The operation with the addresses its result is to be sent to. From here on the secret is in these alone. */
function addressed(
  ctx: SystemContext,
  { operation, connection }: LoadedOperation,
  secret: string | null,
): TerminalOperation {
  if (secret === null) return operation;
  return {
    ...operation,
    answerTo: answerTo(ctx.publicUrl, connection.provider, ctx.merchant.id, secret),
  };
}

/** What a reply tells of the device: it worked, it did not, or nothing (null). */
function didDeviceAnswer(reply: OperationReply, { kind }: TerminalOperation): boolean | null {
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
