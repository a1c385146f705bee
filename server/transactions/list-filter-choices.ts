import { type Acquirer, listAcquirers } from '#db/queries/acquirers.ts';
import { listBranches, listPeople } from '#db/queries/filter-choices.ts';
import { listDevicePlaces } from '#db/queries/transaction-list.ts';
import type { Context, SystemContext } from '#server/auth/context.ts';

/** What a list of transactions can be narrowed by, beside our own words: the merchant's devices, branches, people and banks. */
export type FilterChoices = {
  devices: Awaited<ReturnType<typeof listDevicePlaces>>;
  branches: Awaited<ReturnType<typeof listBranches>>;
  people: Awaited<ReturnType<typeof listPeople>>;
  acquirers: Acquirer[];
};

/** Whoever sees the list may narrow it; whoever shares or exports it too, as does the worker that makes a file. */
type NamesChoices = MayNarrow | SystemContext;

/** A person who may narrow the list. */
export type MayNarrow = Context<'transactions:see' | 'transactions:export' | 'views:share' | 'reports:see'>;

/** What the merchant's transactions can be narrowed by, each by name. Bounded work, whatever the history. */
export async function listFilterChoices(ctx: NamesChoices): Promise<FilterChoices> {
  const merchantId = ctx.merchant.id;
  return ctx.inTransaction(async (tx) => {
    const [devices, branches, people, acquirers] = await Promise.all([
      listDevicePlaces(tx, merchantId),
      listBranches(tx, merchantId),
      listPeople(tx, merchantId),
      listAcquirers(tx, merchantId),
    ]);
    return { devices, branches, people, acquirers };
  });
}
