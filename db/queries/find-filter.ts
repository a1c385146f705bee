import { and, desc, eq, inArray } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { batches } from '#db/schema/batches.ts';
import type { BatchId, MerchantId } from '#server/kernel/ids.ts';
import type { Condition, FoundFilter, ListFilter, Mark } from './transaction-conditions.ts';

/** More batches of one number than a house has in years; beyond that nobody searches by the number alone. */
const MOST_BATCHES = 400;

/**
 * A filter with the batches that its numbers name, of any device, the newest first. Read before the list and not within it:
 * each mark is a walk along an index of its own, which a nested search would turn into one through the history.
 */
export async function findFilter(db: Db, merchantId: MerchantId, filter: ListFilter): Promise<FoundFilter> {
  return Promise.all(
    filter.map(async (condition): Promise<Condition> => {
      if (condition.by !== 'mark') return condition;
      const marks = condition.marks.map(async (mark): Promise<Mark> => {
        if (mark.of !== 'batch') return mark;
        return { of: 'batchId', ids: await listBatchesNumbered(db, merchantId, mark.values) };
      });
      return { by: 'mark', marks: await Promise.all(marks) };
    }),
  );
}

async function listBatchesNumbered(
  db: Db,
  merchantId: MerchantId,
  numbers: readonly string[],
): Promise<BatchId[]> {
  const rows = await db
    .select({ id: batches.id })
    .from(batches)
    .where(and(eq(batches.merchantId, merchantId), inArray(batches.number, [...numbers])))
    .orderBy(desc(batches.openedAt), desc(batches.id))
    .limit(MOST_BATCHES);
  return rows.map((row) => row.id);
}
