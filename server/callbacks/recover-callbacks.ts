import { listOpenCallbacks } from '#db/queries/inbox.ts';
import type { InboxState } from '#db/schema/inbox.ts';
import type { SystemContext } from '#server/auth/context.ts';
import type { MerchantId } from '#server/kernel/ids.ts';
import { applyCallback } from './apply-callback.ts';
import { type CallbackStore, isFor } from './callbacks-aside.ts';
import { storeCallback } from './store-callback.ts';

/** A stored callback that is this old has lost its job. */
const LOST_AFTER_MS = 4_000;
/** What keeps failing is tried less often, up to this far apart. */
const APART_MS = 15 * 60_000;
/** A backlog is worked off over several rounds: other things wait to be put right too. */
const AT_A_TIME = 200;

/** What is left to do for the callbacks of a merchant: those set aside are stored, those stored and left are applied (K8, D3). */
export async function listCallbackWork(ctx: SystemContext): Promise<(() => Promise<void>)[]> {
  const merchantId = ctx.merchant.id;
  const names = await ctx.callbacksAside.list(merchantId);
  const open = await ctx.inTransaction((tx) => listOpenCallbacks(tx, merchantId, AT_A_TIME));
  const at = ctx.clock.now();
  return [
    ...names.map((name) => () => bringBack(ctx, name)),
    ...open.filter((row) => isLeft(row, at)).map((row) => () => applyCallback(ctx, row.id)),
  ];
}

/** Whether nobody seems to be at it, and it is time to try. Pure. */
export function isLeft(
  row: { state: InboxState; receivedAt: Date; settledAt: Date | null },
  at: Date,
): boolean {
  const triedAt = row.settledAt ?? row.receivedAt;
  const tookMs = triedAt.getTime() - row.receivedAt.getTime();
  const pauseMs = Math.min(Math.max(tookMs, LOST_AFTER_MS), APART_MS);
  return at.getTime() - triedAt.getTime() >= pauseMs;
}

/**
 * Drops what was set aside for merchants that do not exist: nobody will ever take it up, and a disk full of it has no room for
 * what is true. `readMerchants`: all there are, read after the names, so that one who came meanwhile is among them.
 */
export async function dropStrangers(
  aside: CallbackStore,
  readMerchants: () => Promise<readonly { id: MerchantId }[]>,
): Promise<void> {
  const names = await aside.list();
  if (names.length === 0) return;
  const merchants = await readMerchants();
  const strange = names.filter((name) => !merchants.some(({ id }) => isFor(id, name)));
  for (const name of strange) await aside.remove(name);
}

/** Stores a callback that came while the database was away, as it would have been then. */
async function bringBack(ctx: SystemContext, name: string): Promise<void> {
  const arrival = await ctx.callbacksAside.get(name);
  if (arrival) {
    const fate = await ctx.inTransaction((tx) => storeCallback(ctx, tx, arrival));
    const { merchantId, provider } = arrival;
    if (fate === 'unknown') ctx.log.warn({ merchantId, provider }, 'A callback set aside opens nothing');
  }
  await ctx.callbacksAside.remove(name);
}
