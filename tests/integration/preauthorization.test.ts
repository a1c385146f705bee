import { randomUUID } from 'node:crypto';
import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listBatchTotals } from '#db/queries/batches.ts';
import { listFollowUps } from '#db/queries/follow-ups.ts';
import { findTransaction, type TransactionRow } from '#db/queries/transactions.ts';
import { eodReports, eodRuns } from '#db/schema/end-of-day.ts';
import { netByCurrency, sumNets } from '#server/batches/net.ts';
import { reportContent } from '#server/end-of-day/report.ts';
import { requestEndOfDay } from '#server/end-of-day/request-end-of-day.ts';
import type { DeviceId, TransactionId } from '#server/kernel/ids.ts';
import { capturePreauthorization } from '#server/transactions/capture-preauthorization.ts';
import { getTransaction } from '#server/transactions/get-transaction.ts';
import { startRefund } from '#server/transactions/start-refund.ts';
import { startSale } from '#server/transactions/start-sale.ts';
import { sumTransactions } from '#server/transactions/sum-transactions.ts';
import { voidSale } from '#server/transactions/void-sale.ts';
import { waitFor } from '#tests/support/wait-for.ts';
import { createWorld, type World } from '#tests/support/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const seeing = () => world.as('manager', 'transactions:see');

function read(id: TransactionId): Promise<TransactionRow | null> {
  return seeing().inTransaction((tx) => findTransaction(tx, seeing().merchant.id, id));
}

async function ended(id: TransactionId): Promise<TransactionRow> {
  return waitFor(async () => {
    const row = await read(id);
    return row?.settledAt ? row : null;
  }, `the end of ${id}`);
}

type Started = { ok: true; value: { transactionId: TransactionId } } | { ok: false; error: { kind: string } };

async function endOf(started: Promise<Started>): Promise<TransactionRow> {
  const opened = await started;
  if (!opened.ok) throw new Error(opened.error.kind);
  return ended(opened.value.transactionId);
}

function hold(minor: number, changes: { deviceId?: DeviceId; installmentCount?: number } = {}) {
  return startSale(world.as('manager', 'sale:start'), {
    intentKey: randomUUID(),
    kind: 'preauthorization',
    deviceId: world.terminal,
    amount: { minor, currency: 'TRY' },
    installmentCount: 1,
    lines: [],
    ...changes,
  });
}

async function held(minor: number): Promise<TransactionRow> {
  const row = await endOf(hold(minor));
  expect(row).toMatchObject({ kind: 'preauthorization', state: 'approved' });
  return row;
}

function capture(holdId: TransactionId, amountMinor: number, intentKey: string = randomUUID()) {
  return capturePreauthorization(world.as('manager', 'sale:start'), { intentKey, holdId, amountMinor });
}

function release(saleId: TransactionId) {
  return voidSale(world.as('manager', 'void:start'), { intentKey: randomUUID(), saleId, reason: null });
}

function refund(saleId: TransactionId, amountMinor: number) {
  return startRefund(world.as('manager', 'refund:start'), {
    intentKey: randomUUID(),
    saleId,
    size: { by: 'amount', amountMinor },
    reason: null,
  });
}

/** What the provider's own book has under a payment, oldest first. */
function bookOf(row: TransactionRow) {
  return world.gateway
    .book()
    .filter((entry) => entry.paymentId === row.providerPaymentId && entry.state === 'approved')
    .map(({ kind, amountMinor }) => [kind, amountMinor]);
}

function sentUnder(reference: string) {
  return world.gateway.log().filter((call) => call.transactionReferenceId === reference);
}

/** Closes the terminal's batch and gives the report, once it is written. */
async function closedDay() {
  const run = await requestEndOfDay(world.as('accountant', 'end-of-day:run'), { deviceId: world.terminal });
  if (!run.ok) throw new Error(run.error.kind);
  const ctx = seeing();
  await waitFor(
    () =>
      ctx.inTransaction(async (tx) => {
        const [row] = await tx
          .select()
          .from(eodRuns)
          .where(and(eq(eodRuns.id, run.value.runId), eq(eodRuns.state, 'closed')));
        return row;
      }),
    'the close',
  );
  const [report] = await ctx.inTransaction((tx) =>
    tx.select().from(eodReports).where(eq(eodReports.runId, run.value.runId)),
  );
  return reportContent.parse(report?.content);
}

async function followUpsOf(id: TransactionId) {
  const rows = await seeing().inTransaction((tx) => listFollowUps(tx, seeing().merchant.id, id));
  return rows.map(({ kind, state }) => [kind, state]);
}

