import type { Tx } from '#db/client.ts';
import { type BatchRow, listBatchTotals, lockBatch } from '#db/queries/batches.ts';
import { findDevice } from '#db/queries/devices.ts';
import { findLastLink, insertReport, type RunRow } from '#db/queries/eod-runs.ts';
import { findReportPlace, findUserName, listTerminalNumbers } from '#db/queries/report-facts.ts';
import { insertVariances } from '#db/queries/variances.ts';
import type { Context, SystemContext } from '#server/auth/context.ts';
import { listGroupNames } from '#server/batches/group-names.ts';
import type { TerminalCapabilities } from '#server/gateways/capabilities.ts';
import { capabilitiesOf } from '#server/gateways/registry.ts';
import type { AcquirerTotal } from '#server/gateways/terminal-gateway.ts';
import { computeFiscal, computeOurs } from './compute.ts';
import { readSheetPart } from './freeze-sheet.ts';
import { judgeStatements } from './judge-statements.ts';
import { findVariances } from './open-variances.ts';
import { type Reconciliation, reconcile, type TerminalCurrencies, terminalKey } from './reconcile.ts';
import type { ReportContent } from './report.ts';
import { NO_REPORT_BEFORE, reportHash } from './report-document.ts';
import { countOfOurs } from './report-rows.ts';

/** Our side of a report, before anybody told the other one. */
export type OurSide = {
  batch: BatchRow;
  capabilities: TerminalCapabilities;
  names: ReadonlyMap<string, string>;
  content: Omit<ReportContent, keyof Reconciliation | 'source' | 'bank' | 'sheet'>;
};

/**
 * Holds our sums against the terminal's and freezes both in a numbered report, in the caller's transaction, before the
 * batch is closed. Returns whether the two agree.
 */
export async function writeReport(
  ctx: SystemContext,
  tx: Tx,
  run: RunRow,
  closed: { batchNumber: string; totals: readonly AcquirerTotal[] },
  at: Date,
): Promise<boolean> {
  const { content } = await readOurSide(ctx, tx, run, at);
  const currencies = currenciesOf(await listTerminalNumbers(tx, run.merchantId, run.batchId));
  const match = reconcile(content.ours, closed.totals, ctx.merchant.currency, currencies);
  const { batchNumber } = closed;
  await keepReport(ctx, tx, run, { ...content, ...match, batchNumber, source: 'terminal' }, at);
  return match.isMatched;
}

/** What our books say of the batch of a run. The batch is locked: what joins meanwhile would be in it and not in its report. */
export async function readOurSide(
  ctx: Context | SystemContext,
  tx: Tx,
  run: RunRow,
  at: Date,
): Promise<OurSide> {
  const merchantId = ctx.merchant.id;
  const batch = await lockBatch(tx, merchantId, run.batchId);
  const place = await findReportPlace(tx, merchantId, run.deviceId);
  const target = await findDevice(tx, merchantId, run.deviceId);
  if (!batch || !place || !target) throw new Error(`Run ${run.id} belongs to no batch of a device`);
  const capabilities = capabilitiesOf(target.connection);
  const { totalsBy } = capabilities;
  const names = await listGroupNames(tx, merchantId, run.batchId, totalsBy);
  const sums = await listBatchTotals(tx, merchantId, run.batchId);
  return {
    batch,
    capabilities,
    names,
    content: {
      version: 1,
      merchantName: ctx.merchant.legalName,
      ...place,
      businessDate: run.businessDate,
      timeZone: ctx.merchant.calendar.timeZone,
      totalsBy,
      batchNumber: batch.number,
      openedAt: batch.openedAt.toISOString(),
      closedAt: at.toISOString(),
      closedBy: await findUserName(tx, run.requestedBy),
      ...(run.scheduledFor && { isScheduled: true }),
      ours: computeOurs(sums, names),
      ...(capabilities.keepsFiscalDay ? { fiscal: computeFiscal(sums) } : {}),
    },
  };
}

/**
 * Freezes a report under the next number of its device, once, linked to the one before; what differs in it is from now on
 * somebody's to account for.
 */
export async function keepReport(
  ctx: Pick<Context | SystemContext, 'ids' | 'merchant'>,
  tx: Tx,
  run: RunRow,
  sides: Omit<ReportContent, 'sheet'>,
  at: Date,
): Promise<void> {
  const { merchantId, deviceId, businessDate } = run;
  const content = { ...sides, sheet: await readSheetPart(ctx, tx, run, sides) };
  const last = await findLastLink(tx, merchantId, deviceId);
  const number = (last?.number ?? 0) + 1;
  const previousHash = last?.hash ?? NO_REPORT_BEFORE;
  const report = { merchantId, runId: run.id, deviceId, number, content, createdAt: at, previousHash };
  await insertReport(tx, { ...report, hash: reportHash(report) }, linesOf(run, content));
  const about = { merchantId, runId: run.id, deviceId, businessDate, openedAt: at, state: 'open' as const };
  const found = findVariances(content);
  await insertVariances(
    tx,
    found.map((one) => ({ ...about, ...one, id: ctx.ids.next('variance') })),
  );
  // A statement may have come before its report.
  const day = { deviceIds: [deviceId], from: businessDate, to: businessDate };
  await judgeStatements(ctx, tx, day, { at, by: null });
}

/** A number that was used for several currencies tells none. */
function currenciesOf(numbers: Awaited<ReturnType<typeof listTerminalNumbers>>): TerminalCurrencies {
  const byNumber = Map.groupBy(numbers, terminalKey);
  return new Map(
    [...byNumber].flatMap(([key, [first, ...others]]) =>
      first && others.length === 0 ? [[key, first.currency]] : [],
    ),
  );
}

/** What the column holds: a device that counts further is wrong, and its answer must not be lost for that. */
const MAX_COUNT = 2_147_483_647;

function linesOf(run: RunRow, content: ReportContent) {
  const ours = content.ours.map((line) => ({
    ...keyOf(run, line),
    side: 'ours' as const,
    count: countOfOurs(line),
    amountMinor: line.netMinor,
  }));
  const terminal = new Map<
    string,
    (typeof ours)[number] | (Omit<(typeof ours)[number], 'side'> & { side: 'terminal' })
  >();
  for (const line of content.terminal) {
    // A device may list an acquirer once per terminal number; the lines are kept per acquirer.
    if (line.amountMinor === null) continue;
    const key = `${line.acquirerId} ${line.currency}`;
    const before = terminal.get(key);
    terminal.set(key, {
      ...keyOf(run, line),
      side: 'terminal',
      count: Math.min((before?.count ?? 0) + (line.count ?? 0), MAX_COUNT),
      amountMinor: (before?.amountMinor ?? 0) + line.amountMinor,
    });
  }
  return [...ours, ...terminal.values()];
}

function keyOf(
  run: RunRow,
  line: {
    acquirerId: string;
    acquirerName: string | null;
    currency: ReportContent['ours'][number]['currency'];
  },
) {
  const { merchantId } = run;
  return {
    merchantId,
    runId: run.id,
    acquirerId: line.acquirerId,
    acquirerName: line.acquirerName,
    currency: line.currency,
  };
}
