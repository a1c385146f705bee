import type { merchants } from '#db/schema/merchants.ts';
import type { Merchant } from './context.ts';

/** The tenant as verbs need it, from its row. */
export function toMerchant(row: typeof merchants.$inferSelect): Merchant {
  return {
    id: row.id,
    slug: row.slug,
    name: row.name,
    legalName: row.legalName,
    taxNumber: row.taxNumber,
    country: row.country,
    calendar: { timeZone: row.timeZone, cutOff: row.cutOff },
    currency: row.currency,
    locale: row.locale,
  };
}