describe('a hold', () => {
  test('that is captured in part, refunded and voided nowhere leaves a day on which both books agree', async () => {
    const first = await held(30_000);
    const taken = await endOf(capture(first.id, 22_050));
    expect(taken).toMatchObject({
      kind: 'capture',
      state: 'approved',
      originalId: first.id,
      providerPaymentId: first.providerPaymentId,
      providerDate: first.providerDate,
      last4: first.last4,
      batchId: first.batchId,
    });
    expect(await read(first.id)).toMatchObject({
      captureId: taken.id,
      capturedAt: taken.settledAt,
      voidId: null,
    });
    expect(await endOf(refund(taken.id, 2_050))).toMatchObject({ state: 'approved', originalId: taken.id });
    expect(await read(taken.id)).toMatchObject({ refundedMinor: 2_050, refundReservedMinor: 0 });
    expect(bookOf(first)).toEqual([
      ['preauth', 30_000],
      ['capture', 22_050],
      ['refund', 2_050],
    ]);

    const second = await held(50_000);
    expect((await endOf(release(second.id))).state).toBe('approved');
    expect(await read(second.id)).toMatchObject({ captureId: null, voidId: expect.any(String) });
    expect((await read(second.id))?.voidedAt).not.toBeNull();

    const { batchId } = first;
    if (!batchId) throw new Error('no batch');
    const sums = await seeing().inTransaction((tx) => listBatchTotals(tx, seeing().merchant.id, batchId));
    // A hold and its capture may have met other banks than the next one.
    expect(sumNets(netByCurrency(sums))).toMatchObject([
      {
        preauthorizationCount: 2,
        preauthorizationMinor: 80_000,
        captureMinor: 22_050,
        refundMinor: 2_050,
        voidCount: 0,
        releaseMinor: 50_000,
        netMinor: 20_000,
      },
    ]);

    const report = await closedDay();
    expect(report).toMatchObject({ isMatched: true, differences: [] });
    expect(report.ours).toMatchObject([
      {
        saleCount: 0,
        captureCount: 1,
        captureMinor: 22_050,
        refundMinor: 2_050,
        voidCount: 0,
        netMinor: 20_000,
      },
    ]);
  });

  test('of its own closes no difference into the day', async () => {
    await held(12_345);
    expect(await closedDay()).toMatchObject({ isMatched: true, ours: [], terminal: [] });
  });

  test('is declined like a sale, and holds nothing then', async () => {
    await world.device('509', { scenario: 'decline-insufficient-funds', times: 1 });
    const row = await endOf(hold(9_900));
    expect(row).toMatchObject({ kind: 'preauthorization', state: 'declined' });
    expect(await capture(row.id, 9_900)).toMatchObject({
      ok: false,
      error: { kind: 'hold_not_possible', obstacle: 'not_a_hold' },
    });
  });

  test('is refused before the wire where the device cannot hold', async () => {
    const before = world.gateway.log().length;
    expect(await hold(9_900, { deviceId: world.register })).toMatchObject({
      ok: false,
      error: { kind: 'preauthorization_not_supported' },
    });
    expect(world.gateway.log()).toHaveLength(before);
  });

  test('keeps its instalments for the capture', async () => {
    const row = await endOf(hold(60_000, { installmentCount: 6 }));
    const taken = await endOf(capture(row.id, 60_000));
    expect(taken).toMatchObject({ state: 'approved', installmentCount: 6 });
    const entry = world.gateway.book().find((each) => each.transactionReferenceId === taken.reference);
    expect(entry).toMatchObject({ kind: 'capture', installment: 6, amountMinor: 60_000 });
  });

  test('is given back by nobody: a refund of it is refused', async () => {
    const row = await held(8_000);
    expect(await refund(row.id, 8_000)).toMatchObject({
      ok: false,
      error: { kind: 'not_possible', obstacle: 'not_an_approved_sale' },
    });
  });

  test('that the batch was closed over can be captured still, and released no more', async () => {
    const row = await held(14_000);
    await closedDay();
    expect(await release(row.id)).toMatchObject({
      ok: false,
      error: { kind: 'hold_not_possible', obstacle: 'batch_closed' },
    });
    const taken = await endOf(capture(row.id, 14_000));
    expect(taken.state).toBe('approved');
    expect(taken.batchId).not.toBe(row.batchId);
    expect(await closedDay()).toMatchObject({ isMatched: true, ours: [{ captureMinor: 14_000 }] });
  });
});

