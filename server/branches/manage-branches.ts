import type { Tx } from '#db/client.ts';
import {
  type BranchRow,
  countDevicesByBranch,
  insertBranch,
  isNameTaken,
  listBranches,
  lockBranch,
  updateBranch,
} from '#db/queries/branches.ts';
import type { AuditAction } from '#server/audit/actions.ts';
import { type AuditEntry, record } from '#server/audit/record.ts';
import { type Context, NotFound } from '#server/auth/context.ts';
import type { BranchId } from '#server/kernel/ids.ts';
import type { Locale } from '#server/kernel/locale.ts';
import { err, ok, type Result } from '#server/kernel/result.ts';

/** A branch as its screen shows it. */
export type BranchView = {
  id: BranchId;
  name: string;
  address: string;
  city: string;
  /** What its terminals speak to customers; null: the merchant's language. */
  locale: Locale | null;
  isRetired: boolean;
  /** Devices in use there. */
  deviceCount: number;
};

/** What somebody writes of a branch. */
export type BranchWish = { name: string; address: string; city: string; locale: Locale | null };

/** Why a branch was not added or changed. */
export type BranchFailure = { kind: 'name_taken' } | { kind: 'has_devices' } | { kind: 'same' };

type Managing = Context<'branches:manage'>;

/** The branches of the merchant by name, those that were given up after the others. */
export async function listBranchViews(ctx: Managing): Promise<BranchView[]> {
  const merchantId = ctx.merchant.id;
  return ctx.inTransaction(async (tx) => {
    const rows = await listBranches(tx, merchantId);
    const counts = await countDevicesByBranch(tx, merchantId);
    const views = rows.map(({ id, name, address, city, locale, retiredAt }) => ({
      ...{ id, name, address, city, locale },
      isRetired: retiredAt !== null,
      deviceCount: counts.get(id) ?? 0,
    }));
    return [...views.filter(({ isRetired }) => !isRetired), ...views.filter(({ isRetired }) => isRetired)];
  });
}

/** Adds a branch. */
export async function addBranch(
  ctx: Managing,
  wish: BranchWish,
): Promise<Result<{ branchId: BranchId }, BranchFailure>> {
  const merchantId = ctx.merchant.id;
  const id = ctx.ids.next('branch');
  return ctx.inTransaction(async (tx) => {
    if (await isNameTaken(tx, merchantId, { name: wish.name, except: null }))
      return err({ kind: 'name_taken' });
    await insertBranch(tx, { merchantId, id, ...wish });
    await keep(ctx, tx, id, 'branch.added', { name: wish.name });
    return ok({ branchId: id });
  });
}

/** Changes what a branch is called and where it is. Throws NotFound for one that is not the merchant's. */
export async function changeBranch(
  ctx: Managing,
  id: BranchId,
  wish: BranchWish,
): Promise<Result<null, BranchFailure>> {
  const merchantId = ctx.merchant.id;
  return ctx.inTransaction(async (tx) => {
    const row = await lockIt(ctx, tx, id);
    if (await isNameTaken(tx, merchantId, { name: wish.name, except: id }))
      return err({ kind: 'name_taken' });
    await updateBranch(tx, row, wish);
    await keep(ctx, tx, id, 'branch.changed', { name: wish.name, nameBefore: row.name });
    return ok(null);
  });
}

/** Gives a branch up, in which no device is in use any more: what happened there stays on record. */
export async function retireBranch(ctx: Managing, id: BranchId): Promise<Result<null, BranchFailure>> {
  return ctx.inTransaction(async (tx) => {
    const row = await lockIt(ctx, tx, id);
    if (row.retiredAt) return err({ kind: 'same' });
    const counts = await countDevicesByBranch(tx, ctx.merchant.id);
    if ((counts.get(id) ?? 0) > 0) return err({ kind: 'has_devices' });
    await updateBranch(tx, row, { retiredAt: ctx.clock.now() });
    await keep(ctx, tx, id, 'branch.retired', { name: row.name });
    return ok(null);
  });
}

/** Opens a branch again that was given up. */
export async function reopenBranch(ctx: Managing, id: BranchId): Promise<Result<null, BranchFailure>> {
  return ctx.inTransaction(async (tx) => {
    const row = await lockIt(ctx, tx, id);
    if (!row.retiredAt) return err({ kind: 'same' });
    await updateBranch(tx, row, { retiredAt: null });
    await keep(ctx, tx, id, 'branch.reopened', { name: row.name });
    return ok(null);
  });
}

async function lockIt(ctx: Managing, tx: Tx, id: BranchId): Promise<BranchRow> {
  const row = await lockBranch(tx, ctx.merchant.id, id, 'update');
  if (!row) throw new NotFound();
  return row;
}

async function keep(
  ctx: Managing,
  tx: Tx,
  id: BranchId,
  action: AuditAction,
  data: AuditEntry['data'],
): Promise<void> {
  await record(tx, ctx.merchant.id, ctx.auditKey, {
    at: ctx.clock.now(),
    actor: { kind: 'user', id: ctx.actor.id },
    action,
    objectId: id,
    result: 'done',
    data,
  });
}
