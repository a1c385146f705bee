import type { eodLines, eodReports, eodRuns } from '#db/schema/end-of-day.ts';
import type { AuditEntry } from '#server/audit/record.ts';
import type { FiscalLine, OursLine, ReportContent, TerminalLine } from '#server/end-of-day/report.ts';
import { acquirers } from './cards.ts';
import { demoPeople, kahveDuragi } from './demo-world.ts';
import { calendar } from './opening-hours.ts';
import type { Batch, BlockedClose, Close, Operation } from './operation.ts';
import { acquirerNameOf } from './transaction-rows.ts';

/** Everything an end of day leaves behind. */
export type CloseRows = {
  run: typeof eodRuns.$inferSelect;
  report: typeof eodReports.$inferSelect;
  lines: (typeof eodLines.$inferSelect)[];
  audit: AuditEntry[];
};

/** The rows of a close that went through. */
export function closeRows(batch: Batch, close: Close): CloseRows {
  const content = reportOf(batch, close);
  const common = { merchantId: kahveDuragi.id, runId: close.runId };
  const { requestedBy, requestedAt, sentAt, endedAt, workerKey, businessDate } = close;
  return {
    run: {
      ...runOf(batch, close.runId),
      state: 'closed',
      businessDate,
      isMatched: content.isMatched,
      requestedBy,
      requestedAt,
      workerKey,
      sentAt,
      endedAt,
    },
    report: { ...common, deviceId: batch.till.id, number: close.reportNumber, content, createdAt: endedAt },
    lines: [
      ...content.ours.map((line) => ({
        ...common,
        acquirerId: line.acquirerId,
        acquirerName: line.acquirerName,
        currency: line.currency,
        side: 'ours' as const,
        count: line.saleCount + line.refundCount + line.voidCount,
        amountMinor: line.netMinor,
      })),
      ...content.terminal.map((line) => ({
        ...common,
        acquirerId: line.acquirerId,
        acquirerName: line.acquirerName,
        currency: line.currency,
        side: 'terminal' as const,
        count: line.count ?? 0,
        amountMinor: line.amountMinor ?? 0,
      })),
    ],
    audit: closeAudit(batch, close, content.isMatched),
  };
}

/** The rows of a close that an open operation held up. */
export function blockedRows(blocked: BlockedClose): Pick<CloseRows, 'run' | 'audit'> {
  const { batch, runId, businessDate, requestedBy, requestedAt, blockedBy } = blocked;
  const run = {
    ...runOf(batch, runId),
    state: 'blocked' as const,
    blockedBy: [blockedBy.id],
    businessDate,
    requestedBy,
    requestedAt,
    endedAt: requestedAt,
  };
  const entry: AuditEntry = {
    at: requestedAt,
    actor: { kind: 'user', id: requestedBy },
    action: 'end-of-day.blocked',
    objectId: runId,
    result: 'refused',
    data: { deviceId: batch.till.id, batchId: batch.id },
  };
  return { run, audit: [entry] };
}

/** What the terminal said when it closed: one line per acquirer, without the sale it did not count. */
export function terminalTotals(batch: Batch, close: Close): TerminalLine[] {
  const counted = batch.members.filter((member) => member !== close.uncounted);
  return byAcquirer(counted).map(([acquirerId, members]) => ({
    acquirerId,
    acquirerName: acquirers[acquirerId]?.name ?? null,
    tid: batch.till.tids[acquirerId] ?? null,
    mid: acquirers[acquirerId]?.mid ?? null,
    currency: kahveDuragi.currency,
    count: members.length,
    amountMinor: oursLine(acquirerId, members).netMinor,
    isClosed: true,
    code: '00',
  }));
}

