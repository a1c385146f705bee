import { inScope } from '#db/client.ts';
import { listMerchantsOfUser } from '#db/queries/users.ts';
import type { MerchantId } from '#server/kernel/ids.ts';
import type { Runtime } from '#server/runtime/runtime.ts';
import { allows } from './permissions.ts';
import { findSession } from './session.ts';
import type { SessionToken } from './session-token.ts';

/**
 * Addresses of the merchants whose changes a signed-in person may hear of, by id; null once the session is over. A stream
 * asks at its start and now and then: hearing is no act of the person and keeps no session alive.
 */
export async function findWatchedMerchants(
  runtime: Pick<Runtime, 'db' | 'clock'>,
  token: SessionToken | null,
): Promise<ReadonlyMap<MerchantId, string> | null> {
  if (!token) return null;
  return inScope(runtime.db, { userId: token.userId }, async (tx) => {
    if (!(await findSession(tx, token, runtime.clock.now(), { touch: false }))) return null;
    const places = await listMerchantsOfUser(tx, token.userId);
    const seen = places.filter(({ role }) => allows(role, 'transactions:see'));
    return new Map(seen.map(({ merchant }) => [merchant.id, merchant.slug]));
  });
}
