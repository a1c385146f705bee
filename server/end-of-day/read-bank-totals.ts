import type { Tx } from '#db/client.ts';
import { findReading, type ReadingRow, updateReading } from '#db/queries/bank-readings.ts';
import { findBatch, listBookNumbers } from '#db/queries/batches.ts';
import { findDevice, listProviderDeviceIds } from '#db/queries/devices.ts';
import { lockRun, type RunRow } from '#db/queries/eod-runs.ts';
import { announce } from '#db/queries/live.ts';
import { record } from '#server/audit/record.ts';
import type { SystemContext } from '#server/auth/context.ts';
import { bankDateOfBook } from '#server/batches/join-bank-book.ts';
import type { DayReportReply } from '#server/gateways/hosted-gateway.ts';
import { capabilitiesOf } from '#server/gateways/registry.ts';
import type {
  BankTotalsReply,
  Exchange,
  RecordExchange,
  TerminalGateway,
} from '#server/gateways/terminal-gateway.ts';
import type { EndOfDayRunId, TransactionId } from '#server/kernel/ids.ts';
import { keepAnswer } from '#server/terminals/keep-answer.ts';
import { applyOutcome } from '#server/transactions/apply-outcome.ts';
import { toTerminal } from '#server/transactions/situation.ts';
import type { BankReading } from './bank-reading.ts';
import { matchBankReport, type WantedBook } from './match-bank-report.ts';
import { matchDayReport } from './match-day-report.ts';
import { readDayFacts } from './read-day-facts.ts';

/**
 * Asks the bank for its figures of a book, as somebody wished, and keeps what is ours of its answer for the form. A question
 * moves no money: one whose answer is lost may be asked again, by a person. No transaction is open meanwhile (INV-15).
 */
export async function readBankTotals(
  ctx: SystemContext,
  workerKey: number,
  runId: EndOfDayRunId,
): Promise<void> {
  const claimed = await ctx.inTransaction((tx) => claim(ctx, tx, workerKey, runId));
  if (!claimed) return;
  const { gateway, book, run, askedAt } = claimed;
  const said: Exchange[] = [];
  const record: RecordExchange = (exchange) => said.push(exchange);
  if (gateway?.pages) {
    const report = await gateway.pages.readDay(book.bankDate, record);
    await keepDay(ctx, claimed, { report, said });
    return;
  }
  const reply: BankTotalsReply = gateway?.readBankTotals
    ? await gateway.readBankTotals({ bankDate: book.bankDate }, record)
    : { kind: 'no_answer', cause: 'sign_in_failed' };
  await keepAnswer(ctx, { operation: run, said, hasDeviceAnswered: null }, async (tx) => {
    // The number of the book may have become known while the bank was asked.
    const known = await bookOf(tx, run);
    await settle(ctx, tx, { runId, askedAt }, matchBankReport(reply, known));
  });
}

/** A wish whose worker died: nobody heard the answer. */
export async function loseReading(ctx: SystemContext, { runId, askedAt }: ReadingRow): Promise<void> {
  const nothing: BankReading = { kind: 'no_answer', cause: 'unusable' };
  await ctx.inTransaction((tx) => settle(ctx, tx, { runId, askedAt }, nothing));
}

async function claim(ctx: SystemContext, tx: Tx, workerKey: number, runId: EndOfDayRunId) {
  const merchantId = ctx.merchant.id;
  const run = await lockRun(tx, merchantId, runId);
  const wish = run && (await findReading(tx, merchantId, runId));
  if (!run || wish?.state !== 'asked') return null;
  await updateReading(tx, wish, { state: 'asking', workerKey });
  await announce(tx, { merchantId, topic: 'end-of-day', id: runId });
  return { run, askedAt: wish.askedAt, book: await bookOf(tx, run), gateway: await open(ctx, tx, run) };
}

/** Null where the account cannot be opened. */
async function open(ctx: SystemContext, tx: Tx, { deviceId }: RunRow): Promise<TerminalGateway | null> {
  const target = await findDevice(tx, ctx.merchant.id, deviceId);
  try {
    return target && ctx.openGateway(target.connection);
  } catch {
    return null;
  }
}

/** Keeps a report that names each payment; what it calls paid and we do not is asked about at once. */
async function keepDay(
  ctx: SystemContext,
  { run, askedAt }: { run: RunRow; askedAt: Date },
  { report, said }: { report: DayReportReply; said: readonly Exchange[] },
): Promise<void> {
  const { merchantId, id: runId, deviceId, batchId } = run;
  const target = await ctx.inTransaction((tx) => findDevice(tx, merchantId, deviceId));
  if (!target) throw new Error(`Run ${runId} is of no device`);
  let toAsk: readonly TransactionId[] = [];
  await keepAnswer(ctx, { operation: run, said, hasDeviceAnswered: null }, async (tx) => {
    const facts = await readDayFacts(tx, target.connection, batchId, report);
    const matched = matchDayReport(report, facts);
    toAsk = matched.toAsk;
    await settle(ctx, tx, { runId, askedAt }, matched.reading);
  });
  // Each by itself: whoever holds one of them may wait for the audit, which is locked last.
  for (const id of toAsk) {
    await ctx.inTransaction((tx) => applyOutcome(ctx, tx, id, toTerminal(target), { kind: 'hinted' }));
  }
}

/** What tells which figures of a report are of the book of a run. */
async function bookOf(tx: Tx, run: RunRow): Promise<WantedBook> {
  const { merchantId, deviceId } = run;
  const target = await findDevice(tx, merchantId, deviceId);
  const batch = await findBatch(tx, merchantId, run.batchId);
  if (!target || !batch) throw new Error(`Run ${run.id} belongs to no batch of a device`);
  const { accountingCalendar, currencies } = capabilitiesOf(target.connection);
  return {
    providerDeviceId: target.device.providerDeviceId,
    number: batch.number,
    bankDate: bankDateOfBook(batch, accountingCalendar),
    currencies,
    takenNumbers: await listBookNumbers(tx, batch),
    knownDevices: await listProviderDeviceIds(tx, merchantId, target.connection.id),
  };
}

/** Writes what came of this very wish; of another one, or twice, nothing. */
async function settle(
  ctx: SystemContext,
  tx: Tx,
  { runId, askedAt }: Pick<ReadingRow, 'runId' | 'askedAt'>,
  answer: BankReading,
): Promise<void> {
  const merchantId = ctx.merchant.id;
  await lockRun(tx, merchantId, runId);
  const wish = await findReading(tx, merchantId, runId);
  if (wish?.state !== 'asking' || wish.askedAt.getTime() !== askedAt.getTime()) return;
  const at = ctx.clock.now();
  await updateReading(tx, wish, { state: 'answered', answer, answeredAt: at });
  await announce(tx, { merchantId, topic: 'end-of-day', id: runId });
  await record(tx, merchantId, ctx.auditKey, {
    at,
    actor: ctx.actor,
    action: 'end-of-day.totals_read',
    objectId: runId,
    result: answer.kind === 'figures' ? 'done' : 'refused',
    data: { outcome: answer.kind },
  });
}
