import { listAcquirers, listPeople } from '#db/queries/filter-choices.ts';
import { listDevicePlaces } from '#db/queries/transaction-list.ts';
import type { Context } from '#server/auth/context.ts';

/** What a list of transactions can be narrowed by, beside our own words: the merchant's devices, people and banks. */
export type FilterChoices = {
  devices: Awaited<ReturnType<typeof listDevicePlaces>>;
  people: Awaited<ReturnType<typeof listPeople>>;
  acquirers: Awaited<ReturnType<typeof listAcquirers>>;
};

/** What the merchant's transactions can be narrowed by, each by name. Bounded work, whatever the history. */
export async function listFilterChoices(ctx: Context<'transactions:see'>): Promise<FilterChoices> {
  const merchantId = ctx.merchant.id;
  return ctx.inTransaction(async (tx) => {
    const [devices, people, acquirers] = await Promise.all([
      listDevicePlaces(tx, merchantId),
      listPeople(tx, merchantId),
      listAcquirers(tx, merchantId),
    ]);
    return { devices, people, acquirers };
  });
}
