import { inScope, type Tx } from '#db/client.ts';
import type { merchants } from '#db/schema/merchants.ts';
import type { Runtime } from '#server/runtime/runtime.ts';
import type { Context, Person, SystemContext } from './context.ts';
import { toMerchant } from './merchant.ts';
import type { Permission } from './permissions.ts';

type MerchantRow = typeof merchants.$inferSelect;

/** A context for a person who was checked for the permission; only `requireContext` may say so. */
export function createContext<P extends Permission>(
  runtime: Runtime,
  merchant: MerchantRow,
  actor: Person,
  permission: P,
): Context<P> {
  return { ...ground(runtime, merchant), actor, permission };
}

/** A context for a job of the system. */
export function createSystemContext(runtime: Runtime, merchant: MerchantRow, job: string): SystemContext {
  return {
    ...ground(runtime, merchant),
    actor: { kind: 'system', id: job },
    answers: runtime.answers,
    callbacksAside: runtime.callbacks.aside,
  };
}

function ground(runtime: Runtime, row: MerchantRow) {
  return {
    merchant: toMerchant(row),
    clock: runtime.clock,
    wait: runtime.wait,
    log: runtime.log,
    ids: runtime.ids,
    auditKey: runtime.config.auditKey,
    sealingKeys: runtime.config.sealingKeys,
    publicUrl: runtime.config.publicUrl,
    enqueue: runtime.enqueue,
    mail: runtime.mail,
    openGateway: runtime.openGateway,
    patience: runtime.config.unknown,
    inTransaction: <T>(work: (tx: Tx) => Promise<T>) => inScope(runtime.db, { merchantId: row.id }, work),
  };
}
