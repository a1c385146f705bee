import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import { eq } from 'drizzle-orm';
import type { Tx } from '#db/client.ts';
import { auditHeads, auditLog } from '#db/schema/audit-log.ts';
import type { MerchantId } from '#server/kernel/ids.ts';
import type { AuditAction } from './actions.ts';
import type { AuditFacts, ExactFacts } from './facts.ts';

/** Who acted: a signed-in person, or the system in one of its jobs. */
export type AuditActor = { kind: 'user' | 'system'; id: string };

/** One act worth keeping. */
export type AuditEntry = {
  at: Date;
  actor: AuditActor;
  action: AuditAction;
  objectId: string;
  result: 'done' | 'refused';
  data: AuditFacts;
};

/** The hash before the first entry of a merchant. */
export const CHAIN_START = '0'.repeat(64);

/**
 * Writes one audit entry inside the caller's transaction, linked to the merchant's chain. The row lock on the chain's
 * head is held until commit, so take it last.
 */
export async function record<F extends AuditFacts>(
  tx: Tx,
  merchantId: MerchantId,
  key: Uint8Array,
  entry: AuditEntry & { data: ExactFacts<F> },
): Promise<void> {
  await tx.insert(auditHeads).values({ merchantId, sequence: 0, hash: CHAIN_START }).onConflictDoNothing();
  const [head] = await tx
    .select()
    .from(auditHeads)
    .where(eq(auditHeads.merchantId, merchantId))
    .for('update');
  if (!head) throw new Error('The audit chain has no head');
  const sequence = head.sequence + 1;
  const hash = chainHash(key, merchantId, sequence, entry, head.hash);
  await tx.insert(auditLog).values({
    merchantId,
    sequence,
    at: entry.at,
    actorKind: entry.actor.kind,
    actorId: entry.actor.id,
    action: entry.action,
    objectId: entry.objectId,
    result: entry.result,
    data: entry.data,
    hash,
  });
  await tx.update(auditHeads).set({ sequence, hash }).where(eq(auditHeads.merchantId, merchantId));
}

/** HMAC-SHA-256, hex, over the entry in a fixed order of fields and the hash before it. Any action and facts: an entry outlives its version. */
export function chainHash(
  key: Uint8Array,
  merchantId: MerchantId,
  sequence: number,
  entry: Omit<AuditEntry, 'action' | 'data'> & { action: string; data: Record<string, unknown> },
  previous: string,
): string {
  const data = Object.entries(entry.data).sort(([a], [b]) => (a < b ? -1 : 1));
  const canonical = JSON.stringify([
    merchantId,
    sequence,
    entry.at.toISOString(),
    entry.actor.kind,
    entry.actor.id,
    entry.action,
    entry.objectId,
    entry.result,
    data,
    previous,
  ]);
  return createHmac('sha256', keyObjectOf(key)).update(canonical).digest('hex');
}

const keyObjects = new WeakMap<Uint8Array, KeyObject>();

/** Made once of a key: to take over its bytes with every entry would take several times as long as the hash itself. */
function keyObjectOf(key: Uint8Array): KeyObject {
  let made = keyObjects.get(key);
  if (!made) {
    made = createSecretKey(key);
    keyObjects.set(key, made);
  }
  return made;
}
