import { changeScope, inScope, type Tx } from '#db/client.ts';
import type { merchants } from '#db/schema/merchants.ts';
import type { BranchId, UserId } from '#server/kernel/ids.ts';
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
  return { ...ground(runtime, merchant, limitOf(actor)), actor, permission };
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

/**
 * A job's context that sees no more than a person does whose wish it carries out; without a limit the same one.
 */
export function limitedTo(
  ctx: SystemContext,
  person: { id: UserId; branchIds: readonly BranchId[] | null },
): SystemContext {
  const { branchIds } = limitOf(person);
  if (!branchIds) return ctx;
  return {
    ...ctx,
    inTransaction: (work) =>
      ctx.inTransaction(async (tx) => {
        await changeScope(tx, { merchantId: ctx.merchant.id, userId: person.id, branchIds });
        return work(tx);
      }),
  };
}

/** What a person's transactions are limited by. */
type Limit = { userId?: UserId; branchIds?: readonly BranchId[] };

/** Who is limited to branches is also told apart from others who made something: files have no branch. */
function limitOf({ id, branchIds }: { id: UserId; branchIds: readonly BranchId[] | null }): Limit {
  if (branchIds === null) return {};
  if (branchIds.length === 0) throw new Error('Limited to no branch at all');
  return { userId: id, branchIds };
}

function ground(runtime: Runtime, row: MerchantRow, limit: Limit = {}) {
  return {
    merchant: toMerchant(row),
    clock: runtime.clock,
    wait: runtime.wait,
    log: runtime.log,
    ids: runtime.ids,
    auditKey: runtime.config.auditKey,
    sealingKeys: runtime.config.sealingKeys,
    publicUrl: runtime.config.publicUrl,
    outgoingHosts: runtime.config.outgoingHosts,
    enqueue: runtime.enqueue,
    mail: runtime.mail,
    openGateway: runtime.openGateway,
    patience: runtime.config.unknown,
    inTransaction: <T>(work: (tx: Tx) => Promise<T>) =>
      inScope(runtime.db, { merchantId: row.id, ...limit }, work),
  };
}
