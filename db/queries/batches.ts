import { and, asc, desc, eq, gt, isNotNull, ne, notInArray, or, sql } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { type BatchState, batches } from '#db/schema/batches.ts';
import { connections } from '#db/schema/connections.ts';
import { devices } from '#db/schema/devices.ts';
import { batchTotals, dayTotals } from '#db/schema/totals.ts';
import { transactions } from '#db/schema/transactions.ts';
import type { BatchId, DeviceId, MerchantId } from '#server/kernel/ids.ts';
import type { CalendarDay } from '#server/kernel/time.ts';

export type BatchRow = typeof batches.$inferSelect;
export type BatchTotalRow = typeof batchTotals.$inferSelect;
export type DayTotalRow = typeof dayTotals.$inferSelect;

/** The batch of a device that goes on, locked; null if the next approval has to open one. */
export async function lockCurrentBatch(
  db: Db,
  merchantId: MerchantId,
  deviceId: DeviceId,
): Promise<BatchRow | null> {
  const [row] = await db
    .select()
    .from(batches)
    .where(
      and(
        eq(batches.merchantId, merchantId),
        eq(batches.deviceId, deviceId),
        notInArray(batches.state, ['ended', 'closed']),
      ),
    )
    .for('update');
  return row ?? null;
}

/**
 * Every batch of a device that still takes members, locked: those that the bank has ended, oldest first, then the open one.
 * The open one is locked first, by everybody: what others did while it was waited for is seen, and nobody waits in a circle.
 */
export async function lockGoingBatches(
  db: Db,
  merchantId: MerchantId,
  deviceId: DeviceId,
): Promise<BatchRow[]> {
  const open = await lockCurrentBatch(db, merchantId, deviceId);
  const ended = await db
    .select()
    .from(batches)
    .where(
      and(eq(batches.merchantId, merchantId), eq(batches.deviceId, deviceId), eq(batches.state, 'ended')),
    )
    .orderBy(asc(batches.openedAt), asc(batches.id))
    .for('update');
  return open ? [...ended, open] : ended;
}

/** The newest closed batches of a device with this number, or of this day of its bank. */
export async function listClosedBooks(
  db: Db,
  merchantId: MerchantId,
  deviceId: DeviceId,
  { number, bankDate }: { number: string | null; bankDate: CalendarDay },
): Promise<BatchRow[]> {
  return db
    .select()
    .from(batches)
    .where(
      and(
        eq(batches.merchantId, merchantId),
        eq(batches.deviceId, deviceId),
        eq(batches.state, 'closed'),
        or(eq(batches.bankDate, bankDate), number === null ? undefined : eq(batches.number, number)),
      ),
    )
    .orderBy(desc(batches.openedAt))
    .limit(20);
}

/** Numbers of the books of a device beside this one: the newest, as far back as a number of the bank is not back again. */
export async function listBookNumbers(
  db: Db,
  { merchantId, id, deviceId }: Pick<BatchRow, 'merchantId' | 'id' | 'deviceId'>,
): Promise<string[]> {
  const rows = await db
    .select({ number: batches.number })
    .from(batches)
    .where(
      and(
        eq(batches.merchantId, merchantId),
        eq(batches.deviceId, deviceId),
        ne(batches.id, id),
        isNotNull(batches.number),
      ),
    )
    .orderBy(desc(batches.openedAt))
    .limit(20);
  return rows.flatMap(({ number }) => number ?? []);
}

/** Open batches that belong to a day of their bank, with what drives their devices; always in the same order. */
export async function listOpenBooks(
  db: Db,
  merchantId: MerchantId,
): Promise<{ batch: BatchRow; connection: typeof connections.$inferSelect }[]> {
  return db
    .select({ batch: batches, connection: connections })
    .from(batches)
    .innerJoin(devices, and(eq(devices.merchantId, batches.merchantId), eq(devices.id, batches.deviceId)))
    .innerJoin(
      connections,
      and(eq(connections.merchantId, devices.merchantId), eq(connections.id, devices.connectionId)),
    )
    .where(
      and(
        eq(batches.merchantId, merchantId),
        isNotNull(batches.bankDate),
        // Written out as in `batches_one_open`: asked every few seconds, over all years.
        sql`${batches.state} not in ('ended', 'closed')`,
      ),
    )
    .orderBy(asc(batches.id));
}

