import type { Tx } from '#db/client.ts';
import { listLimitRows, lockRefundsOf, sumRefundsOfPerson, sumRefundsOfSale } from '#db/queries/limits.ts';
import type { Role } from '#db/schema/memberships.ts';
import type { MerchantId, TransactionId, UserId } from '#server/kernel/ids.ts';
import type { CurrencyCode } from '#server/kernel/money.ts';
import { aloneMinorOf, LIMIT_DAY_MS, limitOf } from './limit-rule.ts';

type Asked = {
  merchantId: MerchantId;
  person: { id: UserId; role: Role };
  sale: { id: TransactionId; currency: CurrencyCode };
  at: Date;
};

/** The most that a person may give back of a sale now without a second one; null: any amount. */
export async function readAlone(tx: Tx, asked: Asked): Promise<number | null> {
  const { merchantId, person, sale, at } = asked;
  const limit = limitOf(await listLimitRows(tx, merchantId), person.role, sale.currency);
  if (limit === null) return null;
  const since = new Date(at.getTime() - LIMIT_DAY_MS);
  return aloneMinorOf(limit, {
    saleMinor: await sumRefundsOfSale(tx, merchantId, sale.id),
    dayMinor: await sumRefundsOfPerson(tx, merchantId, { userId: person.id, currency: sale.currency, since }),
  });
}

/**
 * The same for whoever acts on it in the same transaction, with the sale locked: nobody else gives money back for this person
 * meanwhile. Taken after the sale's lock and before that of a device.
 */
export async function lockAlone(tx: Tx, asked: Asked): Promise<number | null> {
  const { merchantId, person, sale } = asked;
  if (limitOf(await listLimitRows(tx, merchantId), person.role, sale.currency) === null) return null;
  await lockRefundsOf(tx, merchantId, person.id);
  return readAlone(tx, asked);
}
