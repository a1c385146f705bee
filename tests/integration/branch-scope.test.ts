import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { NotFound } from '#server/auth/context.ts';
import { may, PERMISSIONS } from '#server/auth/permissions.ts';
import { isOfBranches } from '#server/auth/watched-merchants.ts';
import { getBatch } from '#server/batches/get-batch.ts';
import { listBatches } from '#server/batches/list-batches.ts';
import { getBoard } from '#server/end-of-day/get-board.ts';
import { getDossier } from '#server/end-of-day/get-dossier.ts';
import { getRun } from '#server/end-of-day/get-report.ts';
import { getReportFile } from '#server/end-of-day/report-file.ts';
import { requestEndOfDay } from '#server/end-of-day/request-end-of-day.ts';
import { exportTransactions } from '#server/exports/export-transactions.ts';
import type { TransactionId } from '#server/kernel/ids.ts';
import { type BatchId, type BranchId, type DeviceId, type EndOfDayRunId, isId } from '#server/kernel/ids.ts';
import { getSlip } from '#server/receipts/get-slip.ts';
import { makeLink } from '#server/receipts/make-link.ts';
import { getDevice } from '#server/terminals/get-device.ts';
import { listDevices } from '#server/terminals/list-devices.ts';
import { listSellableDevices } from '#server/terminals/list-sellable-devices.ts';
import { addNote } from '#server/transactions/add-note.ts';
import { askNow } from '#server/transactions/ask-now.ts';
import { getTransaction } from '#server/transactions/get-transaction.ts';
import { toSaleLine } from '#server/transactions/lines.ts';
import { listFilterChoices } from '#server/transactions/list-filter-choices.ts';
import { listTransactions } from '#server/transactions/list-transactions.ts';
import { startRefund } from '#server/transactions/start-refund.ts';
import { startSale } from '#server/transactions/start-sale.ts';
import { sumTransactions } from '#server/transactions/sum-transactions.ts';
import { voidSale } from '#server/transactions/void-sale.ts';
import { watchTransaction } from '#server/transactions/watch-transaction.ts';
import { ids } from '#tests/factories/ids.ts';
import { waitFor } from '#tests/support/wait-for.ts';
import { createWorld, type World } from '#tests/support/world.ts';

/** What there is in one branch: a device with a sale that was paid, in a batch that was closed. */
type Shop = {
  branchId: BranchId;
  deviceId: DeviceId;
  saleId: TransactionId;
  batchId: BatchId;
  runId: EndOfDayRunId;
};

let world: World;
let owner: postgres.Sql;
let mine: Shop;
let theirs: Shop;

beforeAll(async () => {
  world = await createWorld();
  owner = postgres(world.ownerUrl, { max: 2, onnotice: () => {} });
  const other = ids.next('branch');
  await owner`insert into branches (merchant_id, id, name, address, city)
    select id, ${other}, 'Moda', 'Moda Cd. 1', 'İstanbul' from merchants`;
  await owner`update devices set branch_id = ${other} where id = ${world.register}`;
  mine = await openShop(world.branchId, world.terminal);
  theirs = await openShop(other, world.register);
});
afterAll(async () => {
  await owner.end();
  await world.close();
});

const limited = <P extends Parameters<World['as']>[1]>(
  permission: P,
  role: 'manager' | 'support' | 'accountant' = 'manager',
) => world.as(role, permission, [mine.branchId]);

async function openShop(branchId: BranchId, deviceId: DeviceId): Promise<Shop> {
  const started = await startSale(world.as('manager', 'sale:start'), wish(deviceId));
  if (!started.ok) throw new Error(started.error.kind);
  const saleId = started.value.transactionId;
  await waitFor(async () => (await read(saleId)).state === 'approved', 'the sale to be approved');
  const closed = await requestEndOfDay(world.as('manager', 'end-of-day:run'), { deviceId });
  if (!closed.ok) throw new Error(closed.error.kind);
  const { runId } = closed.value;
  const run = () => getRun(world.as('manager', 'reports:see'), runId);
  await waitFor(async () => (await run()).run.state === 'closed', 'the batch to be closed');
  const [row] = await owner<{ batch_id: BatchId }[]>`select batch_id from transactions where id = ${saleId}`;
  if (!row || !isId('batch', row.batch_id)) throw new Error('The sale is in no batch');
  return { branchId, deviceId, saleId, batchId: row.batch_id, runId };
}

