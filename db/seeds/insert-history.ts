import { and, eq, sql } from 'drizzle-orm';
import type { Tx } from '#db/client.ts';
import { auditHeads, auditLog } from '#db/schema/audit-log.ts';
import { batches } from '#db/schema/batches.ts';
import { closePlans } from '#db/schema/close-plans.ts';
import { eodLines, eodReports, eodRuns } from '#db/schema/end-of-day.ts';
import { exchanges } from '#db/schema/exchanges.ts';
import { exportSchedules } from '#db/schema/export-schedules.ts';
import { items } from '#db/schema/items.ts';
import { savedViews } from '#db/schema/saved-views.ts';
import { signedDays, signOffs } from '#db/schema/sign-offs.ts';
import { statementLines, statements } from '#db/schema/statements.ts';
import { batchTotals, dayTotals } from '#db/schema/totals.ts';
import { transactionEvents } from '#db/schema/transaction-events.ts';
import { transactions } from '#db/schema/transactions.ts';
import { variances } from '#db/schema/variances.ts';
import type { AuditEntry } from '#server/audit/record.ts';
import type { MerchantId } from '#server/kernel/ids.ts';
import { addDays, businessDate } from '#server/kernel/time.ts';
import type { Bookkeeping } from './bookkeeping.ts';
import { blockedRows, lineRows } from './close-rows.ts';
import type { DemoMerchant, Provider } from './demo-shapes.ts';
import { insertRows } from './insert-rows.ts';
import { itemRows } from './item-rows.ts';
import { linkReports, type ReportHash } from './link-reports.ts';
import { type Batch, calendarOf, closedAt, type Operation, type TillHistory } from './operation.ts';
import { routineRows } from './routine-rows.ts';
import { signRows } from './sign-rows.ts';
import { auditEntries, timelineRows } from './timeline.ts';
import { batchTotalRows, dayTotalRows } from './total-rows.ts';
import { transactionRow } from './transaction-rows.ts';
import { varianceRows } from './variance-rows.ts';

/** The HMAC that links an audit entry to the one before (`chainHash` of the server, with its key). */
export type AuditHash = (
  merchantId: MerchantId,
  sequence: number,
  entry: AuditEntry,
  previous: string,
) => string;

/** Calls to the provider are kept for this many days: enough to look at, without filling the disk. */
const DAYS_WITH_EXCHANGES = 3;
const CHAIN_START = '0'.repeat(64);

/**
 * Inserts the history of a merchant, with every guard of the database awake. The transaction must have entered the
 * merchant.
 */
export async function insertHistory<P extends Provider>(
  tx: Tx,
  merchant: DemoMerchant,
  histories: readonly TillHistory<P>[],
  books: Bookkeeping<P>,
  options: { now: Date; auditHash: AuditHash; reportHash: ReportHash; onTransactions(done: number): void },
): Promise<void> {
  const operations = histories.flatMap((history) => history.operations);
  const allBatches = histories.flatMap((history) => history.batches);
  const closes = allBatches.flatMap((batch) => (batch.close ? [{ batch, close: batch.close }] : []));
  const runs = [
    ...closes.map(({ batch, close }) => books.closeRows(batch, close)),
    ...histories.flatMap((history) => history.blockedCloses).map(blockedRows),
  ];
  const reports = runs.flatMap(({ report }) => report ?? []);

  await insertMembers(tx, histories, books, options.onTransactions);
  await insertRows(tx, transactionEvents, operations.flatMap(timelineRows));
  await insertRows(tx, batchTotals, batchTotalRows(operations, books.groupOf));
  await insertRows(tx, dayTotals, dayTotalRows(operations));
  await insertRows(tx, items, itemRows(operations));
  await insertRows(
    tx,
    eodRuns,
    runs.map((rows) => rows.run),
  );
  await insertRows(tx, eodReports, linkReports(reports, options.reportHash));
  await insertRows(tx, eodLines, reports.flatMap(lineRows));
  const found = runs.flatMap(varianceRows);
  await insertRows(tx, variances, found);
  const signed = signRows(merchant, runs, { found, now: options.now });
  await insertRows(tx, signOffs, signed.steps);
  await insertRows(tx, signedDays, signed.days);
  const routine = routineRows(merchant, runs, options);
  await insertRows(tx, savedViews, routine.views);
  await insertRows(tx, closePlans, routine.plans);
  await insertRows(tx, exportSchedules, routine.schedules);
  await insertRows(tx, statements, routine.statements);
  await insertRows(tx, statementLines, routine.lines);
  const isRecent = sinceRecently(merchant, options.now);
  await insertRows(tx, exchanges, [
    ...operations.filter(({ createdAt }) => isRecent(createdAt)).flatMap(books.exchanges),
    ...closes
      .filter(({ batch }) => isRecent(closedAt(batch)))
      .flatMap(({ batch, close }) => books.closeExchanges(batch, close)),
  ]);
  const entries = [
    ...operations.flatMap(auditEntries),
    ...runs.flatMap((rows) => rows.audit),
    ...signed.audit,
    ...routine.audit,
  ];
  await insertAudit(tx, merchant.id, entries, options.auditHash);
}

