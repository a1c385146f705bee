import { desc, eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDatabase } from '#db/client.ts';
import { auditLog } from '#db/schema/audit-log.ts';
import { connections } from '#db/schema/connections.ts';
import { devices } from '#db/schema/devices.ts';
import { transactions } from '#db/schema/transactions.ts';
import { NotFound } from '#server/auth/context.ts';
import {
  addBranch,
  changeBranch,
  listBranchViews,
  reopenBranch,
  retireBranch,
} from '#server/branches/manage-branches.ts';
import type { BranchId, ConnectionId } from '#server/kernel/ids.ts';
import { listSellableDevices } from '#server/terminals/list-sellable-devices.ts';
import {
  addDevice,
  changeDevice,
  disableDevice,
  enableDevice,
  listManaged,
} from '#server/terminals/manage-devices.ts';
import { getTransaction } from '#server/transactions/get-transaction.ts';
import { startSale } from '#server/transactions/start-sale.ts';
import { ids } from '#tests/factories/ids.ts';
import { waitFor } from '#tests/support/wait-for.ts';
import { createWorld, type World } from '#tests/support/world.ts';

let world: World;
let owner: ReturnType<typeof openDatabase>;
let connectionId: ConnectionId;

beforeAll(async () => {
  world = await createWorld({ mode: 'manual' });
  owner = openDatabase(world.ownerUrl, { maxConnections: 1, name: 'planting' });
  const [row] = await owner.db
    .select({ id: devices.connectionId })
    .from(devices)
    .where(eq(devices.id, world.terminal));
  if (!row) throw new Error('No connection');
  connectionId = row.id;
});
afterAll(async () => {
  await owner.close();
  await world.close();
});

const branch = (change = {}) => ({
  name: 'Moda',
  address: 'Moda Cd. 1',
  city: 'İstanbul',
  locale: null,
  ...change,
});
const managing = () => world.as('admin', 'branches:manage');
const putting = () => world.as('admin', 'devices:manage');

async function made(name: string): Promise<BranchId> {
  const added = await addBranch(managing(), branch({ name }));
  if (!added.ok) throw new Error(added.error.kind);
  return added.value.branchId;
}

async function lastAction(): Promise<string | undefined> {
  const [row] = await owner.db.select().from(auditLog).orderBy(desc(auditLog.sequence)).limit(1);
  return row?.action;
}

const sale = () =>
  startSale(world.as('manager', 'sale:start'), {
    intentKey: crypto.randomUUID(),
    deviceId: world.terminal,
    amount: { minor: 100, currency: 'TRY' },
    installmentCount: 1,
    lines: [],
  });

describe('a branch', () => {
  test('is added, called otherwise and given up, each with its audit entry', async () => {
    const id = await made('Karaköy');
    expect(await lastAction()).toBe('branch.added');
    expect(await changeBranch(managing(), id, branch({ name: 'Galata' }))).toMatchObject({ ok: true });
    expect(await lastAction()).toBe('branch.changed');
    expect(await listBranchViews(managing())).toContainEqual(
      expect.objectContaining({ id, name: 'Galata', deviceCount: 0, isRetired: false }),
    );
    expect(await retireBranch(managing(), id)).toMatchObject({ ok: true });
    expect(await retireBranch(managing(), id)).toEqual({ ok: false, error: { kind: 'same' } });
    expect(await reopenBranch(managing(), id)).toMatchObject({ ok: true });
    expect(await lastAction()).toBe('branch.reopened');
  });

  test('has a name of its own, in whichever letters', async () => {
    const id = await made('Levent');
    const taken = { ok: false, error: { kind: 'name_taken' } };
    expect(await addBranch(managing(), branch({ name: 'LEVENT' }))).toEqual(taken);
    const other = await made('Etiler');
    expect(await changeBranch(managing(), other, branch({ name: 'levent' }))).toEqual(taken);
    expect((await changeBranch(managing(), id, branch({ name: 'Levent' }))).ok).toBe(true);
  });

  test('is not given up while a device is in use there', async () => {
    const held = { ok: false, error: { kind: 'has_devices' } };
    expect(await retireBranch(managing(), world.branchId)).toEqual(held);
  });

  test('of nobody is not found', async () => {
    const id = ids.next('branch');
    for (const attempt of [
      () => changeBranch(managing(), id, branch()),
      () => retireBranch(managing(), id),
      () => reopenBranch(managing(), id),
    ])
      await expect(attempt()).rejects.toThrow(NotFound);
  });
});

