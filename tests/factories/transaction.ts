import type { Db } from '#db/client.ts';
import { lockCurrentBatch } from '#db/queries/batches.ts';
import { batches } from '#db/schema/batches.ts';
import { transactionEvents } from '#db/schema/transaction-events.ts';
import { transactions } from '#db/schema/transactions.ts';
import type { BatchId } from '#server/kernel/ids.ts';
import { businessDate } from '#server/kernel/time.ts';
import type { TimelineEntry } from '#server/transactions/timeline.ts';
import type { DeviceRow } from './device.ts';
import { ids } from './ids.ts';

export type NewTransaction = typeof transactions.$inferInsert;

/**
 * An operation of a device as it would stand in the state asked for: approved ones carry their evidence and stand in the
 * device's open batch, unknown ones have their age. `db` is the owner's.
 */
export async function makeTransaction(
  db: Db,
  device: DeviceRow,
  overrides: Partial<NewTransaction> = {},
): Promise<typeof transactions.$inferSelect> {
  const createdAt = overrides.createdAt ?? new Date('2026-03-04T10:00:00Z');
  const state = overrides.state ?? 'approved';
  const id = overrides.id ?? ids.next('transaction');
  const isSent = state !== 'created';
  const isOver = ['approved', 'declined', 'failed', 'cancelled'].includes(state);
  const batchId = state === 'approved' ? (overrides.batchId ?? (await openBatch(db, device))) : null;
  const [row] = await db
    .insert(transactions)
    .values({
      merchantId: device.merchantId,
      id,
      kind: 'sale',
      state,
      environment: 'sandbox',
      provider: 'iyzico',
      deviceId: device.id,
      branchId: device.branchId,
      intentKey: id,
      intentHash: '-',
      reference: ids.next('reference'),
      amountMinor: 11_800,
      currency: 'TRY',
      installmentCount: 1,
      lines: [],
      createdBy: ids.next('user'),
      createdAt,
      businessDate: businessDate(createdAt, { timeZone: 'Europe/Istanbul', cutOff: '04:00' }),
      ...(isSent ? { workerKey: 1, sentAt: createdAt } : {}),
      ...(isOver ? { settledAt: new Date(createdAt.getTime() + 20_000) } : {}),
      ...(state === 'unknown' ? { unknownSince: createdAt, outcomeReason: 'deadline' } : {}),
      ...(state === 'declined' ? { outcomeReason: 'insufficient_funds', outcomeCode: '51' } : {}),
      ...(state === 'approved'
        ? { providerPaymentId: id, authCode: '704311', rrn: '606110000001', bin: '454360', last4: '0006' }
        : {}),
      ...overrides,
      batchId,
    })
    .returning();
  if (!row) throw new Error('The transaction was not stored');
  return row;
}

/** Adds a line to the timeline of an operation. */
export async function makeEvent(
  db: Db,
  transaction: typeof transactions.$inferSelect,
  sequence: number,
  entry: TimelineEntry,
): Promise<void> {
  const { merchantId, id: transactionId, createdAt: at } = transaction;
  await db
    .insert(transactionEvents)
    .values({ merchantId, transactionId, sequence, at, kind: entry.kind, data: entry, actorId: null });
}

async function openBatch(db: Db, device: DeviceRow): Promise<BatchId> {
  const { merchantId, id: deviceId } = device;
  const open = await lockCurrentBatch(db, merchantId, deviceId);
  if (open) return open.id;
  const id = ids.next('batch');
  await db
    .insert(batches)
    .values({ merchantId, id, deviceId, number: '017', state: 'open', openedAt: device.createdAt });
  return id;
}
