import { and, eq, sql } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { batches } from '#db/schema/batches.ts';
import type { BatchId, MerchantId } from '#server/kernel/ids.ts';

/** The numbers of batches, by id; null where none is known yet. */
export async function listBatchNumbers(
  db: Db,
  merchantId: MerchantId,
  ids: readonly BatchId[],
): Promise<Map<BatchId, string | null>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .select({ id: batches.id, number: batches.number })
    .from(batches)
    // One parameter for however many: a file asks for hundreds at a time.
    .where(
      and(
        eq(batches.merchantId, merchantId),
        sql`${batches.id} = any(string_to_array(${ids.join(',')}, ','))`,
      ),
    );
  return new Map(rows.map((row) => [row.id, row.number]));
}
