import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listBatchMembers } from '#db/queries/batch-list.ts';
import { insertBatch } from '#db/queries/batches.ts';
import { findTransaction, type TransactionRow } from '#db/queries/transactions.ts';
import { NotFound } from '#server/auth/context.ts';
import { getBatch } from '#server/batches/get-batch.ts';
import { listBatches } from '#server/batches/list-batches.ts';
import { netByCurrency } from '#server/batches/net.ts';
import { getBoard } from '#server/end-of-day/get-board.ts';
import { getReport, getRun } from '#server/end-of-day/get-report.ts';
import { listTroubles } from '#server/end-of-day/list-runs.ts';
import { reportRows } from '#server/end-of-day/report-rows.ts';
import { requestEndOfDay } from '#server/end-of-day/request-end-of-day.ts';
import type { BatchId, DeviceId, TransactionId } from '#server/kernel/ids.ts';
import { addDays, businessDate } from '#server/kernel/time.ts';
import { getDevice } from '#server/terminals/get-device.ts';
import { listDevices } from '#server/terminals/list-devices.ts';
import { listFilterChoices } from '#server/transactions/list-filter-choices.ts';
import { startRefund } from '#server/transactions/start-refund.ts';
import { startSale } from '#server/transactions/start-sale.ts';
import { voidSale } from '#server/transactions/void-sale.ts';
import { ids } from '#tests/factories/ids.ts';
import { waitFor } from '#tests/support/wait-for.ts';
import { createWorld, type World } from '#tests/support/world.ts';

let world: World;
let elsewhere: World;
beforeAll(async () => {
  [world, elsewhere] = await Promise.all([createWorld(), createWorld({ runsWorker: false })]);
});
afterAll(() => Promise.all([world.close(), elsewhere.close()]));

const seeing = () => world.as('manager', 'transactions:see');
const reading = () => world.as('accountant', 'reports:see');

async function ended(id: TransactionId): Promise<TransactionRow> {
  return waitFor(async () => {
    const row = await seeing().inTransaction((tx) => findTransaction(tx, seeing().merchant.id, id));
    return row?.settledAt ? row : null;
  }, `the end of ${id}`);
}

async function sell(minor: number, deviceId: DeviceId = world.terminal): Promise<TransactionRow> {
  const started = await startSale(world.as('manager', 'sale:start'), {
    intentKey: randomUUID(),
    deviceId,
    amount: { minor, currency: 'TRY' },
    installmentCount: 1,
    lines: [],
  });
  if (!started.ok) throw new Error(started.error.kind);
  return ended(started.value.transactionId);
}

async function giveBack(saleId: TransactionId, amountMinor: number | 'all'): Promise<void> {
  const wish = { intentKey: randomUUID(), saleId, reason: null };
  const started =
    amountMinor === 'all'
      ? await voidSale(world.as('manager', 'void:start'), wish)
      : await startRefund(world.as('manager', 'refund:start'), {
          ...wish,
          size: { by: 'amount', amountMinor },
        });
  if (!started.ok) throw new Error(started.error.kind);
  await ended(started.value.transactionId);
}

async function close() {
  const run = await requestEndOfDay(world.as('manager', 'end-of-day:run'), { deviceId: world.terminal });
  if (!run.ok) throw new Error(run.error.kind);
  return waitFor(async () => {
    const view = await getReport(reading(), run.value.runId);
    return view.run.endedAt ? view : null;
  }, 'the end of the close');
}

