import { changeScope, type Tx } from '#db/client.ts';
import { listMerchantIdsOfUser } from '#db/queries/users.ts';
import type { UserId } from '#server/kernel/ids.ts';
import type { AuditFacts, ExactFacts } from './facts.ts';
import { type AuditEntry, record } from './record.ts';

/**
 * What a person did that concerns each of their merchants, such as signing in, in the chain of each. Needs the person's scope, and
 * leaves the transaction in that of the last merchant.
 */
export async function recordEverywhere<F extends AuditFacts>(
  tx: Tx,
  userId: UserId,
  key: Uint8Array,
  act: Pick<AuditEntry, 'at' | 'action' | 'result' | 'data'> & { data: ExactFacts<F> },
): Promise<void> {
  // In one order for everybody: two people of the same two merchants never wait for each other in a circle.
  for (const merchantId of await listMerchantIdsOfUser(tx, userId)) {
    await changeScope(tx, { merchantId, userId });
    await record(tx, merchantId, key, { ...act, actor: { kind: 'user', id: userId }, objectId: userId });
  }
}
