import { findConnection, noteUse } from '#db/queries/connections.ts';
import type { ConnectionRow } from '#db/queries/devices.ts';
import { record } from '#server/audit/record.ts';
import type { Context } from '#server/auth/context.ts';
import type { Exchange, TerminalGateway } from '#server/gateways/terminal-gateway.ts';
import type { ConnectionId } from '#server/kernel/ids.ts';
import { err, ok, type Result } from '#server/kernel/result.ts';
import { clockOffsetOf, credentialsVerdictOf } from './record-exchanges.ts';

/** What came of testing a connection. Each has its sentence and next step in the message files. */
export type ConnectionTest =
  | { outcome: 'ok'; signedInUntil: Date | null }
  /** The provider's no to the credentials, or to the time that goes with them (F15). */
  | { outcome: 'refused' | 'clock' }
  /** Nobody there, or nothing usable came back in time. */
  | { outcome: 'unreachable' | 'silent' }
  /** What is stored cannot be opened with the keys of this process, or cannot be read. */
  | { outcome: 'unreadable' };

/** Signs in anew with the stored credentials, to see whether they are good. No device is touched and no money moves. */
export async function testConnection(
  ctx: Context<'connections:test'>,
  id: ConnectionId,
): Promise<Result<ConnectionTest, { kind: 'not_found' }>> {
  const merchantId = ctx.merchant.id;
  const row = await ctx.inTransaction((tx) => findConnection(tx, merchantId, id));
  if (!row) return err({ kind: 'not_found' });
  const said: Exchange[] = [];
  const test = await signInTo(ctx, row, said);
  await ctx.inTransaction(async (tx) => {
    const at = ctx.clock.now();
    await record(tx, merchantId, ctx.auditKey, {
      at,
      actor: { kind: 'user', id: ctx.actor.id },
      action: 'connection.tested',
      objectId: id,
      result: test.outcome === 'ok' ? 'done' : 'refused',
      data: { outcome: test.outcome },
    });
    // After the audit, as where the answers of operations are kept: two rows locked in two orders would wait for each other.
    const use = { at, clockOffsetMs: clockOffsetOf(said), credentials: credentialsVerdictOf(said) };
    await noteUse(tx, merchantId, { connectionId: id }, use);
  });
  return ok(test);
}

/** Puts the credentials of a row to its provider; `isTrial`: they are not those that are kept. */
export async function signInTo(
  ctx: Pick<Context, 'openGateway'>,
  row: ConnectionRow,
  said: Exchange[],
  { isTrial } = { isTrial: false },
): Promise<ConnectionTest> {
  const gateway = open(ctx, row, isTrial);
  if (!gateway) return { outcome: 'unreadable' };
  const reply = await gateway.testConnection((exchange) => said.push(exchange));
  switch (reply.kind) {
    case 'ok':
      return { outcome: 'ok', signedInUntil: reply.expiresAt };
    case 'refused':
      return { outcome: reply.reason === 'clock' ? 'clock' : 'refused' };
    case 'no_answer':
      return { outcome: reply.cause };
  }
}

function open(
  ctx: Pick<Context, 'openGateway'>,
  row: ConnectionRow,
  isTrial: boolean,
): TerminalGateway | null {
  try {
    return isTrial ? ctx.openGateway(row, { isTrial }) : ctx.openGateway(row);
  } catch {
    return null;
  }
}
