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
import type { ApprovalId, BranchId, MerchantId, UserId } from '#server/kernel/ids.ts';
import { err, ok, type Result } from '#server/kernel/result.ts';
import type { MemberChange, MemberChangeFailure } from './member-change.ts';
import { needsSecondAdmin } from './member-rule.ts';
import { isFirstInCharge } from './second-admin.ts';

type Changer = Pick<Context<'users:manage'>, 'merchant' | 'clock' | 'auditKey'> & { actor: { id: UserId } };

/** Shuts somebody out or lets them in again, which nobody waits for; another role goes through `changeMemberWithSecond`. */
export async function changeAccess(
  ctx: Context<'users:manage'>,
  change: Exclude<MemberChange, { kind: 'role_change' }>,
): Promise<Result<null, MemberChangeFailure>> {
  const changed = await ctx.inTransaction((tx) => applyMemberChange(ctx, tx, change, null));
  if (changed.ok) return changed;
  if (changed.error.kind === 'needs_second') throw new Error(`${change.kind} needs nobody else`);
  return err(changed.error);
}

/** It takes a second administrator, and none has let it happen: nothing was changed. */
export type NeedsSecond = { kind: 'needs_second' };

/**
 * Changes what somebody is here, or shuts them out or lets them in again; their sessions end in the same commit, so that it
 * holds from their next request on. What takes two administrators is done for the request alone that both stand behind. Nobody
 * changes themselves, whoever changes must still be allowed to at this moment, and one administrator stays. Throws NotFound for
 * somebody who does not work here. Takes the audit's lock: call it last.
 */
export async function applyMemberChange(
  ctx: Changer,
  tx: Tx,
  change: MemberChange,
  letBy: ApprovalId | null,
): Promise<Result<null, MemberChangeFailure | NeedsSecond>> {
  const { actor, merchant } = ctx;
  const rows = await lockMemberships(tx, merchant.id, [actor.id, change.userId]);
  const by = rows.find((row) => row.userId === actor.id);
  const target = rows.find((row) => row.userId === change.userId);
  // Two who change each other come here one after another: the second one may no longer.
  if (!by || by.disabledAt || !may(by, 'users:manage')) throw new Forbidden();
  if (!target) throw new NotFound();
  const flaw = await flawOf(tx, merchant.id, target, change);
  if (flaw) return err(flaw);
  const takesTwo = !letBy && needsSecondAdmin(change, target.role, actor.id);
  if (takesTwo && !(await isFirstInCharge(tx, merchant.id, actor.id))) return err({ kind: 'needs_second' });
  if (change.userId === actor.id) return err({ kind: 'self' });
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