/**
 * Batches and their members, round by round: a device has one open batch at a time, and a closed one takes no member.
 */
async function insertMembers<P extends Provider>(
  tx: Tx,
  histories: readonly TillHistory<P>[],
  books: Bookkeeping<P>,
  onInserted: (done: number) => void,
): Promise<void> {
  const rounds = Math.max(...histories.map((history) => history.batches.length));
  let done = 0;
  for (let round = 0; round < rounds; round++) {
    const opened = histories.flatMap((history) => history.batches[round] ?? []);
    await insertRows(tx, batches, opened.map(openRow));
    const members = histories.flatMap((history) => operationsOfRound(history, round));
    const rows = members.map((each) => transactionRow(each, books.evidence(each), books.handle(each)));
    await insertRows(tx, transactions, rows);
    await endBatches(tx, opened);
    done += members.length;
    onInserted(done);
  }
}

/** What happened from the opening of a batch up to the opening of the next, also what joined no batch. */
function operationsOfRound<P extends Provider>(
  { operations, batches: all }: TillHistory<P>,
  round: number,
): Operation<P>[] {
  const from =
    round === 0 ? Number.NEGATIVE_INFINITY : (all[round]?.openedAt.getTime() ?? Number.POSITIVE_INFINITY);
  const to = all[round + 1]?.openedAt.getTime() ?? Number.POSITIVE_INFINITY;
  return operations.filter((operation) => {
    const at = (operation.ending?.at ?? operation.createdAt).getTime();
    return at >= from && at < to;
  });
}

function openRow(batch: Batch): typeof batches.$inferSelect {
  const { id, number, openedAt, till } = batch;
  const merchantId = till.merchant.id;
  return {
    merchantId,
    id,
    deviceId: till.id,
    number,
    state: 'open',
    openedAt,
    closedAt: null,
    bankDate: till.connection.provider === 'interpay' ? businessDate(openedAt, till.connection.bank) : null,
  };
}

/** Closed here, or by the bank alone. */
async function endBatches(tx: Tx, opened: readonly Batch[]): Promise<void> {
  for (const batch of opened) {
    const closed = closedAt(batch);
    if (!closed && !batch.endedOn) continue;
    await tx
      .update(batches)
      .set(closed ? { state: 'closed', closedAt: closed } : { state: 'ended' })
      .where(and(eq(batches.merchantId, batch.till.merchant.id), eq(batches.id, batch.id)));
  }
}

function sinceRecently(merchant: DemoMerchant, now: Date): (at: Date | null) => boolean {
  const calendar = calendarOf(merchant);
  const since = addDays(businessDate(now, calendar), 1 - DAYS_WITH_EXCHANGES);
  return (at) => at !== null && businessDate(at, calendar) >= since;
}

async function insertAudit(
  tx: Tx,
  merchantId: MerchantId,
  entries: readonly AuditEntry[],
  auditHash: AuditHash,
): Promise<void> {
  let hash = CHAIN_START;
  const inOrder = entries.toSorted((a, b) => a.at.getTime() - b.at.getTime());
  const rows = inOrder.map((entry, index): typeof auditLog.$inferSelect => {
    const { actor, ...rest } = entry;
    hash = auditHash(merchantId, index + 1, entry, hash);
    return { merchantId, sequence: index + 1, ...rest, actorKind: actor.kind, actorId: actor.id, hash };
  });
  await insertRows(tx, auditLog, rows);
  await insertRows(tx, auditHeads, [{ merchantId, sequence: rows.length, hash }]);
}

/** Lets the planner know the new rows before the first page asks for them. */
export async function analyze(tx: Tx): Promise<void> {
  await tx.execute(
    sql`analyze ${transactions}, ${transactionEvents}, ${batches}, ${batchTotals}, ${dayTotals}, ${eodRuns},
      ${eodReports}, ${eodLines}, ${variances}, ${signOffs}, ${signedDays}, ${exchanges}, ${auditLog}`,
  );
}
