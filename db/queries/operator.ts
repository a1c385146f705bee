import { sql } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import type { MerchantId } from '#server/kernel/ids.ts';

/** Operations of a merchant that have not ended: how many in each state, and since when the oldest has been in doubt or open. */
export async function countOpenOperations(db: Db, merchantId: MerchantId) {
  const rows = await db.execute<{ state: string; count: string; seconds: string }>(sql`
    select state, count(*) as count,
      extract(epoch from now() - min(coalesce(unknown_since, sent_at, created_at))) as seconds
    from transactions
    where merchant_id = ${merchantId} and state in ('created', 'sending', 'awaiting', 'unknown')
    group by state`);
  return rows.map(({ state, count, seconds }) => ({
    state,
    count: Number(count),
    oldestSeconds: Math.max(0, Number(seconds)),
  }));
}

/** Callbacks of a merchant that are stored and not applied yet, and how old the oldest is. */
export async function countOpenCallbacks(db: Db, merchantId: MerchantId) {
  const [row] = await db.execute<{ count: string; seconds: string | null }>(sql`
    select count(*) as count, extract(epoch from now() - min(received_at)) as seconds
    from inbox where merchant_id = ${merchantId} and state in ('received', 'failed')`);
  return { count: Number(row?.count ?? 0), oldestSeconds: Math.max(0, Number(row?.seconds ?? 0)) };
}

/** Jobs that could be done now and are not yet, by queue, and how long the oldest has waited. */
export async function countWaitingJobs(db: Db) {
  const rows = await db.execute<{ name: string; count: string; seconds: string }>(sql`
    select name, count(*) as count, extract(epoch from now() - min(start_after)) as seconds
    from pgboss.job where state in ('created', 'retry') and start_after <= now()
    group by name`);
  return rows.map(({ name, count, seconds }) => ({
    queue: name,
    count: Number(count),
    oldestSeconds: Math.max(0, Number(seconds)),
  }));
}

/** Whether the database has had a migration, named by the instant it was written. Throws where that may not be read. */
export async function hasMigration(db: Db, writtenAt: number): Promise<boolean> {
  const rows = await db.execute(sql`
    select 1 from drizzle.__drizzle_migrations where created_at = ${writtenAt}`);
  return rows.length > 0;
}
