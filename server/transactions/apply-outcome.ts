import { afterCommit, type Tx } from '#db/client.ts';
import { addToDayTotals } from '#db/queries/batches.ts';
import { markDevice, releaseDevice } from '#db/queries/devices.ts';
import { announce } from '#db/queries/live.ts';
import { findLink, findRenewal } from '#db/queries/payment-links.ts';
import { findAppliedVerdict } from '#db/queries/resolutions.ts';
import {
  appendEvent,
  findSessionOwner,
  findTransaction,
  listPaymentOwners,
  lockTransaction,
  type TransactionRow,
  updateTransaction,
} from '#db/queries/transactions.ts';
import { totalKindOf } from '#db/schema/totals.ts';
import type { TransactionState, transactions } from '#db/schema/transactions.ts';
import { record } from '#server/audit/record.ts';
import type { Context, SystemContext } from '#server/auth/context.ts';
import { joinBankBook } from '#server/batches/join-bank-book.ts';
import { joinBatch, type SettledRun } from '#server/batches/join-batch.ts';
import { type Arrival, noteLateArrival } from '#server/end-of-day/note-late-arrival.ts';
import { recordRun } from '#server/end-of-day/record-run.ts';
import type { Evidence } from '#server/gateways/terminal-gateway.ts';
import { CARD_BRANDS } from '#server/kernel/card-brands.ts';
import type { TransactionId } from '#server/kernel/ids.ts';
import { isHosted } from '#server/kernel/providers.ts';
import { businessDate, type CalendarDay } from '#server/kernel/time.ts';
import { overtakeProposal } from '#server/resolutions/overtake-proposal.ts';
import { about } from '#server/telemetry/trail.ts';
import { abortAtEnd } from './abort-rule.ts';
import { hashSecret } from './callback-address.ts';
import { paymentByHand } from './decision-rule.ts';
import { keepPage } from './keep-page.ts';
import type { Move } from './moves.ts';
import { type EndState, settleSale } from './settle-sale.ts';
import { settlePayment } from './settle-split.ts';
import { type Surroundings, type Terminal, toSituation } from './situation.ts';
import { decide, isFinal, type TransactionEvent } from './transaction.ts';

type Changes = Partial<typeof transactions.$inferInsert>;

/**
 * The only door through which a transaction moves (D6): locks the row, lets the pure rule decide, writes the new state,
 * timeline, batch and sums, the balance of the sale it belongs to, the next question to the provider and the audit
 * entry, all in the caller's transaction. Returns the state after, or null when the event changed nothing.
 */
export async function applyOutcome(
  ctx: Context | SystemContext,
  tx: Tx,
  id: TransactionId,
  terminal: Terminal,
  event: TransactionEvent,
): Promise<TransactionState | null> {
  return (await applyEvent(ctx, tx, id, terminal, event))?.state ?? null;
}

/** The same door, for whoever has to know what the rule decided. */
export async function applyEvent(
  ctx: Context | SystemContext,
  tx: Tx,
  id: TransactionId,
  terminal: Terminal,
  event: TransactionEvent,
): Promise<{ state: TransactionState; move: Move } | null> {
  const merchantId = ctx.merchant.id;
  const row = await lockTransaction(tx, merchantId, id);
  if (!row) return null;
  about({ transactionId: id, reference: row.reference });
  const at = ctx.clock.now();
  const surroundings = await surroundingsOf(tx, row, event);
  const move = decide(toSituation(row, terminal, surroundings), event, at, ctx.patience);
  if (!move) return null;
  const state = move.state ?? row.state;
  const amountMinor = move.paid?.amountMinor ?? row.amountMinor;
  const { changes, settledRun, arrival } = await changesOf(ctx, tx, row, terminal, move, at);
  // What only is to be told changes nothing of the row.
  const isChange = Object.keys(changes).length > 0;
  if (isChange && !(await updateTransaction(tx, merchantId, id, row.state, changes)))
    throw new Error('A locked transaction moved');
  if (arrival) await noteLateArrival(ctx, tx, { ...row, amountMinor }, arrival, at);
  if (move.page) await keepPage(ctx, tx, row, terminal.accountingCalendar, move.page, at);
  const actorId = event.kind === 'decided' ? event.decision.by : null;
  if (move.timeline) await appendEvent(tx, merchantId, id, { at, data: move.timeline, actorId });
  if (move.state && isFinal(move.state)) {
    const end = { state: move.state, reason: move.outcome?.reason ?? null, amountMinor };
    await settle(ctx, tx, row, end, at);
  }
  if (changes.abortState === 'overtaken') {
    const data = { kind: 'abort', step: 'overtaken' } as const;
    await appendEvent(tx, merchantId, id, { at, data, actorId: null });
  }
  if (isHeardOnDevice(event, move)) await markDevice(tx, merchantId, row.deviceId, { lastAnsweredAt: at });
  if (move.nextQueryAt) {
    await ctx.enqueue(tx, {
      queue: 'resolve-unknown',
      data: { merchantId, transactionId: id },
      // Without a delay the worker is woken at once; with one it finds the job by polling.
      ...(move.nextQueryAt > at ? { startAfter: move.nextQueryAt } : {}),
    });
  }
  afterCommit(tx, () => {
    const { reference, kind, state: from } = row;
    const why = move.outcome ?? null;
    const facts = { event: event.kind, from, state, reason: why?.reason, code: why?.code };
    ctx.log.info({ merchantId, transactionId: id, reference, kind, ...facts }, 'Operation moved');
  });
  // That the provider had nothing new to say is nobody's news.
  if (!move.timeline) return { state, move };
  await announce(tx, { merchantId, topic: 'transaction', id });
  await record(tx, merchantId, ctx.auditKey, {
    at,
    actor: ctx.actor,
    action: `${row.kind}.${move.timeline.kind}`,
    objectId: id,
    result: 'done',
    data: {
      state,
      amountMinor,
      currency: row.currency,
      reason: move.outcome?.reason ?? null,
    },
  });
  if (event.kind !== 'decided' && answers(move))
    await overtakeProposal(ctx, tx, row, { state, flags: changes.flags ?? row.flags }, at);
  if (settledRun) await recordRun(ctx, tx, settledRun.run, settledRun.state);
  return { state, move };
}

