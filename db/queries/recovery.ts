import { and, eq, inArray, lt, or, sql } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { deviceHolds } from '#db/schema/device-holds.ts';
import { eodRuns } from '#db/schema/end-of-day.ts';
import { merchants } from '#db/schema/merchants.ts';
import { transactions } from '#db/schema/transactions.ts';
import type { MerchantId } from '#server/kernel/ids.ts';

/** First half of the advisory lock by which a worker shows that it lives; the second is its key. */
export const WORKER_LOCK = 727_003;

/** The merchants a transaction may see: all in the system scope, one in its own. */
export async function listMerchants(db: Db) {
  return db.select().from(merchants);
}

/** Those of the worker keys whose process holds its lock, i.e. is alive. */
export async function listLiveWorkers(db: Db): Promise<Set<number>> {
  const rows = await db.execute<{ key: string }>(sql`
    select objid::bigint as key from pg_locks
    where locktype = 'advisory' and classid = ${WORKER_LOCK} and objsubid = 2 and granted
      and database = (select oid from pg_database where datname = current_database())`);
  return new Set(rows.map((row) => Number(row.key)));
}

/** Operations that no worker took before the given instant. */
export async function listUnsent(db: Db, merchantId: MerchantId, createdBefore: Date) {
  return db
    .select()
    .from(transactions)
    .where(
      and(
        eq(transactions.merchantId, merchantId),
        eq(transactions.state, 'created'),
        lt(transactions.createdAt, createdBefore),
      ),
    );
}

/** Operations that a worker has on the wire, or had when it died. */
export async function listSending(db: Db, merchantId: MerchantId) {
  return db
    .select()
    .from(transactions)
    .where(and(eq(transactions.merchantId, merchantId), eq(transactions.state, 'sending')));
}

/** Open operations about whose stop the provider is being asked or about to be, or was when a worker died. */
export async function listRunningAborts(db: Db, merchantId: MerchantId) {
  return db
    .select()
    .from(transactions)
    .where(
      and(
        eq(transactions.merchantId, merchantId),
        inArray(transactions.state, ['sending', 'awaiting', 'unknown']),
        inArray(transactions.abortState, ['requested', 'asking']),
      ),
    );
}

/**
 * Outcomes whose question to the provider was due before the given instant and was not asked: open ones, and those of pages that
 * had been given up when somebody said that there is news.
 */
export async function listOverdueQuestions(db: Db, merchantId: MerchantId, dueBefore: Date) {
  const isOverdue = lt(transactions.nextQueryAt, dueBefore);
  return db
    .select()
    .from(transactions)
    .where(
      and(
        eq(transactions.merchantId, merchantId),
        or(
          and(inArray(transactions.state, ['unknown', 'awaiting']), isOverdue),
          and(inArray(transactions.state, ['declined', 'failed']), isOverdue),
        ),
      ),
    );
}

/**
 * Gives back devices held by operations that are unknown and were sent before the given instant (INV-6). A split sale keeps
 * its device until it is over.
 */
export async function releaseStaleHolds(db: Db, merchantId: MerchantId, sentBefore: Date): Promise<string[]> {
  const sent = sentBefore.toISOString();
  const released = await db
    .delete(deviceHolds)
    .where(
      and(
        eq(deviceHolds.merchantId, merchantId),
        sql`(exists (select 1 from ${transactions} t where t.merchant_id = ${merchantId} and t.id = device_holds.operation_id
              and t.state = 'unknown' and t.sent_at < ${sent})
          or exists (select 1 from ${eodRuns} r where r.merchant_id = ${merchantId} and r.id = device_holds.operation_id
              and r.state = 'unknown' and r.sent_at < ${sent}))`,
      ),
    )
    .returning({ deviceId: deviceHolds.deviceId });
  return released.map((row) => row.deviceId);
}
