import type { Tx } from '#db/client.ts';
import { lockBranch } from '#db/queries/branches.ts';
import { findConnection, listConnectionRows } from '#db/queries/connections.ts';
import {
  type DeviceRow,
  findDeviceHold,
  insertDevice,
  listManagedDevices,
  lockDevice,
  updateDevice,
} from '#db/queries/devices.ts';
import { announce } from '#db/queries/live.ts';
import { listOpenSplitSales } from '#db/queries/split-sales.ts';
import { listOpenTransactions } from '#db/queries/transactions.ts';
import type { AuditAction } from '#server/audit/actions.ts';
import type { AuditFacts, ExactFacts } from '#server/audit/facts.ts';
import { record } from '#server/audit/record.ts';
import { type Context, NotFound } from '#server/auth/context.ts';
import { capabilitiesOf } from '#server/gateways/registry.ts';
import type { BranchId, ConnectionId, DeviceId } from '#server/kernel/ids.ts';
import type { Provider } from '#server/kernel/providers.ts';
import { err, ok, type Result } from '#server/kernel/result.ts';

/** A device as whoever manages it sees it. */
export type ManagedDevice = {
  id: DeviceId;
  label: string;
  /** What its provider calls it; null of a till without a terminal, of which the provider knows nothing. */
  providerDeviceId: string | null;
  isEnabled: boolean;
  branchId: BranchId;
  branchName: string;
  connectionLabel: string;
};

/** An account through which devices can be driven; `isOnline`: its payers pay on pages, on a till without a terminal. */
export type DeviceSource = { id: ConnectionId; label: string; isOnline: boolean };

/** Why a device was not added or changed. */
export type DeviceFailure =
  | { kind: 'no_such_connection' }
  | { kind: 'no_such_branch' }
  | { kind: 'id_missing' }
  | { kind: 'id_taken' }
  /** Something is on it, or nobody knows yet what became of it. */
  | { kind: 'in_use' }
  | { kind: 'same' };

type Managing = Context<'devices:manage'>;

/** Every device, those switched off among them, and the accounts another one can be added to. */
export async function listManaged(
  ctx: Managing,
): Promise<{ devices: ManagedDevice[]; sources: DeviceSource[] }> {
  const merchantId = ctx.merchant.id;
  return ctx.inTransaction(async (tx) => {
    const rows = await listManagedDevices(tx, merchantId);
    const accounts = await listConnectionRows(tx, merchantId);
    return {
      devices: rows.map(({ provider, settings, providerDeviceId, ...row }) => ({
        ...row,
        providerDeviceId: isOnline({ provider, settings }) ? null : providerDeviceId,
      })),
      sources: accounts.map(({ id, label, provider, settings }) => ({
        ...{ id, label },
        isOnline: isOnline({ provider, settings }) ?? false,
      })),
    };
  });
}

/** A device as somebody wishes it. */
export type NewDevice = {
  connectionId: ConnectionId;
  branchId: BranchId;
  label: string;
  /** As its provider handed it over; nothing of a till without a terminal. */
  providerDeviceId: string | null;
};

/** Adds a device to an account; it can be sold on at once. */
export async function addDevice(
  ctx: Managing,
  wish: NewDevice,
): Promise<Result<{ deviceId: DeviceId }, DeviceFailure>> {
  const merchantId = ctx.merchant.id;
  const id = ctx.ids.next('device');
  return ctx.inTransaction(async (tx) => {
    const connection = await findConnection(tx, merchantId, wish.connectionId);
    if (!connection) return err({ kind: 'no_such_connection' });
    if (!(await isOpenBranch(ctx, tx, wish.branchId))) return err({ kind: 'no_such_branch' });
    // A till without a terminal has no name at its provider: ours does.
    const providerDeviceId = isOnline(connection) ? id : wish.providerDeviceId;
    if (!providerDeviceId) return err({ kind: 'id_missing' });
    const { connectionId, branchId, label } = wish;
    const createdAt = ctx.clock.now();
    const row = { merchantId, id, connectionId, branchId, label, providerDeviceId, createdAt };
    if (!(await insertDevice(tx, row))) return err({ kind: 'id_taken' });
    await keep(ctx, tx, id, 'device.added', { label, branch: branchId, connection: connectionId });
    return ok({ deviceId: id });
  });
}

