import { findSlipLook } from '#db/queries/slip-looks.ts';
import type { Context } from '#server/auth/context.ts';
import { type SlipLook, toLook } from './slip-look.ts';

/** What the merchant puts on its slips. */
export async function getLook(ctx: Context<'slips:design' | 'receipts:print'>): Promise<SlipLook> {
  return toLook(await ctx.inTransaction((tx) => findSlipLook(tx, ctx.merchant.id)));
}
