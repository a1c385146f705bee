import { and, eq, sql } from 'drizzle-orm';
import type { Tx } from '#db/client.ts';
import { auditHeads, auditLog } from '#db/schema/audit-log.ts';
import { batches } from '#db/schema/batches.ts';
import { eodLines, eodReports, eodRuns } from '#db/schema/end-of-day.ts';
import { exchanges } from '#db/schema/exchanges.ts';
import { items } from '#db/schema/items.ts';
import { batchTotals, dayTotals } from '#db/schema/totals.ts';
import { transactionEvents } from '#db/schema/transaction-events.ts';
import { transactions } from '#db/schema/transactions.ts';
import type { AuditEntry } from '#server/audit/record.ts';
import { addDays, businessDate } from '#server/kernel/time.ts';
import { blockedRows, closeRows } from './close-rows.ts';
import { kahveDuragi } from './demo-world.ts';
import { closeExchange, operationExchanges } from './exchange-rows.ts';
import { insertRows } from './insert-rows.ts';
import { itemRows } from './item-rows.ts';
import { calendar } from './opening-hours.ts';
import type { Batch, Close, Operation, TillHistory } from './operation.ts';
import { auditEntries, timelineRows } from './timeline.ts';
import { batchTotalRows, dayTotalRows } from './total-rows.ts';
import { transactionRow } from './transaction-rows.ts';

/** The HMAC that links an audit entry to the one before (`chainHash` of the server, with its key). */
export type AuditHash = (
  merchantId: typeof kahveDuragi.id,
  sequence: number,
  entry: AuditEntry,
  previous: string,
) => string;

/** Calls to the provider are kept for this many days: enough to look at, without filling the disk. */
const DAYS_WITH_EXCHANGES = 3;
const CHAIN_START = '0'.repeat(64);
const merchantId = kahveDuragi.id;

/**
 * Inserts the history of the coffee shops, with every guard of the database awake. The transaction must have entered
 * the merchant.
 */
export async function insertHistory(
  tx: Tx,
  histories: readonly TillHistory[],
  options: { now: Date; auditHash: AuditHash; onTransactions(done: number, of: number): void },
): Promise<void> {
  const operations = histories.flatMap((history) => history.operations);
  const allBatches = histories.flatMap((history) => history.batches);
  const closes = allBatches.flatMap((batch) => (batch.close ? [{ batch, close: batch.close }] : []));
  const closed = closes.map(({ batch, close }) => closeRows(batch, close));
  const blocked = histories.flatMap((history) => history.blockedCloses).map(blockedRows);

  await insertMembers(tx, histories, (done) => options.onTransactions(done, operations.length));
  await insertRows(tx, transactionEvents, operations.flatMap(timelineRows));
  await insertRows(tx, batchTotals, batchTotalRows(operations));
  await insertRows(tx, dayTotals, dayTotalRows(operations));
  await insertRows(tx, items, itemRows(operations));
  await insertRows(
    tx,
    eodRuns,
    [...closed, ...blocked].map((rows) => rows.run),
  );
  await insertRows(
    tx,
    eodReports,
    closed.map((rows) => rows.report),
  );
  await insertRows(
    tx,
    eodLines,
    closed.flatMap((rows) => rows.lines),
  );
  await insertRows(tx, exchanges, recentExchanges(operations, closes, options.now));
  const entries = [
    ...operations.flatMap(auditEntries),
    ...[...closed, ...blocked].flatMap((rows) => rows.audit),
  ];
  await insertAudit(tx, entries, options.auditHash);
}

/**
 * Batches and their members, round by round: a device has one open batch at a time, and a closed one takes no member.
 */
async function insertMembers(
  tx: Tx,
  histories: readonly TillHistory[],
  onInserted: (done: number) => void,
): Promise<void> {
  const rounds = Math.max(...histories.map((history) => history.batches.length));
  let done = 0;
  for (let round = 0; round < rounds; round++) {
    const opened = histories.flatMap((history) => history.batches[round] ?? []);
    await insertRows(tx, batches, opened.map(openRow));
    const members = histories.flatMap((history) => operationsOfRound(history, round));
    await insertRows(tx, transactions, members.map(transactionRow));
    await closeBatches(tx, opened);
    done += members.length;
    onInserted(done);
  }
}

/** What happened from the opening of a batch up to the opening of the next, also what joined no batch. */
function operationsOfRound({ operations, batches: all }: TillHistory, round: number): Operation[] {
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
  return {
    merchantId,
    id,
    deviceId: till.id,
    number,
    state: 'open',
    openedAt,
    closedAt: null,
    bankDate: null,
  };
}

async function closeBatches(tx: Tx, opened: readonly Batch[]): Promise<void> {
  for (const { id, close } of opened) {
    if (!close) continue;
    await tx
      .update(batches)
      .set({ state: 'closed', closedAt: close.endedAt })
      .where(and(eq(batches.merchantId, merchantId), eq(batches.id, id)));
  }
}

function recentExchanges(
  operations: readonly Operation[],
  closes: readonly { batch: Batch; close: Close }[],
  now: Date,
) {
  const since = addDays(businessDate(now, calendar), 1 - DAYS_WITH_EXCHANGES);
  const isRecent = (at: Date) => businessDate(at, calendar) >= since;
  return [
    ...operations.filter((operation) => isRecent(operation.createdAt)).flatMap(operationExchanges),
    ...closes
      .filter(({ close }) => isRecent(close.endedAt))
      .map(({ batch, close }) => closeExchange(batch, close)),
  ];
}

async function insertAudit(tx: Tx, entries: readonly AuditEntry[], auditHash: AuditHash): Promise<void> {
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
      ${eodReports}, ${eodLines}, ${exchanges}, ${auditLog}`,
  );
}
