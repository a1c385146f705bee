import type { Tx } from '#db/client.ts';
import { findReading, type ReadingRow, updateReading } from '#db/queries/bank-readings.ts';
import { findBatch, listBookNumbers } from '#db/queries/batches.ts';
import { findDevice, listProviderDeviceIds } from '#db/queries/devices.ts';
import { lockRun, type RunRow } from '#db/queries/eod-runs.ts';
import { announce } from '#db/queries/live.ts';
import { record } from '#server/audit/record.ts';
import type { SystemContext } from '#server/auth/context.ts';
import { bankDateOfBook } from '#server/batches/join-bank-book.ts';
import { capabilitiesOf } from '#server/gateways/registry.ts';
import type { BankTotalsReply, Exchange, TerminalGateway } from '#server/gateways/terminal-gateway.ts';
import type { EndOfDayRunId } from '#server/kernel/ids.ts';
import { keepAnswer } from '#server/terminals/keep-answer.ts';
import type { BankReading } from './bank-reading.ts';
import { matchBankReport, type WantedBook } from './match-bank-report.ts';

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
  const { read, book, run, askedAt } = claimed;
  const said: Exchange[] = [];
  const reply: BankTotalsReply = read
    ? await read({ bankDate: book.bankDate }, (exchange) => said.push(exchange))
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
  return { run, askedAt: wish.askedAt, book: await bookOf(tx, run), read: await openRead(ctx, tx, run) };
}

/** Null where the account cannot be opened, or reads nothing any more. */
async function openRead(
  ctx: SystemContext,
  tx: Tx,
  { deviceId }: RunRow,
): Promise<TerminalGateway['readBankTotals']> {
  const target = await findDevice(tx, ctx.merchant.id, deviceId);
  try {
    return target && ctx.openGateway(target.connection).readBankTotals;
  } catch {
    return null;
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