/** The batch, locked until the transaction ends: nothing joins or leaves it meanwhile. */
export async function lockBatch(db: Db, merchantId: MerchantId, id: BatchId): Promise<BatchRow | null> {
  const [row] = await db
    .select()
    .from(batches)
    .where(and(eq(batches.merchantId, merchantId), eq(batches.id, id)))
    .for('update');
  return row ?? null;
}

/** Whether an operation sent after the given instant is in the batch and was told this number for it. */
export async function hasLaterMember(
  db: Db,
  { merchantId, id }: Pick<BatchRow, 'merchantId' | 'id'>,
  number: string,
  sentAt: Date,
): Promise<boolean> {
  const [row] = await db
    .select({ id: transactions.id })
    .from(transactions)
    .where(
      and(
        eq(transactions.merchantId, merchantId),
        eq(transactions.batchId, id),
        eq(transactions.providerBatchNumber, number),
        gt(transactions.sentAt, sentAt),
      ),
    )
    .limit(1);
  return row !== undefined;
}

/** A batch of a device by the provider's number, newest first where numbers came round again. */
export async function findBatchByNumber(
  db: Db,
  merchantId: MerchantId,
  deviceId: DeviceId,
  number: string,
): Promise<BatchRow | null> {
  const [row] = await db
    .select()
    .from(batches)
    .where(
      and(eq(batches.merchantId, merchantId), eq(batches.deviceId, deviceId), eq(batches.number, number)),
    )
    .orderBy(desc(batches.openedAt))
    .limit(1);
  return row ?? null;
}

/** The batch, or null. */
export async function findBatch(db: Db, merchantId: MerchantId, id: BatchId): Promise<BatchRow | null> {
  const [row] = await db
    .select()
    .from(batches)
    .where(and(eq(batches.merchantId, merchantId), eq(batches.id, id)));
  return row ?? null;
}

/** Opens a batch; false when the device has one already, also one that was opened a moment ago (`batches_one_open`). */
export async function insertBatch(db: Db, row: typeof batches.$inferInsert): Promise<boolean> {
  const opened = await db.insert(batches).values(row).onConflictDoNothing().returning({ id: batches.id });
  return opened.length === 1;
}

/** Changes a batch that is still in the given state; tells whether it was. */
export async function updateBatch(
  db: Db,
  merchantId: MerchantId,
  id: BatchId,
  from: BatchState,
  changes: Partial<typeof batches.$inferInsert>,
): Promise<boolean> {
  const moved = await db
    .update(batches)
    .set(changes)
    .where(and(eq(batches.merchantId, merchantId), eq(batches.id, id), eq(batches.state, from)))
    .returning({ id: batches.id });
  return moved.length === 1;
}

/** Adds to the sums of a batch. */
export async function addToBatchTotals(db: Db, row: BatchTotalRow): Promise<void> {
  await db
    .insert(batchTotals)
    .values(row)
    .onConflictDoUpdate({
      target: [
        batchTotals.merchantId,
        batchTotals.batchId,
        batchTotals.kind,
        batchTotals.paymentType,
        batchTotals.acquirerId,
        batchTotals.currency,
      ],
      set: {
        count: sql`${batchTotals.count} + excluded.count`,
        amountMinor: sql`${batchTotals.amountMinor} + excluded.amount_minor`,
      },
    });
}

/** The sums of a batch. */
export async function listBatchTotals(
  db: Db,
  merchantId: MerchantId,
  batchId: BatchId,
): Promise<BatchTotalRow[]> {
  return db
    .select()
    .from(batchTotals)
    .where(and(eq(batchTotals.merchantId, merchantId), eq(batchTotals.batchId, batchId)));
}

/** Adds to the sums of a device and business day. */
export async function addToDayTotals(db: Db, row: DayTotalRow): Promise<void> {
  await db
    .insert(dayTotals)
    .values(row)
    .onConflictDoUpdate({
      target: [
        dayTotals.merchantId,
        dayTotals.businessDate,
        dayTotals.deviceId,
        dayTotals.kind,
        dayTotals.outcome,
        dayTotals.currency,
      ],
      set: {
        count: sql`${dayTotals.count} + excluded.count`,
        amountMinor: sql`${dayTotals.amountMinor} + excluded.amount_minor`,
      },
    });
}
