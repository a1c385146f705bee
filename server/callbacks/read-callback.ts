import type { Tx } from '#db/client.ts';
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
import { isId, type MerchantId, type TransactionId } from '#server/kernel/ids.ts';
import { about } from '#server/telemetry/trail.ts';
import { type Terminal, toTerminal } from '#server/transactions/situation.ts';
import { type CallbackContent, unsealContent } from './callback-content.ts';

/** The operation a callback is about. */
export type Subject = { row: TransactionRow; terminal: Terminal; connection: ConnectionRow };

/** A callback, opened and read. No subject: it came to a fixed address and names no operation of that connection. */
export type ReadCallback = { content: CallbackContent; reading: CallbackReading; subject: Subject | null };

/** What the secret of a callback opened: an operation, or a connection whose operation is named in it alone. */
export type Source = Subject | { row: null; connection: ConnectionRow };

/** Reads what a stored callback came to. Throws when that is gone. */
export async function findSource(
  tx: Tx,
  { merchantId, sourceId: cameTo, transactionId, claims }: CallbackRow,
): Promise<Source> {
  // Which page news is of was found out before it was stored.
  const sourceId = isHint(claims) && transactionId ? transactionId : cameTo;
  const subject = isId('transaction', sourceId) ? await findSubject(tx, merchantId, sourceId) : null;
  if (subject) return subject;
  const connection = isId('connection', sourceId) ? await findConnection(tx, merchantId, sourceId) : null;
  if (!connection) throw new Error(`${sourceId} is gone`);
  return { row: null, connection };
}

/** Opens a stored callback and has the adapter of its connection read it. Throws when it cannot be opened. */
export async function readCallback(
  ctx: SystemContext,
  { merchantId, provider, id, sealedContent }: CallbackRow,
  source: Source,
): Promise<ReadCallback> {
  const content = unsealContent(ctx.sealingKeys, { merchantId, provider, id }, sealedContent);
  if (source.row && isHint(content.claims)) return { content, subject: source, reading: { kind: 'hint' } };
  if (source.row === null) return readAtFixedAddress(ctx, source.connection, content);
  const reading = read(ctx, source.connection, content, aboutOf(source));
  return { content, subject: source, reading };
}

/** Whom it is about stands in it alone; then it is read again, as what that is. */
async function readAtFixedAddress(
  ctx: SystemContext,
  connection: ConnectionRow,
  content: CallbackContent,
): Promise<ReadCallback> {
  const nobody: CalledAbout = { kind: 'sale', providerDeviceId: '', currency: ctx.merchant.currency };
  const first = read(ctx, connection, content, nobody);
  const subject = first.kind === 'outcome' ? await findNamed(ctx, connection, first.outcome.reference) : null;
  if (!subject) return { content, reading: first, subject };
  return { content, subject, reading: read(ctx, connection, content, aboutOf(subject)) };
}

/** The operation of this connection with a reference. */
async function findNamed(
  ctx: SystemContext,
  connection: ConnectionRow,
  reference: string,
): Promise<Subject | null> {
  return ctx.inTransaction(async (tx) => {
    const named = await findTransactionByReference(tx, connection, reference);
    const subject = named && (await findSubject(tx, ctx.merchant.id, named.id));
    return subject?.connection.id === connection.id ? subject : null;
  });
}

async function findSubject(tx: Tx, merchantId: MerchantId, id: TransactionId): Promise<Subject | null> {
  const row = await findTransaction(tx, merchantId, id);
  const target = row && (await findDevice(tx, merchantId, row.deviceId));
  if (row) about({ transactionId: id, reference: row.reference });
  return row && target ? { row, terminal: toTerminal(target), connection: target.connection } : null;
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
  if (!gateway.readCallback || isCut || isHint(claims)) return { kind: 'unreadable' };
  return gateway.readCallback({ claims, contentType, query, body }, about);
}

/** Whether it is news of a page, which was read and found to be of ours before it was stored. */
function isHint(claims: CallbackContent['claims']): claims is 'return' | 'notice' {
  return claims === 'return' || claims === 'notice';
}
