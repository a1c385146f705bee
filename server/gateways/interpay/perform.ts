import { assertNever } from '#server/kernel/assert-never.ts';
import type { OperationReply, RecordExchange, TerminalOperation } from '../terminal-gateway.ts';
import type { Client } from './client.ts';
import { type Asker, type SessionOperation, startSession, unsendable } from './requests.ts';
import { remarkOn, toOperationReply, toVoidReply } from './translate.ts';

/** What an operation is put to its terminal with. */
export type PerformDeps = {
  asker: Asker;
  client: Client;
  deadlineMs: number;
  /** Whether we talk to an address at all. */
  allows: (url: string) => boolean;
};

/**
 * Hands a sale or refund to its terminal as a session of its own, whose result comes by a callback; a void calls the cancel
 * address of its sale (§8). What cannot be written as a request is refused before anything is sent.
 */
export async function perform(
  operation: TerminalOperation,
  deps: PerformDeps,
  record: RecordExchange,
): Promise<OperationReply> {
  const fault = unsendable(deps.asker, operation);
  if (fault) return refused('invalid_request', fault);
  switch (operation.kind) {
    case 'sale':
    case 'refund':
      return start(operation, deps, record);
    case 'void':
      return undo(operation.original.sessionHandle ?? null, deps, record);
    case 'preauthorization':
    case 'capture':
      return refused('invalid_request', 'TYPE');
    default:
      return assertNever(operation);
  }
}

async function start(
  operation: SessionOperation,
  { asker, client, deadlineMs, allows }: PerformDeps,
  record: RecordExchange,
): Promise<OperationReply> {
  const fields = startSession(asker, operation);
  const remark = remarkOn(allows);
  const called = await client.call({ purpose: 'operation', fields, deadlineMs, remark }, record);
  return toOperationReply(called, operation, allows);
}

async function undo(
  address: string | null,
  { client, deadlineMs }: PerformDeps,
  record: RecordExchange,
): Promise<OperationReply> {
  // The gateway gave no address with that sale, or none that may be called: only a refund can give its money back.
  if (address === null) return refused('state_forbids', 'CANCELURL');
  return toVoidReply(await client.cancel({ purpose: 'operation', address, deadlineMs }, record));
}

function refused(reason: 'invalid_request' | 'state_forbids', code: string): OperationReply {
  return { kind: 'refused', reason, code, text: null, confirm: false };
}
