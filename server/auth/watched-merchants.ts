import { inScope } from '#db/client.ts';
import { type Change, isVisible } from '#db/queries/live.ts';
import { listMerchantsOfUser } from '#db/queries/users.ts';
import type { BranchId, MerchantId, UserId } from '#server/kernel/ids.ts';
import type { Runtime } from '#server/runtime/runtime.ts';
import { may } from './permissions.ts';
import { findSession } from './session.ts';
import type { SessionToken } from './session-token.ts';

/** A merchant somebody hears of: its address, and the branches they are limited to. */
export type Watched = { slug: string; branchIds: readonly BranchId[] | null };

/**
 * Addresses of the merchants whose changes a signed-in person may hear of, by id, with the branches they are limited to; null
 * once the session is over. A stream asks at its start and now and then: hearing is no act of the person and keeps no session
 * alive.
 */
export async function findWatchedMerchants(
  runtime: Pick<Runtime, 'db' | 'clock'>,
  token: SessionToken | null,
): Promise<ReadonlyMap<MerchantId, Watched> | null> {
  if (!token) return null;
  return inScope(runtime.db, { userId: token.userId }, async (tx) => {
    if (!(await findSession(tx, token, runtime.clock.now(), { touch: false }))) return null;
    const places = await listMerchantsOfUser(tx, token.userId);
    const seen = places.filter((place) => may(place, 'transactions:see'));
    return new Map(seen.map(({ merchant, branchIds }) => [merchant.id, { slug: merchant.slug, branchIds }]));
  });
}

/** What was asked of a change, by whom: forty pages that somebody has open hear of the same one and ask once. */
const asked = new WeakMap<Change, Map<string, Promise<boolean>>>();

/**
 * Whether what changed is of the branches somebody is limited to; what nobody can find is not. Asked again of the same change (the
 * very object), for the same person and branches, it gives the same promise.
 */
export function isOfBranches(
  { db }: Pick<Runtime, 'db'>,
  userId: UserId,
  branchIds: readonly BranchId[],
  change: Change,
): Promise<boolean> {
  const answers = asked.get(change) ?? new Map<string, Promise<boolean>>();
  asked.set(change, answers);
  const asker = `${userId} ${branchIds.join()}`;
  const known = answers.get(asker);
  if (known) return known;
  const answer = inScope(db, { merchantId: change.merchantId, userId, branchIds }, (tx) =>
    isVisible(tx, change),
  );
  answers.set(asker, answer);
  return answer;
}
