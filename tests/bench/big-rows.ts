import { sql } from 'drizzle-orm';
import { type Db, openDatabase } from '#db/client.ts';

export const MERCHANTS = 20;
export const DEVICES = 400;
export const DAYS = 730;

const STEP = 250_000;

/**
 * Fills `transactions` by what stands in `bench.houses`, `bench.tills` and `bench.crowd`, in steps that several connections take in
 * turns. What a step draws depends on its number and the seed alone, so it is the same whoever takes it.
 */
export async function fillTransactions(
  ownerUrl: string,
  count: number,
  seed: number,
  writers: number,
): Promise<void> {
  const steps = Array.from({ length: Math.ceil(count / STEP) }, (_none, at) => at * STEP + 1);
  const write = async () => {
    const database = openDatabase(ownerUrl, { maxConnections: 1, name: 'bench' });
    await database.db.execute(sql`set session_replication_role = replica`);
    for (let from = steps.shift(); from !== undefined; from = steps.shift())
      await fillStep(database.db, { from, to: Math.min(count, from + STEP - 1), count, seed });
    await database.close();
  };
  await Promise.all(Array.from({ length: writers }, write));
}

type Step = { from: number; to: number; count: number; seed: number };

async function fillStep(owner: Db, { from, to, count, seed }: Step): Promise<void> {
  // Between −1 and 1, and another one for every step and seed.
  const drawing = ((from * 31 + seed * 7_919) % 1_000_003) / 1_000_003;
  await owner.execute(sql`select setseed(${drawing})`);
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
          from generate_series(${from}::int, ${to}::int) n
        ) drawn
      ) drawn join bench.crowd crowd on crowd.house = drawn.house
      join lateral (select * from bench.tills tills where tills.house = drawn.house and tills.place = floor(drawn.place * crowd.tills)::int) till on true`);
}

/** An id of a kind made of a number, in the order of the numbers. */
export function padded(kind: string, number: ReturnType<typeof sql>) {
  return sql`${sql.raw(`'${kind}_'`)} || lpad((${number})::text, 26, '0')`;
}
