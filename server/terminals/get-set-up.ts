import { readSetUp } from '#db/queries/set-up.ts';
import type { Context } from '#server/auth/context.ts';

/** Steps before the first sale, in the order in which they are taken. */
export const SET_UP_STEPS = ['branch', 'connection', 'device', 'answered', 'manager', 'accountant'] as const;
export type SetUpStep = (typeof SET_UP_STEPS)[number];

/** What of a merchant's set-up is in place. */
export type SetUp = { step: SetUpStep; isDone: boolean }[];

/** The set-up checklist of the merchant. */
export async function getSetUp(ctx: Context<'devices:see'>): Promise<SetUp> {
  const has = await ctx.inTransaction((tx) => readSetUp(tx, ctx.merchant.id));
  return SET_UP_STEPS.map((step) => ({ step, isDone: has[step] }));
}