function runOf(
  batch: Batch,
  id: Close['runId'],
): Omit<CloseRows['run'], 'state' | 'businessDate' | 'requestedBy' | 'requestedAt' | 'endedAt'> {
  return {
    merchantId: kahveDuragi.id,
    id,
    deviceId: batch.till.id,
    batchId: batch.id,
    blockedBy: [],
    outcomeReason: null,
    outcomeCode: null,
    outcomeText: null,
    isMatched: null,
    workerKey: null,
    sentAt: null,
  };
}

function reportOf(batch: Batch, close: Close): ReportContent {
  const { till } = batch;
  const ours = byAcquirer(batch.members).map(([acquirerId, members]) => oursLine(acquirerId, members));
  const terminal = terminalTotals(batch, close);
  const differences = ours.flatMap((line) => {
    const theirs = terminal.find((each) => each.acquirerId === line.acquirerId);
    const terminalMinor = theirs?.amountMinor ?? null;
    if (terminalMinor === line.netMinor) return [];
    return {
      acquirerId: line.acquirerId,
      acquirerName: line.acquirerName ?? theirs?.acquirerName ?? null,
      currency: line.currency,
      oursMinor: line.netMinor,
      terminalMinor,
      differenceMinor: (terminalMinor ?? 0) - line.netMinor,
    };
  });
  return {
    version: 1,
    merchantName: kahveDuragi.legalName,
    branchName: kahveDuragi.branches.find((branch) => branch.id === till.branchId)?.name ?? '',
    deviceLabel: till.label,
    providerDeviceId: till.providerDeviceId,
    environment: 'sandbox',
    businessDate: close.businessDate,
    timeZone: calendar.timeZone,
    source: 'terminal',
    totalsBy: 'acquirer',
    batchNumber: batch.number,
    openedAt: batch.openedAt.toISOString(),
    closedAt: close.endedAt.toISOString(),
    closedBy: Object.values(demoPeople).find((person) => person.id === close.requestedBy)?.name ?? '',
    ours,
    ...(till.connection.model === '507' ? { fiscal: fiscalLines(batch.members) } : {}),
    terminal,
    differences,
    isMatched: differences.length === 0,
  };
}

function byAcquirer(members: readonly Operation[]): [string, Operation[]][] {
  const groups = Map.groupBy(members, (member) => member.payment?.card.acquirerId ?? '');
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1));
}

function oursLine(acquirerId: string, members: readonly Operation[]): OursLine {
  const acquirerName = members.map(acquirerNameOf).find((name) => name !== null) ?? null;
  return { acquirerId, acquirerName, ...netOf(members) };
}

/** Everybody of this history pays by card. */
function fiscalLines(members: readonly Operation[]): FiscalLine[] {
  return members.length > 0 ? [{ paymentType: 'card', ...netOf(members) }] : [];
}

function netOf(members: readonly Operation[]) {
  const sumOf = (kind: Operation['kind']) => {
    const those = members.filter((member) => member.kind === kind);
    return { count: those.length, minor: those.reduce((sum, member) => sum + member.amountMinor, 0) };
  };
  const [sale, refund, voided] = [sumOf('sale'), sumOf('refund'), sumOf('void')];
  return {
    currency: kahveDuragi.currency,
    saleCount: sale.count,
    saleMinor: sale.minor,
    captureCount: 0,
    captureMinor: 0,
    refundCount: refund.count,
    refundMinor: refund.minor,
    voidCount: voided.count,
    voidMinor: voided.minor,
    netMinor: sale.minor - refund.minor - voided.minor,
  };
}

function closeAudit(batch: Batch, close: Close, isMatched: boolean): AuditEntry[] {
  const entry = { objectId: close.runId, result: 'done' as const };
  return [
    {
      ...entry,
      at: close.requestedAt,
      actor: { kind: 'user', id: close.requestedBy },
      action: 'end-of-day.requested',
      data: { deviceId: batch.till.id, batchId: batch.id },
    },
    {
      ...entry,
      at: close.endedAt,
      actor: { kind: 'system', id: 'close-batch' },
      action: 'end-of-day.closed',
      data: { batchId: batch.id, isMatched, reason: null },
    },
  ];
}
