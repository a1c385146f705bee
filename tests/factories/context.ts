import { inScope } from '#db/client.ts';
import type { Context, Person } from '#server/auth/context.ts';
import { toMerchant } from '#server/auth/merchant.ts';
import { allows, type Permission } from '#server/auth/permissions.ts';
import type { Clock } from '#server/kernel/time.ts';
import { createLog } from '#server/runtime/log.ts';
import { ids } from './ids.ts';
import type { MerchantRow } from './merchant.ts';
import { PATIENCE } from './patience.ts';

/**
 * The context of a person for a verb that only reads, as the application role and under its row policies. Whatever would
 * start work or call a provider throws.
 */
export function makeReadContext<P extends Permission>(
  db: Parameters<typeof inScope>[0],
  merchant: MerchantRow,
  actor: Person,
  permission: P,
  clock: Clock = { now: () => new Date('2026-03-04T10:05:00Z') },
): Context<P> {
  if (!allows(actor.role, permission)) throw new Error(`${actor.role} may not ${permission}`);
  const unused = () => {
    throw new Error('Not part of this test');
  };
  return {
    merchant: toMerchant(merchant),
    actor,
    permission,
    clock,
    wait: unused,
    log: createLog('silent'),
    ids,
    auditKey: new Uint8Array(32),
    sealingKeys: [{ id: 'k1', bytes: Buffer.alloc(32) }],
    publicUrl: 'http://127.0.0.1:4300',
    outgoingHosts: [],
    enqueue: unused,
    mail: null,
    openGateway: unused,
    patience: PATIENCE,
    inTransaction: (work) =>
      inScope(db, { merchantId: merchant.id, userId: actor.id, branchIds: actor.branchIds }, work),
  };
}
