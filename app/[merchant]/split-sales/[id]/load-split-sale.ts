import { cache } from 'react';
import { orNotFound } from '#server/auth/or-not-found.ts';
import { pageContext } from '#server/auth/page-context.ts';
import { getSplitSale } from '#server/split-sales/get-split-sale.ts';

/** The split sale of this address with the context it was read in; layout, title and page of one render read it once. */
export const loadSplitSale = cache(async (merchant: string, id: string) => {
  const ctx = await pageContext(merchant, 'transactions:see');
  return { ctx, splitSale: await orNotFound(getSplitSale(ctx, id)) };
});
