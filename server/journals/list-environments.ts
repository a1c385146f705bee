import { hasLiveDevice, hasSandboxDevice } from '#db/queries/connections.ts';
import type { Context } from '#server/auth/context.ts';

/** Of whose money a merchant can have books: real first, where there is any. The two are never in one. */
export async function listEnvironments(
  ctx: Context<'transactions:export'>,
): Promise<['live' | 'sandbox', ...('live' | 'sandbox')[]]> {
  const { id } = ctx.merchant;
  const [isLive, isSandbox] = await ctx.inTransaction(async (tx) => [
    await hasLiveDevice(tx, id),
    await hasSandboxDevice(tx, id),
  ]);
  if (!isSandbox) return ['live'];
  return isLive ? ['live', 'sandbox'] : ['sandbox'];
}
