import { cache } from 'react';
import { orNotFound } from '#server/auth/or-not-found.ts';
import { pageContext } from '#server/auth/page-context.ts';
import { getLink } from '#server/payment-links/get-link.ts';

/** The link of this address with the context it was read in; layout, title and page of one render read it once. */
export const loadLink = cache(async (merchant: string, id: string) => {
  const ctx = await pageContext(merchant, 'transactions:see');
  return { ctx, at: ctx.clock.now(), link: await orNotFound(getLink(ctx, id)) };
});
