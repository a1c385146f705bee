import { and, desc, eq, inArray, sql } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { eodLines, eodReports, eodRuns, type RunState } from '#db/schema/end-of-day.ts';
import type { BatchId, DeviceId, EndOfDayRunId, MerchantId } from '#server/kernel/ids.ts';
import type { CalendarDay } from '#server/kernel/time.ts';

/** A stored end-of-day run. */
export type RunRow = typeof eodRuns.$inferSelect;

/** States of a run that is under way at its device, or may be. */
const UNDER_WAY = ['requested', 'closing', 'unknown'] as const satisfies RunState[];

/** States of a run that still has the batch in its hands. */
const ALIVE = [...UNDER_WAY, 'awaiting_totals'] as const satisfies RunState[];

/** Stores a run; violates `eod_runs_one_per_batch` when another one is alive. */
export async function insertRun(db: Db, row: typeof eodRuns.$inferInsert): Promise<void> {
  await db.insert(eodRuns).values(row);
}

/** The run, locked until the transaction ends; null if this merchant has none of that id. */
export async function lockRun(db: Db, merchantId: MerchantId, id: EndOfDayRunId): Promise<RunRow | null> {
  const [row] = await db
    .select()
    .from(eodRuns)
    .where(and(eq(eodRuns.merchantId, merchantId), eq(eodRuns.id, id)))
    .for('update');
  return row ?? null;
}

/** The run, or null if this merchant has none of that id. */
export async function findRun(db: Db, merchantId: MerchantId, id: EndOfDayRunId): Promise<RunRow | null> {
  const [row] = await db
    .select()
    .from(eodRuns)
    .where(and(eq(eodRuns.merchantId, merchantId), eq(eodRuns.id, id)));
  return row ?? null;
}

/** All runs of the device and business day of one, locked until the transaction ends; none if there is no such run. */
export async function lockRunsOfDay(db: Db, merchantId: MerchantId, id: EndOfDayRunId): Promise<RunRow[]> {
  const run = await findRun(db, merchantId, id);
  if (!run) return [];
  return db
    .select()
    .from(eodRuns)
    .where(
      and(
        eq(eodRuns.merchantId, merchantId),
        eq(eodRuns.deviceId, run.deviceId),
        eq(eodRuns.businessDate, run.businessDate),
      ),
    )
    .orderBy(eodRuns.id)
    .for('update');
}

/** The reports of devices of these business days with their runs, which are locked until the transaction ends. */
export async function lockReports(
  db: Db,
  merchantId: MerchantId,
  { deviceIds, from, to }: { deviceIds: readonly DeviceId[]; from: CalendarDay; to: CalendarDay },
): Promise<{ run: RunRow; content: unknown }[]> {
  if (deviceIds.length === 0) return [];
  return (
    db
      .select({ run: eodRuns, content: eodReports.content })
      .from(eodRuns)
      .innerJoin(
        eodReports,
        and(eq(eodReports.merchantId, eodRuns.merchantId), eq(eodReports.runId, eodRuns.id)),
      )
      .where(
        and(
          eq(eodRuns.merchantId, merchantId),
          inArray(eodRuns.deviceId, [...deviceIds]),
          sql`${eodRuns.businessDate} between ${from} and ${to}`,
        ),
      )
      // In the order of `lockRunsOfDay`, so that two never wait for each other.
      .orderBy(eodRuns.id)
      .for('update', { of: eodRuns })
  );
}

/** The run that is closing this batch, if any. */
export async function findAliveRun(db: Db, merchantId: MerchantId, batchId: BatchId): Promise<RunRow | null> {
  const [row] = await db
    .select()
    .from(eodRuns)
    .where(
      and(
        eq(eodRuns.merchantId, merchantId),
        eq(eodRuns.batchId, batchId),
        inArray(eodRuns.state, [...ALIVE]),
      ),
    );
  return row ?? null;
}

/** Whether a close of a day of a device has still to bring its report. */
export async function isDayClosing(
  db: Db,
  merchantId: MerchantId,
  deviceId: DeviceId,
  businessDate: CalendarDay,
): Promise<boolean> {
  const rows = await db
    .select({ id: eodRuns.id })
    .from(eodRuns)
    .where(
      and(
        eq(eodRuns.merchantId, merchantId),
        eq(eodRuns.deviceId, deviceId),
        eq(eodRuns.businessDate, businessDate),
        inArray(eodRuns.state, [...ALIVE]),
      ),
    )
    .limit(1);
  return rows.length > 0;
}

/** All runs that are under way; those that wait for a person to enter figures are not. */
export async function listAliveRuns(db: Db, merchantId: MerchantId): Promise<RunRow[]> {
  return db
    .select()
    .from(eodRuns)
    .where(and(eq(eodRuns.merchantId, merchantId), inArray(eodRuns.state, [...UNDER_WAY])));
}

/** How many closes are under way, and of how many nobody knows what came of them. */
export async function countAliveRuns(
  db: Db,
  merchantId: MerchantId,
): Promise<{ running: number; unknown: number }> {
  const [row] = await db
    .select({
      running: sql<number>`(count(*) filter (where ${eodRuns.state} <> 'unknown'))::int`,
      unknown: sql<number>`(count(*) filter (where ${eodRuns.state} = 'unknown'))::int`,
    })
    .from(eodRuns)
    .where(and(eq(eodRuns.merchantId, merchantId), inArray(eodRuns.state, [...UNDER_WAY])));
  return row ?? { running: 0, unknown: 0 };
}

/** Changes a run that is still in the given state; tells whether it was. */
export async function updateRun(
  db: Db,
  merchantId: MerchantId,
  id: EndOfDayRunId,
  from: RunState,
  changes: Partial<typeof eodRuns.$inferInsert>,
): Promise<boolean> {
  const moved = await db
    .update(eodRuns)
    .set(changes)
    .where(and(eq(eodRuns.merchantId, merchantId), eq(eodRuns.id, id), eq(eodRuns.state, from)))
    .returning({ id: eodRuns.id });
  return moved.length === 1;
}

/** The newest report of a device, as the next one is linked to it; the caller has the device or the batches it has not closed, so two never follow the same. */
export async function findLastLink(
  db: Db,
  merchantId: MerchantId,
  deviceId: DeviceId,
): Promise<{ number: number; hash: string } | null> {
  const [row] = await db
    .select({ number: eodReports.number, hash: eodReports.hash })
    .from(eodReports)
    .where(and(eq(eodReports.merchantId, merchantId), eq(eodReports.deviceId, deviceId)))
    .orderBy(desc(eodReports.number))
    .limit(1);
  return row ?? null;
}

/** Writes a report and its lines, once. */
export async function insertReport(
  db: Db,
  report: typeof eodReports.$inferInsert,
  lines: (typeof eodLines.$inferInsert)[],
): Promise<void> {
  await db.insert(eodReports).values(report);
  if (lines.length > 0) await db.insert(eodLines).values(lines);
}
