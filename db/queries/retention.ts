import { type SQL, sql } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import type { MerchantId } from '#server/kernel/ids.ts';
import { NO_PAYER, TAKEN } from './privacy.ts';

/** Takes something away of rows of a merchant from before a moment, of so many at most; returns of how many. */
type Forget = (db: Db, merchantId: MerchantId, before: Date, most: number) => Promise<number>;

const FINAL = sql`('approved', 'declined', 'failed', 'cancelled')`;
const FINAL_SPLIT = sql`('completed', 'given_up', 'failed')`;

/** What is taken away when its time is over. Whatever is still open keeps what it has. */
export const FORGET_OLD: Readonly<
  Record<'exchanges' | 'callbacks' | 'contacts' | 'buyers' | 'photos' | 'mails', Forget>
> = {
  exchanges: async (db, _merchantId, before, most) => {
    const rows = await db.execute<{ count: string }>(
      sql`select forget_old_exchanges(${instant(before)}, ${most}) as count`,
    );
    return Number(rows[0]?.count ?? 0);
  },
  callbacks: (db, merchantId, before, most) =>
    count(
      db,
      sql`update inbox set sealed_content = '' where merchant_id = ${merchantId} and id in (
        select id from inbox where merchant_id = ${merchantId} and received_at < ${instant(before)}
          and sealed_content <> '' and state not in ('received', 'failed') limit ${most}) returning 1`,
    ),
  contacts: async (db, merchantId, before, most) =>
    (await forgetOnPapers(db, merchantId, before, most, sql`without_contact(fiscal)`)) +
    (await forgetPayers(db, merchantId, before, most)),
  buyers: (db, merchantId, before, most) =>
    forgetOnPapers(db, merchantId, before, most, sql`without_buyer(fiscal)`),
  photos: (db, merchantId, before, most) =>
    count(
      db,
      sql`update resolutions set sealed_photo = null where merchant_id = ${merchantId} and id in (
        select id from resolutions where merchant_id = ${merchantId} and ended_at < ${instant(before)}
          and sealed_photo is not null limit ${most}) returning 1`,
    ),
  mails: (db, merchantId, before, most) =>
    count(
      db,
      sql`update mails set masked_to = ${TAKEN} where merchant_id = ${merchantId} and id in (
        select id from mails where merchant_id = ${merchantId} and ended_at < ${instant(before)}
          and masked_to <> ${TAKEN} limit ${most}) returning 1`,
    ),
};

/** Throws sessions away that were over before this moment. In the system's scope. */
export async function forgetSessions(db: Db, before: Date): Promise<number> {
  return count(db, sql`delete from sessions where expires_at < ${instant(before)} returning 1`);
}

/** Of the papers of sales, whether one or several payments pay them. */
async function forgetOnPapers(
  db: Db,
  merchantId: MerchantId,
  before: Date,
  most: number,
  less: SQL,
): Promise<number> {
  const of = (table: SQL, final: SQL) =>
    count(
      db,
      sql`update ${table} set fiscal = ${less} where merchant_id = ${merchantId} and id in (
        select id from ${table} where merchant_id = ${merchantId} and created_at < ${instant(before)}
          and state in ${final} and fiscal <> ${less} limit ${most}) returning 1`,
    );
  return (await of(sql`transactions`, FINAL)) + (await of(sql`split_sales`, FINAL_SPLIT));
}

function forgetPayers(db: Db, merchantId: MerchantId, before: Date, most: number): Promise<number> {
  const nobody = sql`${JSON.stringify(NO_PAYER)}::text::jsonb`;
  return count(
    db,
    sql`update payment_links set payer = ${nobody} where merchant_id = ${merchantId} and transaction_id in (
      select p.transaction_id from payment_links p
      join transactions t on t.merchant_id = p.merchant_id and t.id = p.transaction_id
      where p.merchant_id = ${merchantId} and p.created_at < ${instant(before)} and t.state in ${FINAL}
        and p.payer <> ${nobody} limit ${most}) returning 1`,
  );
}

function instant(at: Date): SQL {
  return sql`${at.toISOString()}::timestamptz`;
}

async function count(db: Db, query: SQL): Promise<number> {
  return (await db.execute(query)).length;
}
