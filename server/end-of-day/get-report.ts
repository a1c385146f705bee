import type { Tx } from '#db/client.ts';
import { findReading } from '#db/queries/bank-readings.ts';
import { findBatch, listBatchTotals } from '#db/queries/batches.ts';
import { findDevice } from '#db/queries/devices.ts';
import { findReport, findRunRow, listBlockingOperations, type RunListRow } from '#db/queries/end-of-day.ts';
import { listSplitSales, type SplitSaleRow } from '#db/queries/split-sales.ts';
import { type Context, NotFound } from '#server/auth/context.ts';
import { type Net, netByCurrency } from '#server/batches/net.ts';
import { capabilitiesOf } from '#server/gateways/registry.ts';
import { type EndOfDayRunId, isId, type MerchantId } from '#server/kernel/ids.ts';
import type { BusinessCalendar } from '#server/kernel/time.ts';
import { type BankReading, bankReading } from './bank-reading.ts';
import { filledIn } from './figure-source.ts';
import { type FiguresForm, readFiguresForm } from './figures-form.ts';
import { type ReportContent, reportContent } from './report.ts';

/** An operation that keeps a batch from being closed, as it stands now. */
export type BlockingOperation = Awaited<ReturnType<typeof listBlockingOperations>>[number];

/** A split sale that keeps a batch from being closed, as it stands now. */
export type BlockingSplitSale = Pick<
  SplitSaleRow,
  'id' | 'state' | 'amountMinor' | 'currency' | 'createdAt' | 'endedAt'
>;

/** How far the bank has been asked for its figures. */
export type ReadingView =
  | { state: 'not_asked' }
  | { state: 'asked'; askedAt: Date }
  | { state: 'answered'; at: Date; answer: BankReading };

/** A run as it stands; what changes while someone looks. */
export type RunView = {
  at: Date;
  run: RunListRow;
  /** The batch by our books, per currency. */
  nets: Net[];
  blockedBy: BlockingOperation[];
  blockedBySplitSales: BlockingSplitSale[];
  /** The days of the bank that closes the batches of this device by itself; null where the device closes them. */
  bankCalendar: BusinessCalendar | null;
  /** What is to be entered; null when no figures are awaited. */
  figures: FiguresForm | null;
  /** Null where none are awaited, or the account reads none from its bank. */
  reading: ReadingView | null;
};

/** The frozen report of a closed run and its number, which counts up per device. */
export type Report = { number: number; createdAt: Date; content: ReportContent };

/** Throws NotFound unless this is the id of a run of the merchant. */
export async function requireRun(ctx: Context<'reports:see'>, id: string): Promise<void> {
  const found =
    isId('endOfDayRun', id) && (await ctx.inTransaction((tx) => findRunRow(tx, ctx.merchant.id, id)));
  if (!found) throw new NotFound();
}

/** One run; throws NotFound for an id that is malformed, of another merchant or of nothing. */
export async function getRun(ctx: Context<'reports:see'>, id: string): Promise<RunView> {
  return (await readRun(ctx, id)).view;
}

/**
 * A run with its report, null while there is none. The report is what was frozen at the close, whatever rows say now.
 * Throws NotFound like `getRun`, and when a stored report is not one: a report is never shown in part.
 */
export async function getReport(
  ctx: Context<'reports:see'>,
  id: string,
): Promise<RunView & { report: Report | null }> {
  const { view, stored } = await readRun(ctx, id);
  return {
    ...view,
    report: stored && {
      number: stored.number,
      createdAt: stored.createdAt,
      content: reportContent.parse(stored.content),
    },
  };
}

async function readRun(ctx: Context<'reports:see'>, id: string) {
  if (!isId('endOfDayRun', id)) throw new NotFound();
  const merchantId = ctx.merchant.id;
  return ctx.inTransaction(async (tx) => {
    const run = await findRunRow(tx, merchantId, id);
    if (!run) throw new NotFound();
    const view: RunView = {
      at: ctx.clock.now(),
      run,
      ...(await readBankPart(ctx, tx, run)),
      nets: netByCurrency(await listBatchTotals(tx, merchantId, run.batchId)),
      blockedBy: await listBlockingOperations(
        tx,
        merchantId,
        run.blockedBy.filter((blocking) => isId('transaction', blocking)),
      ),
      blockedBySplitSales: await listSplitSales(
        tx,
        merchantId,
        run.blockedBy.filter((blocking) => isId('splitSale', blocking)),
      ),
    };
    return { view, stored: await findReport(tx, merchantId, id) };
  });
}

/** What only a run has whose batch the bank closed by itself. */
async function readBankPart(
  ctx: Context<'reports:see'>,
  tx: Tx,
  run: RunListRow,
): Promise<Pick<RunView, 'bankCalendar' | 'figures' | 'reading'>> {
  const merchantId = ctx.merchant.id;
  const target = await findDevice(tx, merchantId, run.deviceId);
  const capabilities = target && capabilitiesOf(target.connection);
  if (capabilities?.batchClosedBy !== 'bank') return { bankCalendar: null, figures: null, reading: null };
  const batch = run.state === 'awaiting_totals' ? await findBatch(tx, merchantId, run.batchId) : null;
  const reading = batch && capabilities.readsBankTotals ? await readReading(tx, merchantId, run.id) : null;
  const read = reading?.state === 'answered' ? filledIn(reading.answer, reading.at) : null;
  return {
    bankCalendar: capabilities.accountingCalendar,
    figures: batch && (await readFiguresForm(tx, batch, capabilities, ctx.merchant.currency, read)),
    reading,
  };
}

async function readReading(tx: Tx, merchantId: MerchantId, runId: EndOfDayRunId): Promise<ReadingView> {
  const row = await findReading(tx, merchantId, runId);
  if (!row) return { state: 'not_asked' };
  if (!row.answeredAt) return { state: 'asked', askedAt: row.askedAt };
  return { state: 'answered', at: row.answeredAt, answer: bankReading.parse(row.answer) };
}
