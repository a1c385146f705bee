'use server';

import { merchantAction } from '#server/auth/action.ts';
import { err } from '#server/kernel/result.ts';
import { changeMerchant, merchantForm } from '#server/merchants/change-merchant.ts';

/** Changes what the merchant is called, and how its days go while they may still change. */
export const changeMerchantAction = merchantAction({
  permission: 'merchant:change',
  schema: merchantForm,
  verb: async (ctx, wish) => {
    const changed = await changeMerchant(ctx, wish);
    return changed.ok ? changed : err({ formError: 'manage.merchant.tooLate' as const });
  },
});
