'use server';

import { merchantAction } from '#server/auth/action.ts';
import { err, ok } from '#server/kernel/result.ts';
import { createLink } from '#server/payment-links/create-link.ts';
import { linkForm, renewForm } from '#server/payment-links/link-form.ts';
import { renewLink } from '#server/payment-links/renew-link.ts';
import { sayLinkFailure, sayRenewFailure } from '#server/payment-links/say-failure.ts';

/** Asks somebody for a payment by a link; answers with the sale it is, from where its page is followed. */
export const createLinkAction = merchantAction({
  permission: 'sale:start',
  schema: linkForm,
  verb: async (ctx, wish) => {
    const created = await createLink(ctx, wish);
    return created.ok
      ? ok({ transactionId: created.value.transactionId })
      : err(sayLinkFailure(created.error));
  },
});

/** Makes another link in the place of one that cannot be paid any more; answers with the sale it is. */
export const renewLinkAction = merchantAction({
  permission: 'sale:start',
  schema: renewForm,
  verb: async (ctx, wish) => {
    const renewed = await renewLink(ctx, wish);
    return renewed.ok
      ? ok({ transactionId: renewed.value.transactionId })
      : err(sayRenewFailure(renewed.error));
  },
});