/**
 * Renames a device or moves it to another branch. What it took stays in the branch it was taken in; its batches go with it. It is
 * moved only while nothing is on it. Throws NotFound for one that is not the merchant's.
 */
export async function changeDevice(
  ctx: Managing,
  id: DeviceId,
  { label, branchId }: { label: string; branchId: BranchId },
): Promise<Result<null, DeviceFailure>> {
  return ctx.inTransaction(async (tx) => {
    const row = await lockIt(ctx, tx, id);
    if (branchId !== row.branchId) {
      if (!(await isOpenBranch(ctx, tx, branchId))) return err({ kind: 'no_such_branch' });
      if (await isInUse(ctx, tx, row)) return err({ kind: 'in_use' });
    }
    await updateDevice(tx, row, { label, branchId });
    await keep(ctx, tx, id, 'device.changed', {
      ...{ label, labelBefore: row.label },
      ...{ branch: branchId, branchBefore: row.branchId },
    });
    return ok(null);
  });
}

/** Takes a device out of use, while nothing is on it: nothing is sold there any more, and what was stays on record. */
export async function disableDevice(ctx: Managing, id: DeviceId): Promise<Result<null, DeviceFailure>> {
  return ctx.inTransaction(async (tx) => {
    const row = await lockIt(ctx, tx, id);
    if (!row.isEnabled) return err({ kind: 'same' });
    if (await isInUse(ctx, tx, row)) return err({ kind: 'in_use' });
    await updateDevice(tx, row, { isEnabled: false });
    await keep(ctx, tx, id, 'device.disabled', { label: row.label });
    return ok(null);
  });
}

/** Takes a device into use again; its branch must not have been given up. */
export async function enableDevice(ctx: Managing, id: DeviceId): Promise<Result<null, DeviceFailure>> {
  return ctx.inTransaction(async (tx) => {
    const row = await lockIt(ctx, tx, id);
    if (row.isEnabled) return err({ kind: 'same' });
    if (!(await isOpenBranch(ctx, tx, row.branchId))) return err({ kind: 'no_such_branch' });
    await updateDevice(tx, row, { isEnabled: true });
    await keep(ctx, tx, id, 'device.enabled', { label: row.label });
    return ok(null);
  });
}

/** Null when the stored settings of the account cannot be read. */
function isOnline(connection: { provider: Provider; settings: unknown }): boolean | null {
  try {
    return capabilitiesOf(connection).page !== null;
  } catch {
    return null;
  }
}

async function isOpenBranch(ctx: Managing, tx: Tx, id: BranchId): Promise<boolean> {
  const branch = await lockBranch(tx, ctx.merchant.id, id, 'share');
  return branch !== null && branch.retiredAt === null;
}

async function isInUse(ctx: Managing, tx: Tx, { id }: DeviceRow): Promise<boolean> {
  const merchantId = ctx.merchant.id;
  if (await findDeviceHold(tx, merchantId, id)) return true;
  if ((await listOpenTransactions(tx, merchantId, id)).length > 0) return true;
  return (await listOpenSplitSales(tx, merchantId, id)).length > 0;
}

async function lockIt(ctx: Managing, tx: Tx, id: DeviceId): Promise<DeviceRow> {
  const row = await lockDevice(tx, ctx.merchant.id, id);
  if (!row) throw new NotFound();
  return row;
}

async function keep<F extends AuditFacts>(
  ctx: Managing,
  tx: Tx,
  id: DeviceId,
  action: AuditAction,
  data: ExactFacts<F>,
): Promise<void> {
  const merchantId = ctx.merchant.id;
  await announce(tx, { merchantId, topic: 'device', id });
  await record(tx, merchantId, ctx.auditKey, {
    at: ctx.clock.now(),
    actor: { kind: 'user', id: ctx.actor.id },
    action,
    objectId: id,
    result: 'done',
    data,
  });
}
