import { drizzle } from 'drizzle-orm/postgres-js';
import type postgres from 'postgres';
import { auditHeads, auditLog } from '#db/schema/audit-log.ts';
import { batches } from '#db/schema/batches.ts';
import { devices } from '#db/schema/devices.ts';
import { eodReports, eodRuns } from '#db/schema/end-of-day.ts';
import { splitSales } from '#db/schema/split-sales.ts';
import { acquirerTotals, batchTotals, dayTotals } from '#db/schema/totals.ts';
import { transactionEvents } from '#db/schema/transaction-events.ts';
import { transactions } from '#db/schema/transactions.ts';
import { variances } from '#db/schema/variances.ts';
import type { BookEntry, FiscalSale } from '#tests/gateways/iyzico/book.ts';
import type { LoggedRequest } from '#tests/gateways/iyzico/request-log.ts';

export type OurTransaction = typeof transactions.$inferSelect;
export type OurSplitSale = typeof splitSales.$inferSelect;
export type OurEvent = typeof transactionEvents.$inferSelect;

/** Everything we wrote down, of all merchants. */
export type OurBooks = Awaited<ReturnType<typeof readOurBooks>>;

/** Everything the provider wrote down: what was charged, which fiscal sales there are, and every request it received. */
export type TheirBooks = { entries: BookEntry[]; fiscalSales: FiscalSale[]; requests: LoggedRequest[] };

/** Reads all our books as their owner, past the rows' policies. */
export async function readOurBooks(sql: postgres.Sql) {
  const db = drizzle(sql);
  const [
    ours,
    splits,
    events,
    audit,
    heads,
    allBatches,
    sums,
    days,
    banks,
    runs,
    reports,
    allDevices,
    differences,
  ] = await Promise.all([
    db.select().from(transactions).orderBy(transactions.createdAt),
    db.select().from(splitSales).orderBy(splitSales.createdAt),
    db.select().from(transactionEvents).orderBy(transactionEvents.transactionId, transactionEvents.sequence),
    db.select().from(auditLog).orderBy(auditLog.merchantId, auditLog.sequence),
    db.select().from(auditHeads),
    db.select().from(batches),
    db.select().from(batchTotals),
    db.select().from(dayTotals),
    db.select().from(acquirerTotals),
    db.select().from(eodRuns),
    db.select().from(eodReports),
    db.select().from(devices),
    db.select().from(variances),
  ]);
  return {
    transactions: ours,
    splitSales: splits,
    events: Map.groupBy(events, (event): string => event.transactionId),
    audit,
    heads,
    batches: new Map(allBatches.map((batch) => [batch.id as string, batch])),
    batchTotals: sums,
    dayTotals: days,
    acquirerTotals: banks,
    runs,
    reports,
    variances: differences,
    devices: new Map(allDevices.map((device) => [device.id as string, device])),
  };
}

/** The sum of numbers. */
export function sumOf<T>(list: readonly T[], read: (each: T) => number): number {
  return list.reduce((sum, each) => sum + read(each), 0);
}
