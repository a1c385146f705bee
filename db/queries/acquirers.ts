import { sql } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import type { MerchantId } from '#server/kernel/ids.ts';

/** More banks than any merchant has contracts with. */
const MOST_ACQUIRERS = 50;

/** A bank of a merchant's history; the name is null while nobody has told one. */
export type Acquirer = { id: string; name: string | null };

/**
 * The banks in a merchant's history, by name, each as it was last called. Few answers name their bank, so the totals of its
 * last closed day are asked first, then the last answer that did. Jumps along the index from one bank to the next: as many
 * steps as there are banks, not operations.
 */
export async function listAcquirers(db: Db, merchantId: MerchantId): Promise<Acquirer[]> {
  const next = (after: ReturnType<typeof sql>) => sql`(
    select acquirer_id from transactions
    where merchant_id = ${merchantId} and acquirer_id is not null and ${after} order by acquirer_id limit 1
  )`;
  return db.execute<Acquirer>(sql`
    with recursive jumps as (
      select ${next(sql`true`)} as id, 1 as number
      union all
      select ${next(sql`acquirer_id > jumps.id`)}, number + 1 from jumps
      where jumps.id is not null and number < ${MOST_ACQUIRERS}
    )
    select id, coalesce(
      (select acquirer_name from eod_lines
        where merchant_id = ${merchantId} and acquirer_id = jumps.id and acquirer_name is not null
        order by run_id desc limit 1),
      (select acquirer_name from transactions
        where merchant_id = ${merchantId} and acquirer_id = jumps.id and acquirer_name is not null
        order by created_at desc limit 1)
    ) as name
    from jumps where id is not null order by 2, 1`);
}