/** Whether it says something that a person who is asked to confirm a decision has not seen. */
function answers(move: Move): boolean {
  const isEnd = move.state !== null && isFinal(move.state);
  return isEnd || (move.addFlags?.includes('contradiction') ?? false);
}

/** What other rows say about an operation and the news at hand. The caller holds the row's lock. */
export async function surroundingsOf(
  tx: Tx,
  row: TransactionRow,
  event: TransactionEvent,
): Promise<Surroundings> {
  const sessionId = sessionIn(event);
  const owner = sessionId ? await findSessionOwner(tx, row, sessionId) : null;
  const verdict = tellsOfPast(row, event) ? await findAppliedVerdict(tx, row.merchantId, row.id) : null;
  return {
    isPaymentTaken: await namesTakenPayment(tx, row, event),
    isSessionTaken: owner !== null && owner !== row.id,
    isVoidRunning: event.kind === 'called_back' && (await findRunningVoid(tx, row)) !== null,
    isByHand: verdict !== null,
    isDeniedByHand: verdict === 'not_charged' && row.voidedAt !== null,
    link: await findLinkOf(tx, row),
  };
}

/** The link by which a sale is paid whose payers pay on a page; null for everything else. */
async function findLinkOf(
  tx: Tx,
  { merchantId, id, kind, provider }: TransactionRow,
): Promise<Surroundings['link']> {
  const link = kind === 'sale' && isHosted(provider) ? await findLink(tx, merchantId, id) : null;
  return link && { row: link, isRenewed: (await findRenewal(tx, merchantId, id)) !== null };
}

/** Whether a provider's news comes after an end. */
function tellsOfPast(row: TransactionRow, event: TransactionEvent): boolean {
  return isFinal(row.state) && (event.kind === 'called_back' || 'reply' in event);
}

/** The session that an event names, if it names one. */
function sessionIn(event: TransactionEvent): string | null {
  if (event.kind === 'called_back') return event.said.sessionId;
  if (event.kind === 'page_asked_for')
    return event.reply.kind === 'opened' ? hashSecret(event.reply.page.token) : null;
  if (event.kind !== 'replied' || event.reply.kind !== 'delivered') return null;
  return event.reply.session?.id ?? null;
}

/** The void of a sale that is on its way: sent, and neither done nor refused. */
export async function findRunningVoid(tx: Tx, sale: TransactionRow): Promise<TransactionRow | null> {
  if (sale.voidId === null || sale.voidedAt !== null) return null;
  const row = await findTransaction(tx, sale.merchantId, sale.voidId);
  return row && !isFinal(row.state) && row.state !== 'created' ? row : null;
}

/** Whether a result was called back that was made on the device: it lives. What was undone may have been undone elsewhere. */
function isHeardOnDevice(event: TransactionEvent, move: Move): boolean {
  return (
    event.kind === 'called_back' &&
    event.said.result.kind !== 'voided' &&
    move.state !== null &&
    isFinal(move.state)
  );
}

