import type { OperationReply, RecordExchange, TerminalOperation } from '../terminal-gateway.ts';
import type { Asking } from './ask.ts';
import type { ServiceCall } from './client.ts';
import { type Called, rejectionOf, type Service, turnedAwayWith } from './service.ts';
import type { SignIn } from './sign-in.ts';
import { toOperationReply } from './translate.ts';
import { type PaymentAnswer, paymentAnswer } from './wire.ts';

/** What an operation is put to its device with. */
export type PerformDeps = { service: Service; signIn: SignIn; asking: Asking };

/**
 * Puts an operation to its device. It is sent a second time in one case only: the token was rejected at the door, a new
 * login stands, and the provider does not know the reference (F6). The second time it carries the same reference.
 */
export async function perform(
  operation: TerminalOperation,
  call: ServiceCall,
  deps: PerformDeps,
  record: RecordExchange,
): Promise<OperationReply> {
  const first = await deps.service.callOnce(call, paymentAnswer, record);
  const reply = toReply(first, operation);
  const renew = rejectionOf(first);
  if (first.kind === 'called' && renew) {
    // Also when the call is not repeated: the next one must not meet the same dead token.
    const renewed = await deps.signIn.renew(first.session, renew, record);
    if (renewed.kind !== 'signed_in' || turnedAwayWith(first) === null) return reply;
    const found = await deps.asking.query(operation, record);
    if (found.kind === 'approved' || found.kind === 'declined') return found;
    if (found.kind === 'no_answer') return reply;
    return afterRepeat(toReply(await deps.service.callOnce(call, paymentAnswer, record), operation));
  }
  return reply.kind === 'refused' ? withDeviceConfirmed(reply, operation, deps, record) : reply;
}

function toReply(called: Called<PaymentAnswer>, operation: TerminalOperation): OperationReply {
  if (called.kind === 'called') return toOperationReply(called.heard, operation);
  return { kind: 'not_sent', reason: called.reason, detail: called.detail };
}

/** The second sending may be refused because the first one did arrive («reference used before»): one query decides. */
function afterRepeat(reply: OperationReply): OperationReply {
  return reply.kind === 'refused' ? { ...reply, confirm: true } : reply;
}

/**
 * A device that is not the user's is refused to a query too, so no later query could ever agree by finding nothing. Here
 * the two refusals stand side by side: the same code twice is the agreement F13 asks for.
 */
async function withDeviceConfirmed(
  reply: OperationReply & { kind: 'refused' },
  operation: TerminalOperation,
  deps: PerformDeps,
  record: RecordExchange,
): Promise<OperationReply> {
  if (reply.reason !== 'device_unknown' && reply.reason !== 'device_forbidden') return reply;
  const asked = await deps.asking.byReference(operation, record);
  const isSame = asked.kind === 'called' && asked.heard.kind === 'failure' && asked.heard.code === reply.code;
  return { ...reply, confirm: !isSame };
}
