import { eq, sql } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { memberships } from '#db/schema/memberships.ts';
import { merchants } from '#db/schema/merchants.ts';
import { users } from '#db/schema/users.ts';
import type { Person } from '#server/auth/context.ts';
import type { MerchantRow } from '../factories/merchant.ts';
import { makeMerchant } from '../factories/merchant.ts';
import { makePerson } from '../factories/person.ts';

/** When the two years of history end. */
export const HISTORY_ENDS = new Date('2026-03-04T10:05:00Z');

const MERCHANTS = 20;
const DEVICES = 400;
const DAYS = 730;

/**
 * Fills an empty database with so many operations of two years: 20 merchants, of whom the first has 40 %, 400 terminals, one
 * batch of each per day. Made in the database, always the same. Returns the first merchant and somebody who works there.
 */
export async function fillBigTable(
  owner: Db,
  count: number,
): Promise<{ merchant: MerchantRow; person: Person }> {
  await owner.execute(sql`set session_replication_role = replica`);
  const made = [];
  for (let number = 0; number < MERCHANTS; number++)
    made.push(await makeMerchant(owner, { name: `House ${number}` }));
  const [first] = made;
  if (!first) throw new Error('No merchant');
  const person = await makePerson(owner, first.id, 'accountant');
  await owner.execute(sql`create temp table houses as
    select id as merchant_id, (row_number() over (order by name = 'House 0' desc, id) - 1)::int as number from merchants`);
  await fillPlaces(owner);
  const indexes = await owner.execute<{ name: string; definition: string }>(sql`
    select indexname as name, indexdef as definition from pg_indexes
    where tablename = 'transactions' and indexdef not like '%UNIQUE%'`);
  for (const { name } of indexes) await owner.execute(sql.raw(`drop index ${name}`));
  await fillTransactions(owner, count);
  await owner.execute(sql`set maintenance_work_mem = '512MB'`);
  for (const { definition } of indexes) await owner.execute(sql.raw(definition));
  await owner.execute(sql`vacuum analyze`);
  return { merchant: first, person };
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
    from houses, generate_series(0, 3) place`);
  await owner.execute(sql`insert into connections
      (merchant_id, id, provider, environment, label, base_url, settings, sealed_credentials, created_at)
    select merchant_id, ${padded('con', sql`number`)}, 'iyzico', 'live', 'iyzico', 'http://127.0.0.1:9', '{"model":"509"}', '-',
      timestamptz '2024-01-01' from houses`);
  await owner.execute(sql`create temp table tills as
    select merchant_id, houses.number as house, till,
      (row_number() over (partition by merchant_id order by till) - 1)::int as place,
      ${padded('dev', sql`till`)} as device_id, ${padded('bra', sql`houses.number * 10 + till % 4`)} as branch_id
    from generate_series(0, ${DEVICES - 1}) till
    join houses on houses.number = case when till < 160 then 0 else 1 + till % ${MERCHANTS - 1} end`);
  await owner.execute(sql`insert into devices
      (merchant_id, id, connection_id, branch_id, provider_device_id, label, is_enabled, created_at)
    select merchant_id, device_id, ${padded('con', sql`house`)}, branch_id, 'P' || till, 'Till ' || till, true,
      timestamptz '2024-01-01' from tills`);
  await owner.execute(sql`insert into batches (merchant_id, id, device_id, number, state, opened_at, closed_at)
    select merchant_id, ${padded('bat', sql`till * 1000 + day`)}, device_id, lpad((day % 999 + 1)::text, 3, '0'), 'closed',
      at, at + interval '1 day'
    from tills, generate_series(0, ${DAYS - 1}) day, lateral (select timestamptz '2024-03-05' + day * interval '1 day' as at) x`);
}

async function fillTransactions(owner: Db, count: number): Promise<void> {
  await owner.execute(sql`create index on tills (house, place)`);
  await owner.execute(sql`analyze tills`);
  await owner.execute(
    sql`create temp table crowd as select house, count(*)::int as tills from tills group by house`,
  );
  const step = 500_000;
  for (let from = 1; from <= count; from += step) {
    await owner.execute(sql`insert into transactions (merchant_id, id, kind, state, environment, provider, device_id, branch_id,
        original_id, intent_key, intent_hash, reference, amount_minor, currency, installment_count, lines, created_by, created_at,
        business_date, sent_at, worker_key, settled_at, batch_id, provider_payment_id, provider_batch_number, auth_code, rrn, stan,
        acquirer_id, acquirer_name, bin, last4, card_type, card_brand, entry_mode, refunded_minor, voided_at)
      select merchant_id, id, kind, state, case when share < 0.002 and a < 0.2 then 'sandbox' else 'live' end, 'iyzico', device_id,
        branch_id, case when kind <> 'sale' then ${padded('txn', sql`n - 1`)} end, id, '-', 'ref_' || n,
        amount_minor, case when c < 0.97 then 'TRY' when c < 0.99 then 'USD' else 'EUR' end, 1, '[]',
        ${padded('usr', sql`drawn.house * 10 + case when share < 0.1 and b < 0.1 then 9 else floor(d * 6)::int end`)}, at,
        to_char((at at time zone 'Europe/Istanbul') - interval '4 hours', 'YYYY-MM-DD'), at, 1, at + interval '20 s',
        case when state = 'approved' then ${padded('bat', sql`till.till * 1000 + least(${DAYS - 1}, floor(share * ${DAYS})::int)`)} end,
        case when state = 'approved' then 'pay_' || n end,
        case when state = 'approved' then lpad((floor(share * ${DAYS})::int % 999 + 1)::text, 3, '0') end,
        case when state = 'approved' then lpad(floor(e * 1000000)::text, 6, '0') end,
        case when state = 'approved' then lpad((600000000000 + n)::text, 12, '0') end,
        lpad((n % 1000000)::text, 6, '0'), case when state = 'approved' then '00' || (10 + floor(f * f * 6)::int) end,
        case when state = 'approved' then 'Bank ' || (10 + floor(f * f * 6)::int) end, '454360',
        lpad(floor(g * 10000)::text, 4, '0'),
        case when h < 0.55 then 'credit' when h < 0.999 then 'debit' else 'prepaid' end, 'visa', 'chip',
        case when kind = 'sale' and state = 'approved' and i < 0.03 then 1 else 0 end,
        case when kind = 'sale' and state = 'approved' and i > 0.99 then at + interval '1 hour' end
      from (
        select *, ${padded('txn', sql`n`)} as id, timestamptz '2024-03-05 04:00Z' + share * interval '729 days' as at,
          case when b < 0.93 then 'sale' when b < 0.98 then 'refund' else 'void' end as kind,
          case when a < 0.90 then 'approved' when a < 0.96 then 'declined' when a < 0.98 then 'failed' else 'cancelled' end as state,
          case when j < 0.3 then (array[4500, 11800, 25000, 9900])[1 + floor(j * 13)::int]
            else 100 + floor(exp(j * 11))::int end as amount_minor
        from (
          select n, n::float8 / ${count} as share, case when random() < 0.4 then 0 else 1 + floor(random() * ${MERCHANTS - 1})::int end as house,
            random() as place, random() as a, random() as b, random() as c, random() as d, random() as e, random() as f,
            random() as g, random() as h, random() as i, random() as j
          from generate_series(${from}::int, ${Math.min(count, from + step - 1)}::int) n
        ) drawn
      ) drawn join crowd on crowd.house = drawn.house
      join lateral (select * from tills where tills.house = drawn.house and tills.place = floor(drawn.place * crowd.tills)::int) till on true`);
  }
}

/** An id of a kind made of a number, in the order of the numbers. */
function padded(kind: string, number: ReturnType<typeof sql>) {
  return sql`${sql.raw(`'${kind}_'`)} || lpad((${number})::text, 26, '0')`;
}