/** The approval that an event carries, if it carries one. */
function approvalIn(event: TransactionEvent): Evidence | null {
  if (event.kind === 'called_back') {
    return event.said.result.kind === 'approved' ? event.said.result.evidence : null;
  }
  return 'reply' in event && 'evidence' in event.reply ? event.reply.evidence : null;
}

/** The payment that an event names as approved; null where it names none, undefined where it approves nothing. */
function paymentIn(row: TransactionRow, event: TransactionEvent): string | null | undefined {
  if (event.kind !== 'decided') return approvalIn(event)?.providerPaymentId;
  return event.decision.verdict === 'approved' ? paymentByHand(row, event.decision) : undefined;
}

/** Whether an approval names a payment that another sale, hold or capture already is: one payment cannot be two of ours. */
export async function namesTakenPayment(
  tx: Tx,
  row: TransactionRow,
  event: TransactionEvent,
): Promise<boolean> {
  if (row.kind === 'refund' || row.kind === 'void') return false;
  const named = paymentIn(row, event);
  if (named === undefined) return false;
  // A capture keeps the payment of its hold, also where its answer names none.
  const hold = row.originalId ? await findTransaction(tx, row.merchantId, row.originalId) : null;
  const providerPaymentId = named ?? hold?.providerPaymentId;
  const owners = providerPaymentId ? await listPaymentOwners(tx, row, providerPaymentId) : [];
  return owners.some((owner) => owner.id !== row.id && owner.id !== row.originalId);
}

async function changesOf(
  ctx: Context | SystemContext,
  tx: Tx,
  row: TransactionRow,
  terminal: Terminal,
  move: Move,
  at: Date,
): Promise<{ changes: Changes; settledRun: SettledRun | null; arrival: Arrival | null }> {
  const changes: Changes = {};
  if (move.state) changes.state = move.state;
  if (move.state && isFinal(move.state)) {
    changes.settledAt = at;
    changes.businessDate = businessDate(at, ctx.merchant.calendar);
    changes.abortState = abortAtEnd(row.abortState);
  }
  if (move.workerKey !== undefined) Object.assign(changes, { workerKey: move.workerKey, sentAt: at });
  if (move.callbackHash) changes.callbackHash = move.callbackHash;
  if (move.outcome !== undefined) {
    changes.outcomeReason = move.outcome?.reason ?? null;
    changes.outcomeCode = move.outcome?.code ?? null;
    changes.outcomeText = move.outcome?.text ?? null;
  }
  if (move.addFlags?.some((flag) => !row.flags.includes(flag)))
    changes.flags = [...new Set([...row.flags, ...move.addFlags])];
  if (move.session) {
    changes.sessionId = row.sessionId ?? move.session.id;
    changes.sessionHandle = row.sessionHandle ?? move.session.handle;
  }
  if (move.unknownSince) changes.unknownSince = row.unknownSince ?? move.unknownSince;
  if (move.nextQueryAt !== undefined) changes.nextQueryAt = move.nextQueryAt;
  if (move.paid) Object.assign(changes, move.paid);
  if (move.countsAsQuery) changes.queryCount = row.queryCount + 1;
  if (move.firstNotFoundAt) changes.firstNotFoundAt = move.firstNotFoundAt;
  if (!move.evidence) return { changes, settledRun: null, arrival: null };
  const proof = { evidence: move.evidence, isByHand: move.isByHand ?? false };
  const paid = { ...row, ...move.paid };
  const { facts, settledRun, arrival } = await evidenceOf(ctx, tx, paid, terminal, proof, at);
  return { changes: { ...changes, ...facts }, settledRun, arrival };
}

