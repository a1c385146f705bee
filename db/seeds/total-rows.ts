import type { batchTotals, dayTotals } from '#db/schema/totals.ts';
import { businessDate } from '#server/kernel/time.ts';
import type { Provider } from './demo-shapes.ts';
import { calendarOf, type Operation } from './operation.ts';

type BatchTotal = typeof batchTotals.$inferSelect;
type DayTotal = typeof dayTotals.$inferSelect;

/** The sums kept beside each batch: those of its members, in the groups its bank tells apart. */
export function batchTotalRows<P extends Provider>(
  operations: readonly Operation<P>[],
  groupOf: (operation: Operation<P>) => string,
): BatchTotal[] {
  const rows = operations.flatMap((operation): BatchTotal[] => {
    const { ending, kind } = operation;
    if (ending?.state !== 'approved') return [];
    const acquirerId = groupOf(operation);
    return [{ ...moneyOf(operation), batchId: ending.batch.id, kind, paymentType: 'card', acquirerId }];
  });
  return sumUp(rows, (row) => `${row.batchId} ${row.kind} ${row.acquirerId}`);
}

/** The sums of each device and business day. */
export function dayTotalRows(operations: readonly Operation[]): DayTotal[] {
  const rows = operations.flatMap((operation): DayTotal[] => {
    const { ending, kind, till } = operation;
    if (!ending) return [];
    const day = businessDate(ending.at, calendarOf(till.merchant));
    return [{ ...moneyOf(operation), businessDate: day, deviceId: till.id, kind, outcome: ending.state }];
  });
  return sumUp(rows, (row) => `${row.businessDate} ${row.deviceId} ${row.kind} ${row.outcome}`);
}

function moneyOf({ amountMinor, till: { merchant } }: Operation) {
  return { merchantId: merchant.id, currency: merchant.currency, count: 1, amountMinor };
}

function sumUp<Row extends { count: number; amountMinor: number }>(
  rows: readonly Row[],
  keyOf: (row: Row) => string,
): Row[] {
  const sums = new Map<string, Row>();
  for (const row of rows) {
    const key = keyOf(row);
    const sum = sums.get(key);
    if (!sum) {
      sums.set(key, row);
      continue;
    }
    sum.count += row.count;
    sum.amountMinor += row.amountMinor;
  }
  return [...sums.values()];
}