describe('the open batch of a device', () => {
  test('has sums that equal those of its members, cut by acquirer and by card type alike', async () => {
    await sell(120_00);
    const refunded = await sell(80_00);
    const voided = await sell(50_00);
    await giveBack(refunded.id, 30_00);
    await giveBack(voided.id, 'all');
    expect((await sell(100_51)).state).toBe('declined');

    const { device, soFar } = await getDevice(world.as('manager', 'devices:see'), world.terminal);
    const batchId = device.openBatch?.id ?? 'bat_';
    const members = await reading().inTransaction((tx) =>
      listBatchMembers(tx, reading().merchant.id, batchId, { limit: 100 }),
    );
    const counted = netByCurrency(members.map((member) => ({ ...member, count: 1 })));
    expect(counted).toMatchObject([
      { saleCount: 3, saleMinor: 250_00, refundMinor: 30_00, voidMinor: 50_00, netMinor: 170_00 },
    ]);
    expect(device.openBatch?.nets).toEqual(counted);
    const batch = await getBatch(reading(), batchId, {});
    expect(batch.nets).toEqual(counted);
    expect(batch.sumsAgree).toBe(true);
    for (const cut of [soFar, batch.byAcquirer, batch.byCardType]) {
      expect(cut.reduce((sum, net) => sum + net.netMinor, 0)).toBe(170_00);
      expect(cut.reduce((sum, net) => sum + net.saleCount + net.refundCount + net.voidCount, 0)).toBe(5);
    }
    expect(batch.members.rows.map((row) => row.state)).toEqual(Array(5).fill('approved'));
  });

  test('stands in the numbers of today beside what was declined', async () => {
    const { today, devices } = await listDevices(world.as('manager', 'devices:see'));
    expect(today).toMatchObject([{ currency: 'TRY', netMinor: 170_00, saleCount: 3, declinedCount: 1 }]);
    const terminal = devices.find((device) => device.id === world.terminal);
    expect(terminal?.today).toEqual(today);
    expect(terminal?.health.kind).toBe('answering');
    expect(devices.find((device) => device.id === world.register)).toMatchObject({
      health: { kind: 'unused' },
      openBatch: null,
      today: [],
    });
  });
});

describe('a closed batch', () => {
  test('is matched on its page and on the board, and the next sale is not in it', async () => {
    const { run, report } = await close();
    expect(report?.content.isMatched).toBe(true);
    expect((await getBatch(reading(), run.batchId, {})).batch).toMatchObject({
      state: 'closed',
      isMatched: true,
      runId: run.id,
    });
    const board = await getBoard(reading(), {});
    expect(board.rows.find((row) => row.device.id === world.terminal)).toMatchObject({
      device: { openBatch: null, lastBatch: { id: run.batchId } },
      run: { id: run.id, isMatched: true },
    });
    const next = await sell(10_00);
    expect(next.batchId).not.toBe(run.batchId);
    const after = await getBatch(reading(), run.batchId, {});
    expect(after.nets).toMatchObject([{ netMinor: 170_00 }]);
  });

  test('tells what its banks are called, and so do the next batch and every list from then on', async () => {
    const { soFar, device } = await getDevice(world.as('manager', 'devices:see'), world.terminal);
    const { byAcquirer, members } = await getBatch(reading(), device.openBatch?.id ?? 'bat_', {});
    const { acquirers } = await listFilterChoices(world.as('manager', 'transactions:see'));
    for (const named of [soFar, byAcquirer, members.rows]) {
      expect(named.length).toBeGreaterThan(0);
      for (const { acquirerId, acquirerName } of named) {
        expect(acquirerName).toMatch(/^Banka /);
        expect(acquirers).toContainEqual({ id: acquirerId, name: acquirerName });
      }
    }
  });

  test('that the terminal totals differently shows where, and is on the list of troubles', async () => {
    await sell(20_00);
    await world.device('509', { scenario: 'eod-short', times: 1 });
    const { run, report } = await close();
    if (!report) throw new Error('There is no report');
    const differing = reportRows(report.content).filter((row) => !row.isAgreed);
    expect(differing.length).toBe(report.content.differences.length);
    expect(differing.length).toBeGreaterThan(0);
    expect(report.number).toBe(2);
    const { unsolved, hanging } = await listTroubles(reading());
    expect(unsolved.map((one) => one.id)).toEqual([run.id]);
    expect(hanging).toEqual([]);
  });

  test('does not keep a device from showing that it did not answer', async () => {
    await world.device('509', { scenario: 'busy', times: 1 });
    expect((await close()).run).toMatchObject({ state: 'failed', outcomeReason: 'device_busy' });
    const board = await getBoard(reading(), {});
    expect(board.rows.find((row) => row.device.id === world.terminal)?.run).toMatchObject({
      state: 'failed',
    });
    expect(board.history.rows.length).toBe(3);
  });
});

