import { hasSandboxDevice } from '#db/queries/connections.ts';
import type { Context } from '#server/auth/context.ts';

/** Whether a merchant's pages must say that no real money moves here: any of its devices is a sandbox device. */
export async function usesSandbox(ctx: Context): Promise<boolean> {
  return ctx.inTransaction((tx) => hasSandboxDevice(tx, ctx.merchant.id));
}