async function evidenceOf(
  ctx: Context | SystemContext,
  tx: Tx,
  row: TransactionRow,
  terminal: Terminal,
  { evidence, isByHand }: { evidence: Evidence; isByHand: boolean },
  at: Date,
): Promise<{ facts: Changes; settledRun: SettledRun | null; arrival: Arrival }> {
  const sale = row.originalId ? await lockTransaction(tx, row.merchantId, row.originalId) : null;
  // A void or refund answer may leave out what the sale already told: its acquirer decides whose sums it joins.
  const acquirerId = evidence.acquirerId ?? sale?.acquirerId ?? null;
  // An answer about a void or refund may quote the batch of its sale, which tells nothing of the device now.
  const isOfSale = sale !== null && evidence.batchNumber === sale.providerBatchNumber;
  // A slip of the past that somebody typed must not make the device look as if it had gone on to another batch.
  const isNoNews = isOfSale || (isByHand && terminal.batchClosedBy === 'device');
  const number = isNoNews ? null : evidence.batchNumber;
  const cardBrand = evidence.cardBrand ?? sale?.cardBrand ?? null;
  const bankDate = bankDateOf(row, terminal, evidence, at);
  const answer = {
    sum: totalKindOf(row.kind, sale?.kind ?? null),
    group: terminal.totalsBy === 'card_brand' ? cardBrand : acquirerId,
    number,
    at,
  };
  const { batchId, settledRun } = bankDate
    ? await joinBankBook(ctx, tx, row, { ...answer, bankDate, calendar: terminal.accountingCalendar })
    : await joinBatch(ctx, tx, row, answer);
  const facts = {
    batchId,
    acquirerId,
    acquirerName: evidence.acquirerName ?? sale?.acquirerName ?? null,
    providerPaymentId: evidence.providerPaymentId ?? sale?.providerPaymentId ?? null,
    // A capture is booked under the accounting day of its hold unless it says another.
    providerDate:
      evidence.providerDate ??
      (row.kind === 'capture' ? sale?.providerDate : undefined) ??
      (isByHand ? businessDate(row.sentAt ?? at, terminal.accountingCalendar) : bankDate),
    providerBatchNumber: evidence.batchNumber,
    authCode: evidence.authCode,
    rrn: evidence.rrn,
    stan: evidence.stan,
    issuerId: evidence.issuerId ?? sale?.issuerId ?? null,
    tid: evidence.tid ?? sale?.tid ?? null,
    mid: evidence.mid ?? sale?.mid ?? null,
    bin: evidence.bin ?? sale?.bin ?? null,
    last4: evidence.last4 ?? sale?.last4 ?? null,
    cardType: evidence.cardType ?? sale?.cardType ?? null,
    cardBrand,
    entryMode: evidence.entryMode,
    saleNumber: evidence.saleNumber,
  };
  const isByBrand = terminal.totalsBy === 'card_brand';
  const groupName = isByBrand ? (CARD_BRANDS.get(cardBrand ?? '') ?? null) : facts.acquirerName;
  return {
    facts,
    settledRun,
    arrival: { batchId, sum: answer.sum, group: answer.group, groupName, bankDate },
  };
}

/**
 * The bank's day of an operation whose provider tells none: by when it was sent, for its result may come much later. A page
 * was opened long before it was paid: there by when the provider said so. Null where a device closes its batch itself: there
 * no day ends one.
 */
function bankDateOf(
  row: TransactionRow,
  terminal: Terminal,
  { providerDate, providerAt }: Evidence,
  at: Date,
): CalendarDay | null {
  if (terminal.batchClosedBy === 'device') return null;
  const calendar = terminal.accountingCalendar;
  if (!terminal.page) return businessDate(row.sentAt ?? at, calendar);
  return providerDate ?? businessDate((row.kind === 'sale' ? providerAt : row.sentAt) ?? at, calendar);
}

/** What follows from an end: the sale's balance is settled, the device is free, the sums of the day grow. */
async function settle(
  ctx: Context | SystemContext,
  tx: Tx,
  row: TransactionRow,
  { state, reason, amountMinor }: { state: TransactionState; reason: string | null; amountMinor: number },
  at: Date,
): Promise<void> {
  const merchantId = row.merchantId;
  if (!isEnd(state)) return;
  if (row.splitSaleId) await settlePayment(ctx, tx, row, row.splitSaleId, state, at);
  // Before the device, in the order in which a new refund or void locks the two.
  const originalKind = row.originalId
    ? await settleSale(ctx, tx, row, row.originalId, { state, reason }, at)
    : null;
  await releaseDevice(tx, merchantId, row.id);
  await announce(tx, { merchantId, topic: 'device', id: row.deviceId });
  const sum = {
    merchantId,
    deviceId: row.deviceId,
    kind: totalKindOf(row.kind, originalKind),
    currency: row.currency,
    count: 1,
    amountMinor,
  };
  // A late approval takes back what its first end had added.
  if (isEnd(row.state)) {
    const before = { businessDate: row.businessDate, outcome: row.state };
    await addToDayTotals(tx, { ...sum, ...before, count: -1, amountMinor: -row.amountMinor });
  }
  await addToDayTotals(tx, {
    ...sum,
    businessDate: businessDate(at, ctx.merchant.calendar),
    outcome: state,
  });
}

function isEnd(state: TransactionState): state is EndState {
  return isFinal(state);
}
