import { and, eq, sql } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { bankReadings } from '#db/schema/bank-readings.ts';
import type { EndOfDayRunId, MerchantId } from '#server/kernel/ids.ts';

/** A stored wish to read the bank's figures of a run. */
export type ReadingRow = typeof bankReadings.$inferSelect;

/** The latest wish for a run; null when nobody had one. Whoever changes it has the run locked. */
export async function findReading(
  db: Db,
  merchantId: MerchantId,
  runId: EndOfDayRunId,
): Promise<ReadingRow | null> {
  const [row] = await db
    .select()
    .from(bankReadings)
    .where(and(eq(bankReadings.merchantId, merchantId), eq(bankReadings.runId, runId)));
  return row ?? null;
}

/** Stores a wish; a run has one. */
export async function insertReading(db: Db, row: typeof bankReadings.$inferInsert): Promise<void> {
  await db.insert(bankReadings).values(row);
}

/** Changes the wish of a run. */
export async function updateReading(
  db: Db,
  { merchantId, runId }: Pick<ReadingRow, 'merchantId' | 'runId'>,
  changes: Partial<typeof bankReadings.$inferInsert>,
): Promise<void> {
  await db
    .update(bankReadings)
    .set(changes)
    .where(and(eq(bankReadings.merchantId, merchantId), eq(bankReadings.runId, runId)));
}

/** Wishes that nothing came of yet. */
export async function listGoingReadings(db: Db, merchantId: MerchantId): Promise<ReadingRow[]> {
  return db
    .select()
    .from(bankReadings)
    .where(
      and(
        eq(bankReadings.merchantId, merchantId),
        // Written out as in `bank_readings_going`: asked every few seconds.
        sql`${bankReadings.state} <> 'answered'`,
      ),
    );
}
