import type { Db } from '#db/client.ts';
import { merchants } from '#db/schema/merchants.ts';
import { ids } from './ids.ts';

export type MerchantRow = typeof merchants.$inferSelect;

/** A merchant in Istanbul whose day begins at 04:00, under an address nobody else has. `db` is the owner's. */
export async function makeMerchant(db: Db, overrides: Partial<MerchantRow> = {}): Promise<MerchantRow> {
  const id = ids.next('merchant');
  const row: MerchantRow = {
    id,
    slug: id.replace('_', '-'),
    name: 'Deneme Kahve',
    legalName: 'Deneme Kahve Ltd. Şti.',
    taxNumber: '1234567890',
    country: 'TR',
    timeZone: 'Europe/Istanbul',
    cutOff: '04:00',
    currency: 'TRY',
    locale: 'tr',
    createdAt: new Date('2026-01-01T08:00:00Z'),
    ...overrides,
  };
  await db.insert(merchants).values(row);
  return row;
}
