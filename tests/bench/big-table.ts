import { eq, sql } from 'drizzle-orm';
import { type Db, openDatabase } from '#db/client.ts';
import { memberships } from '#db/schema/memberships.ts';
import { merchants } from '#db/schema/merchants.ts';
import { users } from '#db/schema/users.ts';
import type { Person } from '#server/auth/context.ts';
import type { MerchantRow } from '../factories/merchant.ts';
import { makeMerchant } from '../factories/merchant.ts';
import { makePerson } from '../factories/person.ts';
import { DAYS, DEVICES, fillTransactions, MERCHANTS, padded } from './big-rows.ts';
import { fillTotals } from './big-totals.ts';
import { withoutKeys } from './without-keys.ts';

/** When the two years of history end. */
export const HISTORY_ENDS = new Date('2026-03-04T10:05:00Z');

/** As many at once as there are processors. */
const WRITERS = 2;

/**
 * Fills an empty database with so many operations of two years: 20 merchants, of whom the first has 40 %, 400 terminals, one
 * batch of each per day, and the sums that are kept of them. Made in the database, the same for the same seed and count; keys and
 * indexes are built afterwards. Returns the first merchant and somebody who works there.
 */
export async function fillBigTable(
  ownerUrl: string,
  count: number,
  seed = 1,
): Promise<{ merchant: MerchantRow; person: Person }> {
  const owner = openDatabase(ownerUrl, { maxConnections: 1, name: 'bench' });
  try {
    await owner.db.execute(sql`set session_replication_role = replica`);
    const made = [];
    for (let number = 0; number < MERCHANTS; number++)
      made.push(await makeMerchant(owner.db, { name: `House ${number}` }));
    const [first] = made;
    if (!first) throw new Error('No merchant');
    const person = await makePerson(owner.db, first.id, 'accountant');
    await owner.db.execute(sql`create schema bench`);
    await owner.db.execute(sql`create table bench.houses as
      select id as merchant_id, (row_number() over (order by name = 'House 0' desc, id) - 1)::int as number from merchants`);
    await fillPlaces(owner.db);
    await withoutKeys(owner.db, 'transactions', () => fillTransactions(ownerUrl, count, seed, WRITERS));
    await fillTotals(owner.db);
    await owner.db.execute(sql`drop schema bench cascade`);
    await owner.db.execute(sql`vacuum analyze`);
    return { merchant: first, person };
  } finally {
    await owner.close();
  }
}

/** The first merchant of a table that was filled before, and somebody who works there. */
export async function findBigTable(owner: Db): Promise<{ merchant: MerchantRow; person: Person }> {
  const [found] = await owner
    .select({ merchant: merchants, user: users, role: memberships.role })
    .from(merchants)
    .innerJoin(memberships, eq(memberships.merchantId, merchants.id))
    .innerJoin(users, eq(users.id, memberships.userId))
    .where(eq(merchants.name, 'House 0'));
  if (!found) throw new Error('The table was never filled');
  const { merchant, user, role } = found;
  const { id, name, locale } = user;
  return {
    merchant,
    person: { kind: 'user', id, name, role, locale, branchIds: null, factorAt: new Date() },
  };
}

/** Of each merchant four branches and one connection; of the first 160 terminals, of the others what is left in equal parts. */
async function fillPlaces(owner: Db): Promise<void> {
  await owner.execute(sql`insert into branches (merchant_id, id, name, address, city)
    select merchant_id, ${padded('bra', sql`number * 10 + place`)}, 'Branch ' || place, 'Street 1', 'İstanbul'
    from bench.houses houses, generate_series(0, 3) place`);
  await owner.execute(sql`insert into connections
      (merchant_id, id, provider, environment, label, base_url, settings, sealed_credentials, created_at)
    select merchant_id, ${padded('con', sql`number`)}, 'iyzico', 'live', 'iyzico', 'http://127.0.0.1:9', '{"model":"509"}', '-',
      timestamptz '2024-01-01' from bench.houses`);
  await owner.execute(sql`create table bench.tills as
    select merchant_id, houses.number as house, till,
      (row_number() over (partition by merchant_id order by till) - 1)::int as place,
      ${padded('dev', sql`till`)} as device_id, ${padded('bra', sql`houses.number * 10 + till % 4`)} as branch_id
    from generate_series(0, ${DEVICES - 1}) till
    join bench.houses houses on houses.number = case when till < 160 then 0 else 1 + till % ${MERCHANTS - 1} end`);
  await owner.execute(sql`insert into devices
      (merchant_id, id, connection_id, branch_id, provider_device_id, label, is_enabled, created_at)
    select merchant_id, device_id, ${padded('con', sql`house`)}, branch_id, 'P' || till, 'Till ' || till, true,
      timestamptz '2024-01-01' from bench.tills`);
  await owner.execute(sql`insert into batches (merchant_id, id, device_id, number, state, opened_at, closed_at)
    select merchant_id, ${padded('bat', sql`till * 1000 + day`)}, device_id, lpad((day % 999 + 1)::text, 3, '0'), 'closed',
      at, at + interval '1 day'
    from bench.tills, generate_series(0, ${DAYS - 1}) day, lateral (select timestamptz '2024-03-05' + day * interval '1 day' as at) x`);
  await owner.execute(sql`create index on bench.tills (house, place)`);
  await owner.execute(sql`analyze bench.tills`);
  await owner.execute(
    sql`create table bench.crowd as select house, count(*)::int as tills from bench.tills group by house`,
  );
}
