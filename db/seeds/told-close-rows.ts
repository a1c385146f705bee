import type { AuditEntry } from '#server/audit/record.ts';
import type { OursLine, ReportContent, TerminalLine } from '#server/end-of-day/report.ts';
import { acquirers } from './cards.ts';
import { type CloseRows, inGroups, netOf, reportHead, runOf } from './close-rows.ts';
import { acquirerNameOf } from './iyzico-evidence.ts';
import { type Batch, type CloseOf, isFiscal, type Operation } from './operation.ts';

type Told = Batch<'iyzico'>;
type Close = CloseOf['iyzico'];

/** The rows of a close that a terminal was told to make, and made. */
export function toldCloseRows(batch: Told, close: Close): CloseRows {
  const content = reportOf(batch, close);
  const { runId, requestedBy, requestedAt, sentAt, endedAt, workerKey, businessDate } = close;
  const { till } = batch;
  return {
    run: {
      ...runOf(batch, runId),
      state: 'closed',
      businessDate,
      isMatched: content.isMatched,
      requestedBy,
      requestedAt,
      workerKey,
      sentAt,
      endedAt,
    },
    report: {
      merchantId: till.merchant.id,
      runId,
      deviceId: till.id,
      number: close.reportNumber,
      content,
      createdAt: endedAt,
    },
    audit: closeAudit(batch, close, content.isMatched),
  };
}

/** What the terminal said when it closed: one line per acquirer, without the sale it did not count. */
export function terminalTotals(batch: Told, close: Close): TerminalLine[] {
  const counted = batch.members.filter((member) => member !== close.uncounted);
  return inGroups(counted, acquirerOf).map(([acquirerId, members]) => ({
    acquirerId,
    acquirerName: acquirers[acquirerId]?.name ?? null,
    tid: batch.till.tids[acquirerId] ?? null,
    mid: acquirers[acquirerId]?.mid ?? null,
    currency: batch.till.merchant.currency,
    count: members.length,
    amountMinor: netOf(members, batch).netMinor,
    isClosed: true,
    code: '00',
  }));
}

/** Whose sums an operation belongs to. */
export function acquirerOf({ payment }: Operation<'iyzico'>): string {
  return payment?.card.acquirerId ?? '';
}

/** Whose figures stand beside ours, and in what groups. */
const FIGURES = { source: 'terminal', totalsBy: 'acquirer' } as const;

function reportOf(batch: Told, close: Close): ReportContent {
  const { till, members } = batch;
  const ours = inGroups(members, acquirerOf).map(
    ([acquirerId, group]): OursLine => ({
      acquirerId,
      acquirerName: group.map(acquirerNameOf).find((name) => name !== null) ?? null,
      ...netOf(group, batch),
    }),
  );
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
  const { businessDate, endedAt: closedAt, requestedBy: closedBy } = close;
  const cards = (['credit', 'debit'] as const).flatMap((cardType) => {
    const paid = members.filter(({ payment }) => payment?.card.type === cardType);
    return paid.length === 0 ? [] : [{ cardType, cardBrand: null, ...netOf(paid, batch) }];
  });
  return {
    ...reportHead(batch, { businessDate, closedAt, closedBy, cards }),
    ...FIGURES,
    ours,
    // Everybody of this history pays by card.
    ...(isFiscal(till)
      ? { fiscal: members.length > 0 ? [{ paymentType: 'card', ...netOf(members, batch) }] : [] }
      : {}),
    terminal,
    differences,
    isMatched: differences.length === 0,
  };
}

function closeAudit(batch: Told, close: Close, isMatched: boolean): AuditEntry[] {
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
