import { sql } from 'drizzle-orm';
import type { TotalKind } from '#db/schema/totals.ts';

/**
 * What a row of `transactions` is shown and summed as (`totalKindOf`). Only voids look at what they belong to. For
 * statements whose outer table is `transactions` under its own name.
 */
export const shownKind = sql<TotalKind>`case when transactions.kind = 'void' and exists (
  select 1 from transactions hold
  where hold.merchant_id = transactions.merchant_id
    and hold.id = transactions.original_id and hold.kind = 'preauthorization'
) then 'release' else transactions.kind end`;
