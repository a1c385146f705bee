import type { Tx } from '#db/client.ts';
import { findReportAt } from '#db/queries/report-facts.ts';
import type { TransactionRow } from '#db/queries/transactions.ts';
import { insertVariances } from '#db/queries/variances.ts';
import type { TotalKind } from '#db/schema/totals.ts';
import type { Context, SystemContext } from '#server/auth/context.ts';
import type { BatchId } from '#server/kernel/ids.ts';
import { businessDate, type CalendarDay } from '#server/kernel/time.ts';

/** The book an approval joined, and what it adds to it; its day at the bank where that closes batches by itself. */
export type Arrival = {
  batchId: BatchId;
  sum: TotalKind;
  group: string | null;
  groupName: string | null;
  bankDate: CalendarDay | null;
};

/**
 * Notes an approval that came after the report it belongs to was written: it is in the book of today, and somebody has to see
 * that the other side may count it in that one. The report stays as it is; its day may be signed. In the caller's transaction.
 */
export async function noteLateArrival(
  ctx: Context | SystemContext,
  tx: Tx,
  row: TransactionRow,
  { batchId, sum, group, groupName, bankDate }: Arrival,
  at: Date,
): Promise<void> {
  if (sum === 'preauthorization' || sum === 'release' || row.paymentType !== 'card') return;
  const { merchantId, deviceId, amountMinor, currency } = row;
  const sentAt = row.sentAt ?? row.createdAt;
  const runId = await findReportAt(tx, merchantId, deviceId, { sentAt, bankDate, joined: batchId });
  if (!runId) return;
  const sign = sum === 'refund' || sum === 'void' ? -1 : 1;
  await insertVariances(tx, [
    {
      merchantId,
      id: ctx.ids.next('variance'),
      runId,
      deviceId,
      businessDate: businessDate(at, ctx.merchant.calendar),
      kind: 'late',
      acquirerId: group ?? '',
      acquirerName: groupName,
      currency,
      oursMinor: null,
      theirsMinor: sign * amountMinor,
      differenceMinor: sign * amountMinor,
      transactionId: row.id,
      openedAt: at,
      state: 'open',
    },
  ]);
}
