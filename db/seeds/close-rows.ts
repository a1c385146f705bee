import type { eodLines, eodReports, eodRuns } from '#db/schema/end-of-day.ts';
import type { AuditEntry } from '#server/audit/record.ts';
import type { CardLine, OursLine, ReportContent } from '#server/end-of-day/report.ts';
import type { UserId } from '#server/kernel/ids.ts';
import type { Provider } from './demo-shapes.ts';
import { demoPeople } from './demo-world.ts';
import type { Batch, BlockedClose, Operation } from './operation.ts';

/** A report before it is linked to the one before it. */
export type UnlinkedReport = Omit<typeof eodReports.$inferSelect, 'previousHash' | 'hash'> & {
  content: ReportContent;
};

/** Everything an end of day leaves behind. A report comes with its lines. */
export type CloseRows = {
  run: typeof eodRuns.$inferSelect;
  report: UnlinkedReport | null;
  audit: AuditEntry[];
};

type CommonRun = Omit<CloseRows['run'], 'state' | 'businessDate' | 'requestedBy' | 'requestedAt' | 'endedAt'>;

/** What every run of a batch has in common. */
export function runOf({ id: batchId, till }: Batch, id: CommonRun['id']): CommonRun {
  return {
    merchantId: till.merchant.id,
    id,
    deviceId: till.id,
    batchId,
    scheduledFor: null,
    blockedBy: [],
    outcomeReason: null,
    outcomeCode: null,
    outcomeText: null,
    isMatched: null,
    workerKey: null,
    sentAt: null,
  };
}

/** The rows of a close that an open operation held up. */
export function blockedRows(blocked: BlockedClose): CloseRows {
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
  return { run, report: null, audit: [entry] };
}

/** Each figure of a report as a row of its own. */
export function lineRows({
  merchantId,
  runId,
  content,
}: NonNullable<CloseRows['report']>): (typeof eodLines.$inferSelect)[] {
  const lineOf = (line: {
    acquirerId: string;
    acquirerName: string | null;
    currency: OursLine['currency'];
  }) => ({
    merchantId,
    runId,
    acquirerId: line.acquirerId,
    acquirerName: line.acquirerName,
    currency: line.currency,
  });
  return [
    ...content.ours.map((line) => ({
      ...lineOf(line),
      side: 'ours' as const,
      count: line.saleCount + line.refundCount + line.voidCount,
      amountMinor: line.netMinor,
    })),
    ...content.terminal.map((line) => ({
      ...lineOf(line),
      side: 'terminal' as const,
      count: line.count ?? 0,
      amountMinor: line.amountMinor ?? 0,
    })),
  ];
}

type Head = Omit<
  ReportContent,
  'ours' | 'fiscal' | 'terminal' | 'differences' | 'isMatched' | 'source' | 'totalsBy' | 'bank'
>;

/** What stands above the figures of a report. */
export function reportHead(
  batch: Batch,
  close: { businessDate: string; closedAt: Date; closedBy: UserId; cards: CardLine[] },
): Head {
  const { till, number, openedAt } = batch;
  const { merchant } = till;
  const branch = merchant.branches.find(({ id }) => id === till.branchId);
  return {
    version: 1,
    merchantName: merchant.legalName,
    branchName: branch?.name ?? '',
    deviceLabel: till.label,
    providerDeviceId: till.providerDeviceId,
    environment: 'sandbox',
    businessDate: close.businessDate,
    timeZone: merchant.timeZone,
    batchNumber: number,
    openedAt: openedAt.toISOString(),
    closedAt: close.closedAt.toISOString(),
    closedBy: nameOf(close.closedBy),
    sheet: {
      layout: 'a4',
      taxNumber: merchant.taxNumber,
      branchAddress: branch ? `${branch.address}, ${branch.city}` : '',
      cards: close.cards,
      said: [],
    },
  };
}

/** What somebody of the demo is called. */
export function nameOf(id: UserId): string {
  return Object.values(demoPeople).find((person) => person.id === id)?.name ?? '';
}

/** The members of a batch in the groups its bank tells apart, in the order of a report. */
export function inGroups<P extends Provider>(
  members: readonly Operation<P>[],
  groupOf: (operation: Operation<P>) => string,
): [string, Operation<P>[]][] {
  return [...Map.groupBy(members, groupOf)].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** What came in and went back. */
export function netOf(
  members: readonly Operation[],
  { till }: Batch,
): Omit<OursLine, 'acquirerId' | 'acquirerName'> {
  const sumOf = (kind: Operation['kind']) => {
    const those = members.filter((member) => member.kind === kind);
    return { count: those.length, minor: those.reduce((sum, member) => sum + member.amountMinor, 0) };
  };
  const [sale, refund, voided] = [sumOf('sale'), sumOf('refund'), sumOf('void')];
  return {
    currency: till.merchant.currency,
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
