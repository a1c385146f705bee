import { isOpenCallback } from '#db/queries/inbox.ts';
import type { connections } from '#db/schema/connections.ts';
import { settingsSchema } from '#server/gateways/interpay/settings.ts';
import { toAmt } from '#tests/gateways/interpay/amounts.ts';
import type { BookEntry } from '#tests/gateways/interpay/book.ts';
import type { Doing } from '../doing.ts';
import { allowsOtherHost, type PadCall } from '../provider/interpay/pad-call.ts';
import { wasToldNo } from '../provider/interpay/postman.ts';
import type { World } from '../world.ts';
import { callbacksOf, childrenOf, findTransaction, isOpen, ourNow, transactionsWith } from './rows.ts';
import type { Breaks, Commit, TransactionRow } from './rules.ts';

/** So long after an answer came it has been worked into the books, if nobody was killed over it and the database was there. */
const READ_WITHIN_MS = 10_000;
/** Not over so many. */
const ANSWERS_ENOUGH = 3;

/** INV-8 at Interpay: approved is only what the other book says too, to the cent, for the same thing on the same device. */
export function padApprovalHolds(world: World, after: TransactionRow, breaks: Breaks): void {
  const entry = entryFor(world, after);
  const isDone = after.kind === 'void' ? entry?.state === 'voided' : isCharged(entry);
  if (!entry || !isDone) {
    breaks('INV-8', `${after.kind} ${after.id} is approved, and there it is ${entry?.state ?? 'nothing'}`);
    return;
  }
  const device = world.merchants.flatMap((one) => one.devices).find((one) => one.id === after.deviceId);
  const told = {
    amountMinor: entry.chargedMinor,
    currency: 'CAD',
    device: `${entry.termId} ${entry.deviceId}`,
    isRefund: entry.kind === 'refund',
  };
  const ours = {
    amountMinor: after.amountMinor,
    currency: after.currency,
    device: `${device?.clientId} ${device?.providerDeviceId}`,
    isRefund: (after.kind === 'void' ? 'sale' : after.kind) === 'refund',
  };
  if (JSON.stringify(told) !== JSON.stringify(ours))
    breaks('INV-8', `${after.id}: ours ${JSON.stringify(ours)}, theirs ${JSON.stringify(told)}`);
}

/** INV-4, INV-15, D4, F17: a session is started once, at the second host only when the first one did not take it. */
export function padCallHolds(world: World, call: PadCall, what: Doing, breaks: Breaks): void {
  if (what.transaction) breaks('INV-15', `${call.kind} was called inside a transaction of ${what.name}`);
  if (call.kind === 'session') sessionHolds(world, call, breaks);
  if (call.kind === 'cancel') cancelHolds(world, call, what, breaks);
}

function sessionHolds(world: World, call: PadCall, breaks: Breaks): void {
  const row = transactionsWith(world, 'reference', call.reference)[0];
  if (row?.state !== 'sending' && row?.state !== 'unknown')
    breaks('D4', `${call.reference} is sent while it is ${row?.state ?? 'not written'}`);
  if (call.isRefund !== (row?.kind === 'refund'))
    breaks('INV-10', `${row?.kind} ${call.reference} is sent ${call.isRefund ? 'as' : 'as no'} refund`);
  const before = world.interpay.calls.filter(
    (other) => other !== call && other.kind === 'session' && other.reference === call.reference,
  );
  const isSafe = before.every((other) => other.host !== call.host && allowsOtherHost(other));
  if (!isSafe) breaks('INV-4', `${call.reference} was sent again`);
}

/** A cancel address may undo a sale: it is called for what somebody wished, and once for each wish. */
function cancelHolds(world: World, call: PadCall, what: Doing, breaks: Breaks): void {
  const row = transactionsWith(world, 'sessionId', call.secureId)[0];
  if (!row) {
    breaks('F17', `the session ${call.secureId} is cancelled, which is none of ours`);
    return;
  }
  if (what.name === 'abort-operation') {
    if (row.abortState === null || row.abortState === 'requested')
      breaks('F17', `${row.id} is stopped before that was written`);
    return;
  }
  const undoing = childrenOf(world, row.id).filter((one) => one.kind === 'void' && one.sentAt !== null);
  const calls = world.interpay.calls.filter(
    (other) => other.kind === 'cancel' && other.secureId === call.secureId && other.isForVoid,
  );
  if (row.kind !== 'sale' || calls.length > undoing.length)
    breaks('INV-4', `${row.id} is voided by ${calls.length} calls for ${undoing.length} voids`);
}

/** The two books at the end, to the cent: nothing charged there is lost here, nothing here is missing there. */
export function padBooksAgree(world: World, breaks: Breaks): void {
  const { interpay } = world;
  for (const entry of interpay.gateway.ledger.entries()) {
    padEntryIsKept(world, entry, breaks);
    lookUpsAreSaid(world, entry, breaks);
  }
  for (const [wish, references] of world.wishes) {
    const charged = references.filter((reference) => isKept(world, interpay.entryOf(reference)));
    if (charged.length > 1)
      breaks('double charge', `the wish ${wish} was carried out as ${charged.join(' and ')}`);
  }
}

/**
 * Whether it moved money that stayed where it went, and may not be tried again: what the provider said «no» to may, and is
 * marked late when it was done (INV-7), and so may what was undone at the terminal.
 */
