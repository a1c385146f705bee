import type { Tx } from '#db/client.ts';
import { listBatchTotals, lockBatch } from '#db/queries/batches.ts';
import { findDevice } from '#db/queries/devices.ts';
import { insertReport, nextReportNumber, type RunRow } from '#db/queries/eod-runs.ts';
import {
  findReportPlace,
  findUserName,
  listAcquirerNames,
  listTerminalNumbers,
} from '#db/queries/report-facts.ts';
import type { SystemContext } from '#server/auth/context.ts';
import { capabilitiesOf } from '#server/gateways/registry.ts';
import type { AcquirerTotal } from '#server/gateways/terminal-gateway.ts';
import { computeFiscal, computeOurs } from './compute.ts';
import { reconcile, type TerminalCurrencies, terminalKey } from './reconcile.ts';
import type { ReportContent } from './report.ts';
import { countOfOurs } from './report-rows.ts';

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
  const merchantId = ctx.merchant.id;
  // Held until it is closed: a late approval that joins meanwhile would be in the batch and not in its report.
  const batch = await lockBatch(tx, merchantId, run.batchId);
  const place = await findReportPlace(tx, merchantId, run.deviceId);
  const target = await findDevice(tx, merchantId, run.deviceId);
  if (!batch || !place || !target) throw new Error(`Run ${run.id} belongs to no batch of a device`);
  const names = await listAcquirerNames(tx, merchantId, run.batchId);
  const sums = await listBatchTotals(tx, merchantId, run.batchId);
  const ours = computeOurs(sums, names);
  const currencies = currenciesOf(await listTerminalNumbers(tx, merchantId, run.batchId));
  const match = reconcile(ours, closed.totals, ctx.merchant.currency, currencies);
  const content: ReportContent = {
    version: 1,
    merchantName: ctx.merchant.legalName,
    ...place,
    businessDate: run.businessDate,
    timeZone: ctx.merchant.calendar.timeZone,
    batchNumber: closed.batchNumber,
    openedAt: batch.openedAt.toISOString(),
    closedAt: at.toISOString(),
    closedBy: await findUserName(tx, run.requestedBy),
    ours,
    ...(capabilitiesOf(target.connection).keepsFiscalDay ? { fiscal: computeFiscal(sums) } : {}),
    ...match,
  };
  const number = await nextReportNumber(tx, merchantId, run.deviceId);
  await insertReport(
    tx,
    { merchantId, runId: run.id, deviceId: run.deviceId, number, content, createdAt: at },
    linesOf(run, content),
  );
  return match.isMatched;
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
      count: Math.min((before?.count ?? 0) + line.count, MAX_COUNT),
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
