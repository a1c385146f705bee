import { randomUUID } from 'node:crypto';
import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findBatch } from '#db/queries/batches.ts';
import { findDeviceHold } from '#db/queries/devices.ts';
import { findTransaction } from '#db/queries/transactions.ts';
import { eodReports, eodRuns } from '#db/schema/end-of-day.ts';
import { reportContent } from '#server/end-of-day/report.ts';
import { requestEndOfDay } from '#server/end-of-day/request-end-of-day.ts';
import type { EndOfDayRunId, TransactionId } from '#server/kernel/ids.ts';
import { startSale } from '#server/transactions/start-sale.ts';
import { waitFor } from '#tests/support/wait-for.ts';
import { createWorld, type World } from '#tests/support/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const seeing = () => world.as('manager', 'transactions:see');

function read(id: TransactionId) {
  return seeing().inTransaction((tx) => findTransaction(tx, seeing().merchant.id, id));
}

async function sell(minor: number) {
  const started = await startSale(world.as('manager', 'sale:start'), {
    intentKey: randomUUID(),
    deviceId: world.terminal,
    amount: { minor, currency: 'TRY' },
    installmentCount: 1,
    lines: [],
  });
  if (!started.ok) throw new Error(started.error.kind);
  return started.value.transactionId;
}

async function approved(minor: number) {
  const id = await sell(minor);
  return waitFor(async () => {
    const row = await read(id);
    return row?.state === 'approved' ? row : null;
  }, 'an approved sale');
}

async function close(): Promise<EndOfDayRunId> {
  const run = await requestEndOfDay(world.as('accountant', 'end-of-day:run'), { deviceId: world.terminal });
  if (!run.ok) throw new Error(run.error.kind);
  return run.value.runId;
}

async function run(id: EndOfDayRunId) {
  const ctx = seeing();
  const [row] = await ctx.inTransaction((tx) =>
    tx
      .select()
      .from(eodRuns)
      .where(and(eq(eodRuns.merchantId, ctx.merchant.id), eq(eodRuns.id, id))),
  );
  return row;
}

function reaches(id: EndOfDayRunId, state: string) {
  return waitFor(async () => {
    const row = await run(id);
    return row?.state === state ? row : null;
  }, `the run to be ${state}`);
}

async function report(id: EndOfDayRunId) {
  const ctx = seeing();
  const [row] = await ctx.inTransaction((tx) => tx.select().from(eodReports).where(eq(eodReports.runId, id)));
  return row && { number: row.number, ...reportContent.parse(row.content) };
}

test('closes the batch with both sides agreed, numbered without a gap, and the next sale opens a new batch', async () => {
  const sale = await approved(12_000);
  await approved(8_000);
  const [first, again] = await Promise.all([close(), close()]);
  expect(again).toBe(first);
  const closed = await reaches(first, 'closed');
  expect(closed.isMatched).toBe(true);
  const content = await report(first);
  expect(content).toMatchObject({ number: 1, isMatched: true, differences: [], deviceLabel: 'Kasa 509' });
  expect(content?.ours.reduce((sum, line) => sum + line.netMinor, 0)).toBe(20_000);
  expect(content?.sheet).toMatchObject({ layout: 'a4', taxNumber: world.merchant.taxNumber, said: [] });
  expect(content?.sheet?.cards.reduce((sum, line) => sum + line.netMinor, 0)).toBe(20_000);
  const ctx = seeing();
  const batch =
    sale.batchId && (await ctx.inTransaction((tx) => findBatch(tx, ctx.merchant.id, sale.batchId ?? 'bat_')));
  expect(batch).toMatchObject({ state: 'closed', number: content?.batchNumber });
  expect((await approved(1_000)).batchId).not.toBe(sale.batchId);
});

test('that the terminal counts differently says so and never calls itself matched', async () => {
  await approved(5_000);
  await world.device('509', { scenario: 'eod-short', times: 1 });
  const closed = await reaches(await close(), 'closed');
  expect(closed.isMatched).toBe(false);
  expect((await report(closed.id))?.differences.length).toBeGreaterThan(0);
  expect((await report(closed.id))?.number).toBe(2);
});

test('that the provider refuses leaves the batch open and the device free', async () => {
  await approved(5_000);
  await world.device('509', { scenario: 'busy', times: 1 });
  await reaches(await close(), 'failed');
  const ctx = seeing();
  expect(await ctx.inTransaction((tx) => findDeviceHold(tx, ctx.merchant.id, world.terminal))).toBeNull();
  await reaches(await close(), 'closed');
});

test('over an unknown sale is blocked with its list', async () => {
  const id = await sell(10_064);
  await waitFor(async () => (await read(id))?.state === 'unknown', 'unknown');
  const blocked = await reaches(await close(), 'blocked');
  expect(blocked.blockedBy).toEqual([id]);
  await waitFor(async () => (await read(id))?.state === 'approved', 'the resolution');
  await reaches(await close(), 'closed');
});

test('whose answer is lost is never repeated, and the next sale’s batch number tells that it happened', async () => {
  await approved(5_000);
  await world.device('509', { scenario: 'eod-lost', times: 1 });
  const lost = await reaches(await close(), 'unknown');
  expect(await close()).toBe(lost.id);
  const asked = () => world.gateway.log().filter((entry) => entry.path.endsWith('/eod')).length;
  const before = asked();
  await waitFor(async () => {
    const ctx = seeing();
    return (await ctx.inTransaction((tx) => findDeviceHold(tx, ctx.merchant.id, world.terminal))) === null;
  }, 'the device to be given back after the waiting window');
  await approved(6_000);
  const settled = await run(lost.id);
  expect(settled).toMatchObject({ state: 'closed', isMatched: null });
  expect(asked()).toBe(before);
});

test('that failed in a way nobody documents is found not to have happened by the next sale’s batch number', async () => {
  await world.device('509', { scenario: 'eod-refused', times: 1 });
  const lost = await reaches(await close(), 'unknown');
  await waitFor(async () => {
    const ctx = seeing();
    return (await ctx.inTransaction((tx) => findDeviceHold(tx, ctx.merchant.id, world.terminal))) === null;
  }, 'the device to be given back after the waiting window');
  await approved(7_000);
  expect(await run(lost.id)).toMatchObject({ state: 'failed', outcomeReason: 'close_did_not_happen' });
  expect(await reaches(await close(), 'closed')).toMatchObject({ isMatched: true });
});
