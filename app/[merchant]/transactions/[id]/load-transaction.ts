import { cache } from 'react';
import { orNotFound } from '#server/auth/or-not-found.ts';
import { pageContext } from '#server/auth/page-context.ts';
import { getTransaction } from '#server/transactions/get-transaction.ts';

/** The transaction of this address with the context it was read in; layout, title and page of one render read it once. */
export const loadTransaction = cache(async (merchant: string, id: string) => {
  const ctx = await pageContext(merchant, 'transactions:see');
  return { ctx, transaction: await orNotFound(getTransaction(ctx, id)) };
});
