import type postgres from 'postgres';

/**
 * Adds to `acquirer_totals` what was approved before its trigger was there, once, while sales go on: from the moment there was a
 * trigger every commit moves rows and sums alike, so the difference of the two is the same in every snapshot, and adding it is
 * right whatever happens meanwhile. A second time there is no difference.
 */
export async function fillSums(sql: postgres.Sql): Promise<void> {
  const [left] =
    await sql`select 1 where obj_description(to_regclass('acquirer_totals'), 'pg_class') is not null`;
  if (!left) return;
  for (const id of await listMerchants(sql)) {
    await sql.begin(async (tx) => {
      await tx`select set_config('app.merchant_id', ${id}, true)`;
      await addDifference(tx, id);
    });
  }
  await sql`comment on table acquirer_totals is null`;
}

async function listMerchants(sql: postgres.Sql): Promise<string[]> {
  const rows = await sql.begin(async (tx) => {
    await tx`select set_config('app.system', 'on', true)`;
    return tx<{ id: string }[]>`select id from merchants order by id`;
  });
  return rows.map(({ id }) => id);
}

async function addDifference(tx: postgres.TransactionSql, merchantId: string): Promise<void> {
  // By day, so that the sums of today, which sales wait for, are held last and least.
  await tx`
    insert into acquirer_totals as kept (merchant_id, business_date, device_id, kind, acquirer_id, currency, count, amount_minor)
    select ${merchantId}, business_date, device_id, kind, acquirer_id, currency, sum(count), sum(amount_minor)
    from (
      select t.business_date, t.device_id, case when o.kind = 'preauthorization' then 'release' else t.kind end as kind,
        coalesce(t.acquirer_id, '') as acquirer_id, t.currency, count(*) as count, sum(t.amount_minor) as amount_minor
      from transactions t
      left join transactions o on t.kind = 'void' and o.merchant_id = t.merchant_id and o.id = t.original_id
      where t.merchant_id = ${merchantId} and t.state = 'approved'
      group by 1, 2, 3, 4, 5
      union all
      select business_date, device_id, kind, acquirer_id, currency, -count, -amount_minor
      from acquirer_totals where merchant_id = ${merchantId}
    ) difference
    group by 2, 3, 4, 5, 6
    having sum(count) <> 0 or sum(amount_minor) <> 0
    order by 2
    on conflict on constraint acquirer_totals_one_sum
      do update set count = kept.count + excluded.count, amount_minor = kept.amount_minor + excluded.amount_minor`;
}