function isKept(world: World, entry: BookEntry | null): boolean {
  return (
    entry?.state === 'approved' && !world.interpay.givenBack.has(entry.requestId) && !wasToldNo(world, entry)
  );
}

function padEntryIsKept(world: World, entry: BookEntry, breaks: Breaks): void {
  const row = transactionsWith(world, 'reference', entry.requestId)[0];
  if (!row) {
    breaks('lost result', `${entry.requestId} is not in our book at all`);
    return;
  }
  if (isOpen(row)) return;
  const there = `there ${entry.requestId} is ${entry.state} over ${entry.chargedMinor}`;
  if (entry.state === 'approved') {
    // Another amount than was asked for cannot be booked: it has to be undone at the terminal.
    if (world.interpay.givenBack.has(entry.requestId)) return;
    if (row.state !== 'approved' || row.voidedAt !== null)
      breaks(
        'lost result',
        `${row.id} is ${row.state} (${row.outcomeReason}), voided ${row.voidedAt}; ${there}`,
      );
  }
  if (entry.state === 'voided' && row.state === 'approved' && row.voidedAt === null) {
    const wasTold = world.interpay.postman.told.has(`${entry.requestId} voided`);
    if (wasTold && !row.flags.includes('contradiction'))
      breaks('lost result', `${row.id} is ${row.state}; ${there}, and we were told`);
  }
}

/** What a portal has taken comes to its end, and what was about something else has moved nothing (C2, C4, K8). */
export function inboxEnds(world: World, breaks: Breaks): void {
  for (const name of world.disk.names) breaks('lost result', `${name} still waits for the database`);
  for (const row of callbacksOf(world)) {
    if (isOpenCallback(row))
      breaks('lost result', `the callback ${row.id} is still ${row.state} (${row.reason})`);
    if (row.state === 'applied' && world.interpay.postman.misfits.has(row.contentHash))
      breaks('C4', `the callback ${row.id} of something else moved ${row.transactionId}`);
  }
}

/** What was called back as approved, and taken, is approved without anybody's help. */
export function calledBackIsKnown(world: World, row: TransactionRow, breaks: Breaks): void {
  const entry = world.interpay.entryOf(row.reference);
  const toldAt = world.interpay.postman.told.get(`${row.reference} approved`);
  if (entry?.state !== 'approved' || toldAt === undefined || row.flags.length > 0) return;
  if (entry.scenario !== null || !hasOwnAddress(world, row)) return;
  breaks('lost result', `${row.id} is ${row.state}, and its approval was called back and taken`);
}

/** What look-ups found over another amount is said, whatever a person makes of it later: one of so many answers was read. */
function lookUpsAreSaid(world: World, entry: BookEntry, breaks: Breaks): void {
  const row = transactionsWith(world, 'reference', entry.requestId)[0];
  if (!row || entry.chargedMinor === row.amountMinor || row.flags.includes('amount_differs')) return;
  const endedAt = isOpen(row) ? ourNow(world) : (row.settledAt?.getTime() ?? 0);
  const readBy = endedAt - world.clockError - world.epoch - READ_WITHIN_MS;
  const found = world.interpay.calls.filter(
    ({ kind, reference, answeredAt, reply }) =>
      kind === 'look-up' &&
      reference === entry.requestId &&
      answeredAt !== null &&
      answeredAt < readBy &&
      reply?.kind === 'answered' &&
      reply.body.includes('APPROVED') &&
      reply.body.includes(toAmt(entry.chargedMinor)),
  );
  if (found.length >= ANSWERS_ENOUGH)
    breaks('lost result', `${row.id} was found over ${entry.chargedMinor}, and that is not said`);
}

function hasOwnAddress(world: World, row: TransactionRow): boolean {
  const { store } = world.database;
  const device = store.rows('devices').find((one) => one.id === row.deviceId);
  const found = store.rows('connections').find((one) => one.id === device?.connectionId);
  const connection = found as typeof connections.$inferSelect | undefined;
  return settingsSchema.safeParse(connection?.settings).data?.dynamicUrls === true;
}

/** The session that an operation is, or that it undoes. */
export function entryFor(world: World, row: TransactionRow): BookEntry | null {
  const of = row.kind === 'void' && row.originalId ? findTransaction(world, row.originalId) : row;
  return of && world.interpay.entryOf(of.reference);
}

/** Undone later or not, the card was charged, or money was given back. */
function isCharged(entry: BookEntry | null): boolean {
  return entry?.state === 'approved' || entry?.state === 'voided';
}

/** INV-2, of what they gave back: never more than the sale. */
export function padRefundsFit(world: World, { transactions }: Commit, breaks: Breaks): void {
  for (const { after } of transactions) {
    if (after.provider !== 'interpay' || after.kind !== 'refund' || !after.originalId) continue;
    const sale = findTransaction(world, after.originalId);
    const given = childrenOf(world, after.originalId)
      .flatMap((child) => (child.kind === 'refund' ? (world.interpay.entryOf(child.reference) ?? []) : []))
      .filter((entry) => isKept(world, entry));
    const sum = given.reduce((all, entry) => all + entry.amountMinor, 0);
    if (sale && sum > sale.amountMinor && !sale.flags.includes('contradiction'))
      breaks('INV-2', `${sum} went back of ${sale.id}, which was ${sale.amountMinor}`);
  }
}
