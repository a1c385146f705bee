import { eq, sql } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { branches } from '#db/schema/branches.ts';
import { memberships } from '#db/schema/memberships.ts';
import { users } from '#db/schema/users.ts';
import type { MerchantId } from '#server/kernel/ids.ts';
import { byName } from './by-name.ts';

/** The branches of a merchant, by name, also those without a terminal. */
export async function listBranches(db: Db, merchantId: MerchantId) {
  return db
    .select({ id: branches.id, name: branches.name })
    .from(branches)
    .where(eq(branches.merchantId, merchantId))
    .orderBy(byName(branches.name));
}

/** The people who work for a merchant, by name. */
export async function listPeople(db: Db, merchantId: MerchantId) {
  return db
    .select({ id: users.id, name: users.name })
    .from(memberships)
    .innerJoin(users, eq(users.id, memberships.userId))
    .where(eq(memberships.merchantId, merchantId))
    .orderBy(byName(users.name));
}

/** More banks than any merchant has contracts with. */
const MOST_ACQUIRERS = 50;

/**
 * The banks in a merchant's history, by name, each with what its last operation called it. Jumps along the index from one
 * bank to the next: as many steps as there are banks, not operations.
 */
export async function listAcquirers(
  db: Db,
  merchantId: MerchantId,
): Promise<{ id: string; name: string | null }[]> {
  const next = (after: ReturnType<typeof sql>) => sql`(
    select acquirer_id from transactions
    where merchant_id = ${merchantId} and acquirer_id is not null and ${after} order by acquirer_id limit 1
  )`;
  return db.execute<{ id: string; name: string | null }>(sql`
    with recursive jumps as (
      select ${next(sql`true`)} as id, 1 as number
      union all
      select ${next(sql`acquirer_id > jumps.id`)}, number + 1 from jumps
      where jumps.id is not null and number < ${MOST_ACQUIRERS}
    )
    select id, (
      select acquirer_name from transactions
      where merchant_id = ${merchantId} and acquirer_id = jumps.id order by created_at desc limit 1
    ) as name
    from jumps where id is not null order by 2, 1`);
}
