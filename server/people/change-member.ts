import { changeScope, type Tx } from '#db/client.ts';
import {
  countOpenBranches,
  lockMemberships,
  type MembershipRow,
  updateMembership,
} from '#db/queries/members.ts';
import { deleteSessionsOf } from '#db/queries/sessions.ts';
import { lockUser } from '#db/queries/users.ts';
import type { AuditAction } from '#server/audit/actions.ts';
import { record } from '#server/audit/record.ts';
import { type Context, Forbidden, NotFound } from '#server/auth/context.ts';
import { may } from '#server/auth/permissions.ts';
import { assertNever } from '#server/kernel/assert-never.ts';
import type { BranchId, MerchantId, UserId } from '#server/kernel/ids.ts';
import { err, ok, type Result } from '#server/kernel/result.ts';
import type { MemberChange, MemberChangeFailure } from './member-change.ts';

type Changer = Pick<Context<'users:manage'>, 'merchant' | 'clock' | 'auditKey'> & { actor: { id: UserId } };

/** `applyMemberChange` in a transaction of its own. */
export async function changeMember(
  ctx: Context<'users:manage'>,
  change: MemberChange,
): Promise<Result<null, MemberChangeFailure>> {
  return ctx.inTransaction((tx) => applyMemberChange(ctx, tx, change));
}

/**
 * Changes what somebody is here, or shuts them out or lets them in again; their sessions end in the same commit, so that it
 * holds from their next request on. Nobody changes themselves, whoever changes must still be allowed to at this moment, and one
 * administrator stays. Throws NotFound for somebody who does not work here. Takes the audit's lock: call it last.
 */
export async function applyMemberChange(
  ctx: Changer,
  tx: Tx,
  change: MemberChange,
): Promise<Result<null, MemberChangeFailure>> {
  const { actor, merchant } = ctx;
  if (change.userId === actor.id) return err({ kind: 'self' });
  const rows = await lockMemberships(tx, merchant.id, [actor.id, change.userId]);
  const by = rows.find((row) => row.userId === actor.id);
  const target = rows.find((row) => row.userId === change.userId);
  // Two who change each other come here one after another: the second one may no longer.
  if (!by || by.disabledAt || !may(by, 'users:manage')) throw new Forbidden();
  if (!target) throw new NotFound();
  const flaw = await flawOf(tx, merchant.id, target, change);
  if (flaw) return err(flaw);
  const isChanged = await updateMembership(tx, target, columnsOf(change, ctx.clock.now()));
  if (!isChanged) return err({ kind: 'last_admin' });
  const sessions = await endSessionsIn(tx, merchant.id, target.userId);
  await record(tx, merchant.id, ctx.auditKey, {
    at: ctx.clock.now(),
    actor: { kind: 'user', id: actor.id },
    action: ACTIONS[change.kind],
    objectId: target.userId,
    result: 'done',
    data: { ...(change.kind === 'role_change' && saidOf(target, change)), sessions },
  });
  return ok(null);
}

/**
 * Ends every session of somebody from a merchant's transaction, which stays in that merchant's scope; how many there were. Locks the
 * person, so that signing in and setting up a second factor have ended before, and are seen, or begin after.
 */
export async function endSessionsIn(tx: Tx, merchantId: MerchantId, userId: UserId): Promise<number> {
  await changeScope(tx, { merchantId, userId });
  await lockUser(tx, userId);
  const ended = await deleteSessionsOf(tx, userId);
  await changeScope(tx, { merchantId });
  return ended;
}

/** Whether all of these are open branches of the merchant. */
export async function areOpenBranches(tx: Tx, merchantId: MerchantId, ids: readonly BranchId[]) {
  return (await countOpenBranches(tx, merchantId, ids)) === new Set(ids).size;
}

const ACTIONS = {
  role_change: 'user.role_changed',
  disable: 'user.disabled',
  enable: 'user.enabled',
} as const satisfies Record<MemberChange['kind'], AuditAction>;

async function flawOf(
  tx: Tx,
  merchantId: MerchantId,
  target: MembershipRow,
  change: MemberChange,
): Promise<MemberChangeFailure | null> {
  switch (change.kind) {
    case 'role_change':
      if (change.role === 'admin' && change.branchIds) return { kind: 'admin_has_branches' };
      if (change.branchIds && !(await areOpenBranches(tx, merchantId, change.branchIds)))
        return { kind: 'no_such_branch' };
      return change.role === target.role && listed(change.branchIds) === listed(target.branchIds)
        ? { kind: 'same' }
        : null;
    case 'disable':
      return target.disabledAt ? { kind: 'same' } : null;
    case 'enable':
      return target.disabledAt ? null : { kind: 'same' };
    default:
      return assertNever(change);
  }
}

function columnsOf(
  change: MemberChange,
  at: Date,
): Partial<Pick<MembershipRow, 'role' | 'branchIds' | 'disabledAt'>> {
  switch (change.kind) {
    case 'role_change':
      return { role: change.role, branchIds: change.branchIds && [...new Set(change.branchIds)] };
    case 'disable':
      return { disabledAt: at };
    case 'enable':
      return { disabledAt: null };
    default:
      return assertNever(change);
  }
}

function saidOf(target: MembershipRow, change: Extract<MemberChange, { kind: 'role_change' }>) {
  return {
    roleBefore: target.role,
    role: change.role,
    branchesBefore: listed(target.branchIds),
    branches: listed(change.branchIds),
  };
}

/** `all`, or the ids in one order. */
function listed(branchIds: readonly BranchId[] | null): string {
  return branchIds === null ? 'all' : [...new Set(branchIds)].sort().join(' ');
}