const read = (id: string) => getTransaction(world.as('support', 'transactions:see'), id);
const wish = (deviceId: DeviceId) => ({
  intentKey: crypto.randomUUID(),
  deviceId,
  amount: { minor: 11_800, currency: 'TRY' as const },
  installmentCount: 1,
  // Only the register asks for what is sold.
  lines:
    deviceId === world.register
      ? [toSaleLine({ name: 'Termos', unitCode: 'C62', vatRate: '20', quantity: 1, unitPriceMinor: 11_800 })]
      : [],
});

async function inText(body: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of body) parts.push(part);
  return Buffer.concat(parts).toString('utf8');
}

describe('somebody who is limited to a branch', () => {
  test('finds what is there', async () => {
    expect((await getTransaction(limited('transactions:see'), mine.saleId)).id).toBe(mine.saleId);
    expect((await getSlip(limited('receipts:print'), mine.saleId)).id).toBe(mine.saleId);
    expect((await getDevice(limited('devices:see'), mine.deviceId)).device.id).toBe(mine.deviceId);
    expect((await getRun(limited('reports:see'), mine.runId)).run.id).toBe(mine.runId);
    expect((await getBatch(limited('reports:see'), mine.batchId, {})).batch.id).toBe(mine.batchId);
    expect(await getDossier(limited('reports:see'), { runId: mine.runId, locale: 'tr' })).toMatchObject({
      ok: true,
    });
  });

  test('finds no thing of another branch, by whichever id', async () => {
    const pdf = { form: 'pdf', locale: 'tr' } as const;
    const reads: [name: string, read: () => Promise<unknown>][] = [
      ['a sale', () => getTransaction(limited('transactions:see'), theirs.saleId)],
      ['a sale that is watched', () => watchTransaction(limited('transactions:see'), theirs.saleId)],
      ['a slip', () => getSlip(limited('receipts:print'), theirs.saleId)],
      ['a link to a slip', () => makeLink(limited('receipts:print'), theirs.saleId, 7)],
      ['a device', () => getDevice(limited('devices:see'), theirs.deviceId)],
      ['a batch', () => getBatch(limited('reports:see'), theirs.batchId, {})],
      ['a close', () => getRun(limited('reports:see'), theirs.runId)],
      ['a report', () => getReportFile(limited('reports:see'), { ...pdf, runId: theirs.runId })],
      ['a dossier', () => getDossier(limited('reports:see'), { ...pdf, runId: theirs.runId })],
      ['a note', () => addNote(limited('transactions:see'), { transactionId: theirs.saleId, text: 'x' })],
    ];
    for (const [name, attempt] of reads) await expect(attempt(), name).rejects.toThrow(NotFound);
  });

  test('does nothing there', async () => {
    const count = async () => Number((await owner`select count(*) from transactions`)[0]?.count);
    const before = await count();
    const notThere = { ok: false, error: { kind: 'device_not_found' } };
    expect(await startSale(limited('sale:start'), wish(theirs.deviceId))).toEqual(notThere);
    expect(await requestEndOfDay(limited('end-of-day:run'), { deviceId: theirs.deviceId })).toEqual(notThere);
    const sale = { intentKey: crypto.randomUUID(), saleId: theirs.saleId, reason: null };
    const size = { by: 'amount' as const, amountMinor: 100 };
    for (const attempt of [
      () => voidSale(limited('void:start'), sale),
      () => startRefund(limited('refund:start'), { ...sale, size }),
      () => askNow(limited('transactions:ask'), theirs.saleId),
    ]) {
      const refused = await attempt().catch((error: unknown) => {
        expect(error).toBeInstanceOf(NotFound);
        return { ok: false };
      });
      expect(refused.ok).toBe(false);
    }
    expect(await count()).toBe(before);
  });

  test('sees lists, sums and choices of their branch alone', async () => {
    const see = limited('transactions:see');
    const choices = await listFilterChoices(see);
    const listed = await listTransactions(see, [], null, choices);
    expect(listed.rows.map(({ id }) => id)).toEqual([mine.saleId]);
    expect(JSON.stringify(choices)).not.toContain(theirs.branchId);
    expect(JSON.stringify(choices)).not.toContain(theirs.deviceId);
    const sums = JSON.stringify(await sumTransactions(see, []));
    expect(sums).toContain('11800');
    expect(sums).not.toContain('23600');
    expect((await listDevices(limited('devices:see'))).devices.map(({ id }) => id)).toEqual([mine.deviceId]);
    expect((await listSellableDevices(limited('sale:start'))).map(({ id }) => id)).toEqual([mine.deviceId]);
    const batches = await listBatches(limited('reports:see'), {});
    expect(batches.rows.map(({ deviceId }) => deviceId)).toEqual(batches.rows.map(() => mine.deviceId));
    const board = JSON.stringify(await getBoard(limited('reports:see'), {}));
    expect(board).toContain(mine.deviceId);
    expect(board).not.toContain(theirs.deviceId);
  });

  test('takes a file of their branch alone', async () => {
    const ctx = limited('transactions:export', 'accountant');
    const file = await exportTransactions(
      ctx,
      { form: 'csv', filter: [], query: '', filterInWords: '', locale: 'en' },
      await listFilterChoices(ctx),
    );
    const text = await inText(file.body);
    expect(text).toContain((await read(mine.saleId)).reference);
    expect(text).not.toContain((await read(theirs.saleId)).reference);
  });

  test('hears of changes of their branch alone', async () => {
    const { runtime } = world.running;
    const { id: userId } = limited('transactions:see').actor;
    const { id: merchantId } = limited('transactions:see').merchant;
    for (const [shop, isTheirs] of [
      [mine, true],
      [theirs, false],
    ] as const)
      for (const [topic, id] of [
        ['transaction', shop.saleId],
        ['device', shop.deviceId],
        ['batch', shop.batchId],
        ['end-of-day', shop.runId],
      ] as const)
        expect(await isOfBranches(runtime, userId, [mine.branchId], { merchantId, topic, id }), topic).toBe(
          isTheirs,
        );
  });

  test('is asked about once for a change, however many pages hear of it, and apart from anybody else', async () => {
    const { runtime } = world.running;
    const { id: userId } = limited('transactions:see').actor;
    const { id: merchantId } = limited('transactions:see').merchant;
    const change = { merchantId, topic: 'transaction', id: mine.saleId } as const;
    const ask = (branchId: typeof mine.branchId) => isOfBranches(runtime, userId, [branchId], change);
    expect(ask(mine.branchId)).toBe(ask(mine.branchId));
    expect([await ask(mine.branchId), await ask(theirs.branchId)]).toEqual([true, false]);
  });

  test('has nothing that is about the merchant as a whole', () => {
    const whole = PERMISSIONS.filter((permission) => {
      const manager = { role: 'manager' as const, branchIds: null };
      return may(manager, permission) && !may({ ...manager, branchIds: [mine.branchId] }, permission);
    });
    expect(whole.toSorted()).toEqual([
      'audit:read',
      'connections:see',
      'limits:check',
      'limits:see',
      'users:invite-support',
      'users:see',
    ]);
  });
});

test('every table that names a branch, a device or what happened there is limited by the database itself', async () => {
  const tables = await owner<{ name: string; limited: boolean }[]>`
    select distinct c.table_name as name, exists (
      select 1 from pg_policies p where p.tablename = c.table_name and p.policyname = 'branch' and p.permissive = 'RESTRICTIVE'
        and p.cmd = 'ALL') as limited
    from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
    where c.table_schema = 'public' and t.table_type = 'BASE TABLE'
      and c.column_name in ('branch_id', 'device_id', 'transaction_id', 'run_id', 'batch_id', 'variance_id', 'operation_id', 'export_id')`;
  expect(tables.length).toBeGreaterThan(20);
  expect(tables.filter((table) => !table.limited).map(({ name }) => name)).toEqual([]);
});