describe('a capture', () => {
  test('twice at once takes the money once', async () => {
    const row = await held(20_000);
    const both = await Promise.all([capture(row.id, 20_000), capture(row.id, 15_000)]);
    expect(both.filter((each) => each.ok)).toHaveLength(1);
    await waitFor(async () => (await read(row.id))?.capturedAt, 'the capture');
    expect(await capture(row.id, 1)).toMatchObject({ ok: false, error: { obstacle: 'captured' } });
    expect(bookOf(row).filter(([kind]) => kind === 'capture')).toHaveLength(1);
  });

  test('with the same form key is the same capture, with other content refused', async () => {
    const row = await held(20_000);
    const key = randomUUID();
    const first = await capture(row.id, 20_000, key);
    expect(await capture(row.id, 20_000, key)).toMatchObject({
      ok: true,
      value: { transactionId: first.ok && first.value.transactionId, isRepeat: true },
    });
    expect(await capture(row.id, 19_999, key)).toMatchObject({ ok: false, error: { kind: 'intent_reused' } });
    if (first.ok) await ended(first.value.transactionId);
    expect(await followUpsOf(row.id)).toEqual([['capture', 'approved']]);
  });

  test('of more than is held is refused before the wire', async () => {
    const row = await held(20_000);
    const before = world.gateway.log().length;
    expect(await capture(row.id, 20_001)).toMatchObject({
      ok: false,
      error: { kind: 'more_than_held', heldMinor: 20_000 },
    });
    expect(world.gateway.log()).toHaveLength(before);
    expect(await followUpsOf(row.id)).toEqual([]);
    expect(await read(row.id)).toMatchObject({ captureId: null });
  });

  test('after a release is refused, and a release after a capture', async () => {
    const gone = await held(20_000);
    await endOf(release(gone.id));
    expect(await capture(gone.id, 20_000)).toMatchObject({ ok: false, error: { obstacle: 'released' } });
    const taken = await held(21_000);
    await endOf(capture(taken.id, 21_000));
    expect(await release(taken.id)).toMatchObject({ ok: false, error: { obstacle: 'captured' } });
  });

  test('whose answer is lost is not sent again, and is found approved once by asking', async () => {
    const row = await held(20_000);
    await world.device('509', { scenario: 'lost-answer', times: 1 });
    const started = await capture(row.id, 18_000);
    if (!started.ok) throw new Error(started.error.kind);
    const { transactionId } = started.value;
    await waitFor(async () => (await read(transactionId))?.state === 'unknown', 'the unknown capture');
    expect(await release(row.id)).toMatchObject({ ok: false, error: { obstacle: 'capture_running' } });
    const taken = await ended(transactionId);
    expect(taken.state).toBe('approved');
    expect(await read(row.id)).toMatchObject({ captureId: taken.id });
    expect(sentUnder(taken.reference).filter((call) => call.path.endsWith('/payment'))).toHaveLength(1);
    expect(bookOf(row)).toEqual([
      ['preauth', 20_000],
      ['capture', 18_000],
    ]);
  });

  test('that never arrived is believed not to have happened, and the hold is free for another one', async () => {
    const row = await held(20_000);
    await world.device('509', { scenario: 'lost-before-charge', times: 1 });
    const lost = await endOf(capture(row.id, 18_000));
    expect(lost).toMatchObject({ state: 'failed', outcomeReason: 'not_found' });
    expect(await read(row.id)).toMatchObject({ captureId: null, capturedAt: null });
    expect((await endOf(capture(row.id, 20_000))).state).toBe('approved');
    expect(bookOf(row)).toEqual([
      ['preauth', 20_000],
      ['capture', 20_000],
    ]);
  });

  test('can be voided on its day like a sale, as a whole', async () => {
    const row = await held(20_000);
    const taken = await endOf(capture(row.id, 20_000));
    const undone = await endOf(release(taken.id));
    expect(undone).toMatchObject({ kind: 'void', state: 'approved', originalId: taken.id });
    expect((await read(taken.id))?.voidedAt).not.toBeNull();
    expect((await read(row.id))?.voidedAt).toBeNull();
    expect(await closedDay()).toMatchObject({ isMatched: true });
  });
});

test('a hold, its capture and what went back stand together, each under its word', async () => {
  const row = await held(20_000);
  const taken = await endOf(capture(row.id, 15_000));
  const back = await endOf(refund(taken.id, 5_000));
  const family = await Promise.all([row, taken, back].map(({ id }) => getTransaction(seeing(), id)));
  for (const { family: seen } of family) {
    expect(seen?.members.map(({ kind, status }) => [kind, status])).toEqual([
      ['preauthorization', 'captured'],
      ['capture', 'partlyRefunded'],
      ['refund', 'approved'],
    ]);
    expect(seen).toMatchObject({
      hold: { held: { minor: 20_000 }, captured: { minor: 15_000 } },
      refunded: { minor: 5_000 },
      remaining: { minor: 10_000 },
    });
  }
  const gone = await held(7_000);
  const released = await endOf(release(gone.id));
  const seen = await getTransaction(seeing(), released.id);
  expect(seen).toMatchObject({ kind: 'release', status: 'approved' });
  expect(seen.family?.members.map(({ kind, status }) => [kind, status])).toEqual([
    ['preauthorization', 'released'],
    ['release', 'approved'],
  ]);
});

test('the list finds releases apart from voids', async () => {
  const countOf = async (kind: 'release' | 'void') =>
    (await sumTransactions(seeing(), [{ by: 'kind', kind }]))?.sums;
  const releases = world.gateway.book().filter((entry) => entry.kind === 'void').length;
  const [released, voided] = [await countOf('release'), await countOf('void')];
  expect(released).toMatchObject([{ kind: 'release' }]);
  expect(voided).toMatchObject([{ kind: 'void', count: 1 }]);
  expect((released?.[0]?.count ?? 0) + 1).toBe(releases);
});