describe('the list of batches', () => {
  test('pages both ways without leaving out or repeating one, also where instants are equal', async () => {
    const made: BatchId[] = [];
    await reading().inTransaction(async (tx) => {
      for (let place = 0; place < 60; place++) {
        const id = ids.next('batch');
        made.push(id);
        await insertBatch(tx, {
          merchantId: reading().merchant.id,
          id,
          deviceId: world.register,
          number: String(place).padStart(4, '0'),
          state: 'closed',
          openedAt: new Date(Date.UTC(2026, 0, 1 + Math.floor(place / 7))),
          closedAt: new Date(Date.UTC(2026, 0, 2 + Math.floor(place / 7))),
        });
      }
    });
    const seen: string[] = [];
    const pages: string[][] = [];
    let page = await listBatches(reading(), { device: world.register });
    for (;;) {
      pages.push(page.rows.map((row) => row.id));
      seen.push(...page.rows.map((row) => row.id));
      if (!page.older) break;
      page = await listBatches(reading(), { device: world.register, after: page.older });
    }
    expect(seen.toSorted()).toEqual(made.toSorted());
    const back: string[][] = [page.rows.map((row) => row.id)];
    while (page.newer) {
      page = await listBatches(reading(), { device: world.register, before: page.newer });
      back.unshift(page.rows.map((row) => row.id));
    }
    expect(back.flat().toSorted()).toEqual(seen.toSorted());
    expect(new Set(pages.flat()).size).toBe(60);
  });

  test.each([
    { after: 'zzzz' },
    { before: '1-bat_0' },
    { device: "' or 1=1 --" },
    { device: '\u0000' },
    { state: 'everything' },
    { from: '2026-02-30' },
    { to: '0000-00-00' },
  ])('begins at the top, unfiltered, when asked for %j', async (wish) => {
    const [asked, plain] = await Promise.all([listBatches(reading(), wish), listBatches(reading(), {})]);
    expect(asked.rows.map((row) => row.id)).toEqual(plain.rows.map((row) => row.id));
    expect(asked.filter).toEqual({ deviceId: null, state: null, from: null, to: null });
  });

  test('is narrowed to those that matched, those that did not, and the days they were opened in', async () => {
    const rows = async (wish: Parameters<typeof listBatches>[1]) => (await listBatches(reading(), wish)).rows;
    expect((await rows({ state: 'matched' })).every((row) => row.isMatched === true)).toBe(true);
    const differing = await rows({ state: 'differs' });
    expect(differing.length).toBeGreaterThan(0);
    expect(differing.every((row) => row.state === 'closed' && row.isMatched === false)).toBe(true);
    const [newest] = differing;
    if (!newest) throw new Error('no batch');
    const { calendar } = reading().merchant;
    const day = businessDate(newest.openedAt, calendar);
    expect((await rows({ state: 'differs', from: day, to: day })).map((row) => row.id)).toContain(newest.id);
    expect(await rows({ from: addDays(day, 400) })).toEqual([]);
    expect((await rows({ state: 'differs', to: addDays(day, -1) })).map((row) => row.id)).not.toContain(
      newest.id,
    );
  });
});

describe('an id that is not one of this merchant’s', () => {
  test.each([
    '',
    '../../etc/passwd',
    "dev_'; drop table devices; --",
    'dev_\u0000',
    `dev_${'z'.repeat(64)}`,
    'undefined',
  ])('is nothing: %j', async (id) => {
    await expect(getDevice(world.as('manager', 'devices:see'), id)).rejects.toThrow(NotFound);
    await expect(getBatch(reading(), id, {})).rejects.toThrow(NotFound);
    await expect(getRun(reading(), id)).rejects.toThrow(NotFound);
    await expect(getReport(reading(), id)).rejects.toThrow(NotFound);
  });

  test('but of another merchant is nothing too', async () => {
    const { rows } = await listBatches(reading(), {});
    const { history } = await getBoard(reading(), {});
    const [batch, run] = [rows.at(0), history.rows.at(0)];
    if (!batch || !run) throw new Error('There is nothing to look at');
    const stranger = elsewhere.as('manager', 'reports:see');
    await expect(getBatch(stranger, batch.id, {})).rejects.toThrow(NotFound);
    await expect(getReport(stranger, run.id)).rejects.toThrow(NotFound);
    const devices = elsewhere.as('manager', 'devices:see');
    await expect(getDevice(devices, world.terminal)).rejects.toThrow(NotFound);
  });
});
