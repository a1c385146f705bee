import { findConnection } from '#db/queries/connections.ts';
import { type ConnectionRow, findDevice } from '#db/queries/devices.ts';
import type { CallbackRow } from '#db/queries/inbox.ts';
import {
  findTransaction,
  findTransactionByReference,
  type TransactionRow,
} from '#db/queries/transactions.ts';
import type { SystemContext } from '#server/auth/context.ts';
import type { CallbackReading } from '#server/gateways/callback.ts';
import type { CalledAbout } from '#server/gateways/terminal-gateway.ts';
import { type ConnectionId, isId, type TransactionId } from '#server/kernel/ids.ts';
import { type Terminal, toTerminal } from '#server/transactions/situation.ts';
import { type CallbackContent, unsealContent } from './callback-content.ts';

/** The operation a callback is about. */
export type Subject = { row: TransactionRow; terminal: Terminal; connection: ConnectionRow };

/** A callback, opened and read. No subject: it came to a fixed address and names no operation of that connection. */
export type ReadCallback = { content: CallbackContent; reading: CallbackReading; subject: Subject | null };

/** Opens a stored callback and has the adapter of its connection read it. Throws when it cannot be opened. */
export async function readCallback(ctx: SystemContext, row: CallbackRow): Promise<ReadCallback> {
  const { merchantId, provider, id, sourceId } = row;
  const content = unsealContent(ctx.sealingKeys, { merchantId, provider, id }, row.sealedContent);
  if (isId('transaction', sourceId)) {
    const subject = await findSubject(ctx, sourceId);
    if (!subject) throw new Error(`${sourceId} is gone`);
    return { content, subject, reading: read(ctx, subject.connection, content, aboutOf(subject)) };
  }
  if (!isId('connection', sourceId)) throw new Error(`${sourceId} receives no callbacks`);
  return readAtFixedAddress(ctx, sourceId, content);
}

/** Whom it is about stands in it alone; then it is read again, as what that is. */
async function readAtFixedAddress(
  ctx: SystemContext,
  connectionId: ConnectionId,
  content: CallbackContent,
): Promise<ReadCallback> {
  const connection = await ctx.inTransaction((tx) => findConnection(tx, ctx.merchant.id, connectionId));
  if (!connection) throw new Error(`${connectionId} is gone`);
  const nobody: CalledAbout = { kind: 'sale', providerDeviceId: '', currency: ctx.merchant.currency };
  const first = read(ctx, connection, content, nobody);
  if (first.kind !== 'outcome') return { content, reading: first, subject: null };
  const named = await ctx.inTransaction((tx) =>
    findTransactionByReference(tx, connection, first.outcome.reference),
  );
  const subject = named && (await findSubject(ctx, named.id));
  if (subject?.connection.id !== connectionId) return { content, reading: first, subject: null };
  return { content, subject, reading: read(ctx, connection, content, aboutOf(subject)) };
}

async function findSubject(ctx: SystemContext, id: TransactionId): Promise<Subject | null> {
  return ctx.inTransaction(async (tx) => {
    const row = await findTransaction(tx, ctx.merchant.id, id);
    const target = row && (await findDevice(tx, ctx.merchant.id, row.deviceId));
    return row && target ? { row, terminal: toTerminal(target), connection: target.connection } : null;
  });
}

function aboutOf({ row, terminal }: Subject): CalledAbout {
  return { kind: row.kind, providerDeviceId: terminal.providerDeviceId, currency: row.currency };
}

function read(
  ctx: SystemContext,
  connection: ConnectionRow,
  { claims, contentType, query, body, isCut }: CallbackContent,
  about: CalledAbout,
): CallbackReading {
  const gateway = ctx.openGateway(connection);
  // What was cut off may have said the opposite of what is left.
  if (!gateway.readCallback || isCut) return { kind: 'unreadable' };
  return gateway.readCallback({ claims, contentType, query, body }, about);
}
