import { sql } from 'drizzle-orm';
import type { Db } from '#db/client.ts';

/** Fills the sums that the product keeps of what stands in `transactions`, where its own triggers and doors were not used. */
export async function fillTotals(owner: Db): Promise<void> {
  await owner.execute(sql`set work_mem = '256MB'`);
  await owner.execute(sql`insert into acquirer_totals
      (merchant_id, business_date, device_id, kind, acquirer_id, currency, count, amount_minor)
    select merchant_id, business_date, device_id, kind, acquirer_id, currency, count(*), sum(amount_minor)
    from transactions where state = 'approved' group by 1, 2, 3, 4, 5, 6 order by 1, 2, 3`);
  await owner.execute(sql`insert into day_totals
      (merchant_id, business_date, device_id, kind, outcome, currency, count, amount_minor)
    select merchant_id, business_date, device_id, kind, state, currency, count(*), sum(amount_minor)
    from transactions group by 1, 2, 3, 4, 5, 6 order by 1, 2, 3`);
  await owner.execute(sql`insert into batch_totals
      (merchant_id, batch_id, kind, payment_type, acquirer_id, currency, count, amount_minor)
    select merchant_id, batch_id, kind, payment_type, acquirer_id, currency, count(*), sum(amount_minor)
    from transactions where state = 'approved' group by 1, 2, 3, 4, 5, 6 order by 1, 2`);
}