describe('a device', () => {
  test('is added to an account under an id that it has there once', async () => {
    const branchId = await made('Ortaköy');
    const wish = { connectionId, branchId, label: 'Yeni kasa', providerDeviceId: 'T00002' };
    const added = await addDevice(putting(), wish);
    expect(added.ok).toBe(true);
    expect(await lastAction()).toBe('device.added');
    const taken = { ok: false, error: { kind: 'id_taken' } };
    expect(await addDevice(putting(), { ...wish, label: 'Another' })).toEqual(taken);
    expect((await listManaged(putting())).devices).toContainEqual(
      expect.objectContaining({ label: 'Yeni kasa', branchName: 'Ortaköy', isEnabled: true }),
    );
    const race = { ...wish, providerDeviceId: 'T00003' };
    const both = await Promise.all([addDevice(putting(), race), addDevice(putting(), race)]);
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
  });

  test('needs an account, an open branch and, where there is a terminal, an id', async () => {
    const branchId = await made('Bebek');
    const wish = { connectionId, branchId, label: 'Kasa', providerDeviceId: 'T00009' };
    const refused = async (change: Partial<typeof wish> | { providerDeviceId: null }, kind: string) =>
      expect(await addDevice(putting(), { ...wish, ...change })).toEqual({ ok: false, error: { kind } });
    await refused({ connectionId: ids.next('connection') }, 'no_such_connection');
    await refused({ branchId: ids.next('branch') }, 'no_such_branch');
    await refused({ providerDeviceId: null }, 'id_missing');
    await retireBranch(managing(), branchId);
    await refused({}, 'no_such_branch');
  });

  test('of an account whose payers pay on pages has no id at the provider', async () => {
    const id = ids.next('connection');
    const { id: merchantId } = putting().merchant;
    await owner.db.insert(connections).values({
      ...{ merchantId, id, provider: 'pay_with_iyzico', environment: 'sandbox', label: 'Online' },
      ...{ baseUrl: 'http://127.0.0.1:9', settings: {}, sealedCredentials: '-', createdAt: new Date() },
    });
    const wish = { connectionId: id, branchId: world.branchId, label: 'Web', providerDeviceId: null };
    expect((await addDevice(putting(), wish)).ok).toBe(true);
    expect((await addDevice(putting(), { ...wish, label: 'Web 2' })).ok).toBe(true);
    const { devices: listed, sources } = await listManaged(putting());
    expect(listed.filter(({ providerDeviceId }) => providerDeviceId === null)).toHaveLength(2);
    expect(sources.find((source) => source.id === id)).toMatchObject({ isOnline: true });
  });

  test('is neither taken out of use nor moved while something is on it; afterwards nothing is sold there', async () => {
    const branchId = await made('Şişli');
    const started = await sale();
    if (!started.ok) throw new Error(started.error.kind);
    const inUse = { ok: false, error: { kind: 'in_use' } };
    expect(await disableDevice(putting(), world.terminal)).toEqual(inUse);
    expect(await changeDevice(putting(), world.terminal, { label: 'Kasa', branchId })).toEqual(inUse);
    const renamed = { label: 'Ön kasa', branchId: world.branchId };
    expect((await changeDevice(putting(), world.terminal, renamed)).ok).toBe(true);
    await world.act('509', 'tap');
    const id = started.value.transactionId;
    await waitFor(
      async () => (await getTransaction(world.as('manager', 'transactions:see'), id)).state === 'approved',
      'the sale to be approved',
    );
    expect((await changeDevice(putting(), world.terminal, { label: 'Kasa', branchId })).ok).toBe(true);
    const [kept] = await owner.db.select().from(transactions).where(eq(transactions.id, id));
    expect(kept?.branchId).toBe(world.branchId);
    expect((await disableDevice(putting(), world.terminal)).ok).toBe(true);
    expect(await sale()).toEqual({ ok: false, error: { kind: 'device_disabled' } });
    const sellable = await listSellableDevices(world.as('manager', 'sale:start'));
    expect(sellable.map((device) => device.id)).not.toContain(world.terminal);
    expect((await enableDevice(putting(), world.terminal)).ok).toBe(true);
  });

  test('that is taken out of use in the moment of a sale has either the sale or the switch, never both', async () => {
    for (let round = 0; round < 8; round++) {
      const [sold, off] = await Promise.all([sale(), disableDevice(putting(), world.terminal)]);
      expect([sold.ok, off.ok].filter(Boolean), JSON.stringify([sold, off])).toHaveLength(1);
      if (off.ok) await enableDevice(putting(), world.terminal);
      if (!sold.ok) continue;
      await world.act('509', 'tap');
      const id = sold.value.transactionId;
      await waitFor(
        async () => (await getTransaction(world.as('manager', 'transactions:see'), id)).state === 'approved',
        'the sale to be approved',
      );
    }
  });

  test('of nobody is not found', async () => {
    const id = ids.next('device');
    for (const attempt of [
      () => changeDevice(putting(), id, { label: 'x', branchId: world.branchId }),
      () => disableDevice(putting(), id),
      () => enableDevice(putting(), id),
    ])
      await expect(attempt()).rejects.toThrow(NotFound);
  });
});
