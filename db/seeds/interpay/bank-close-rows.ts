import type { AuditEntry } from '#server/audit/record.ts';
import type { OursLine, ReportContent, TerminalLine } from '#server/end-of-day/report.ts';
import { type CloseRows, inGroups, nameOf, netOf, reportHead, runOf } from '../close-rows.ts';
import type { Batch, CloseOf, Operation } from '../operation.ts';
import { BRAND_NAMES } from './cards.ts';
import { bankClosedAt } from './close-by-bank.ts';

type Ended = Batch<'interpay'>;
type Close = CloseOf['interpay'];

/** The rows of a close of our book of a batch that the bank closed by itself. */
export function bankCloseRows(batch: Ended, close: Close): CloseRows {
  const { runId, businessDate, requestedBy, requestedAt, typed } = close;
  const { till } = batch;
  const merchantId = till.merchant.id;
  const run = { ...runOf(batch, runId), businessDate, requestedBy, requestedAt };
  const asked: AuditEntry = {
    at: requestedAt,
    actor: { kind: 'user', id: requestedBy },
    action: 'end-of-day.awaiting_totals',
    objectId: runId,
    result: 'done',
    data: { deviceId: till.id, batchId: batch.id },
  };
  if (!typed)
    return { run: { ...run, state: 'awaiting_totals', endedAt: null }, report: null, audit: [asked] };
  const content = typedReport(batch, close, typed);
  const createdAt = typed.at;
  return {
    run: { ...run, state: 'closed', isMatched: content.isMatched, endedAt: createdAt },
    report: { merchantId, runId, deviceId: till.id, number: typed.reportNumber, content, createdAt },
    audit: [
      asked,
      {
        ...asked,
        at: typed.at,
        actor: { kind: 'user', id: typed.by },
        action: 'end-of-day.closed',
        data: { batchId: batch.id, isMatched: content.isMatched, reason: null },
      },
    ],
  };
}

/** Whose figures of the bank an operation is in: those of its card's brand. */
export function brandOf({ payment }: Operation<'interpay'>): string {
  return payment?.card.brand ?? '';
}

/** The report of a day whose figures somebody copied from the bank: both sides agree. */
function typedReport(batch: Ended, close: Close, typed: NonNullable<Close['typed']>): ReportContent {
  const groups = inGroups(batch.members, brandOf);
  const ours = groups.map(
    ([acquirerId, members]): OursLine => ({
      acquirerId,
      acquirerName: brandName(acquirerId),
      ...netOf(members, batch),
    }),
  );
  const terminal = groups.map(
    ([acquirerId, members]): TerminalLine => ({
      acquirerId,
      acquirerName: brandName(acquirerId),
      tid: null,
      mid: null,
      currency: batch.till.merchant.currency,
      count: members.length,
      amountMinor: netOf(members, batch).netMinor,
      isClosed: true,
      code: '',
    }),
  );
  const { businessDate, requestedBy: closedBy } = close;
  // Its sums are of card types already.
  const head = reportHead(batch, { businessDate, closedAt: typed.at, closedBy, cards: [] });
  return { ...head, ...bankSide(batch, typed), ours, terminal, differences: [], isMatched: true };
}

/** What such a report says beside its figures: whose they are, and the bank's day. */
function bankSide({ till, number, endedOn }: Ended, typed: NonNullable<Close['typed']>) {
  if (!endedOn) throw new Error(`Batch ${number} of ${till.label} has not ended`);
  return {
    source: 'typed' as const,
    totalsBy: 'card_brand' as const,
    bank: {
      date: endedOn,
      ...till.connection.bank,
      endedAt: bankClosedAt(till, endedOn).toISOString(),
      batchNumber: number,
      numberNote: null,
      typedBy: nameOf(typed.by),
      readAt: null,
      checkedBy: null,
      late: [],
    },
  };
}

function brandName(brand: string): string | null {
  return new Map<string, string>(Object.entries(BRAND_NAMES)).get(brand) ?? null;
}
