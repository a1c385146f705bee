import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listExchanges } from '#db/queries/exchanges.ts';
import { eodRuns } from '#db/schema/end-of-day.ts';
import { getRun } from '#server/end-of-day/get-report.ts';
import { requestEndOfDay } from '#server/end-of-day/request-end-of-day.ts';
import { readFrame } from '#server/merchants/read-frame.ts';
import { listUnfinished } from '#server/split-sales/list-split-sales.ts';
import { takeUpAgain } from '#server/split-sales/take-up-again.ts';
import { listDevices } from '#server/terminals/list-devices.ts';
import { listInFlight } from '#server/transactions/list-in-flight.ts';
import { getRefundable } from '#server/transactions/refund-plan.ts';
import { startRefund } from '#server/transactions/start-refund.ts';
import { startSale } from '#server/transactions/start-sale.ts';
import { voidSale } from '#server/transactions/void-sale.ts';
import { given, type SplitTill, splitTill } from '#tests/support/split-till.ts';
import { waitFor } from '#tests/support/wait-for.ts';
import { createWorld, type World } from '#tests/support/world.ts';

let world: World;
let till: SplitTill;
beforeAll(async () => {
  world = await createWorld();
  till = splitTill(world);
});
afterAll(() => world.close());

/** The next thing the register does meets this. */
const stage = (scenario: string) => world.device('507', { scenario, times: 1 });

/** The close of the register, when it has come to an end. */
async function closed() {
  const { runId } = given(
    await requestEndOfDay(world.as('manager', 'end-of-day:run'), { deviceId: world.register }),
  );
  const { inTransaction } = world.as('manager', 'reports:see');
  return waitFor(async () => {
    const [run] = await inTransaction((tx) => tx.select().from(eodRuns).where(eq(eodRuns.id, runId)));
    return run?.endedAt ? run : null;
  }, `the close ${runId} to end`);
}

describe('a sale that several payments pay', () => {
  test('is started, paid in three parts and completed, with the same sums here and in the provider’s book', async () => {
    const id = await till.opened(10_000);
    expect(await till.read(id)).toMatchObject({ paidMinor: 0, reservedMinor: 0 });
    for (const [minor, paidMinor] of [
      [5_000, 5_000],
      [3_000, 8_000],
      [2_000, 10_000],
    ] as const) {
      const row = await till.paid(id, minor);
      expect(row).toMatchObject({ splitSaleId: id, amountMinor: minor });
      expect(row.batchId).not.toBeNull();
      expect(await till.read(id)).toMatchObject({ state: 'open', paidMinor, reservedMinor: 0 });
      expect(await till.holder()).toBe(id);
    }
    given(await till.complete(id));
    const done = await till.reaches(id, 'completed');
    expect(done).toMatchObject({ paidMinor: 10_000, reservedMinor: 0, flags: [] });
    expect(done.endedAt).not.toBeNull();
    expect(await till.holder()).toBeNull();
    const parts = till.charged().filter((entry) => entry.saleNumber === done.saleNumber);
    expect(parts.map((entry) => entry.amountMinor)).toEqual([5_000, 3_000, 2_000]);
    expect(new Set(parts.map((entry) => entry.transactionReferenceId)).size).toBe(3);
    const { merchant, inTransaction } = world.as('manager', 'transactions:see');
    const said = await inTransaction((tx) => listExchanges(tx, merchant.id, id));
    expect(
      said.filter((each) => each.purpose === 'operation').map((each) => each.path.split('/').at(-1)),
    ).toEqual(['start', 'complete']);
  });

  test('is not completed while something is left: refused before the wire, with what remains', async () => {
    const id = await till.opened(10_000);
    const before = till.calls('/complete').length;
    await till.paid(id, 4_000);
    expect(await till.complete(id)).toEqual({
      ok: false,
      error: { kind: 'not_paid', remaining: { minor: 6_000, currency: 'TRY' } },
    });
    expect(await till.add(id, 6_001)).toEqual({
      ok: false,
      error: { kind: 'more_than_remaining', remaining: { minor: 6_000, currency: 'TRY' } },
    });
    expect(till.calls('/complete')).toHaveLength(before);
    await till.paid(id, 6_000);
    given(await till.complete(id));
    await till.reaches(id, 'completed');
  });

  test('gives back what a declined part had reserved, and takes another one', async () => {
    const id = await till.opened(10_000);
    await till.paid(id, 4_051, 'declined');
    expect(await till.read(id)).toMatchObject({ state: 'open', paidMinor: 0, reservedMinor: 0 });
    await till.paid(id, 10_000);
    given(await till.complete(id));
    await till.reaches(id, 'completed');
  });

  test('is held by a part whose answer is lost until asking finds it', async () => {
    const id = await till.opened(10_000);
    await stage('lost-answer');
    const { transactionId } = given(await till.add(id, 4_000));
    await till.settles(transactionId, 'unknown');
    expect(await till.read(id)).toMatchObject({ paidMinor: 0, reservedMinor: 4_000 });
    const held = { ok: false, error: { kind: 'part_running' } };
    expect(await till.add(id, 6_000)).toEqual(held);
    expect(await till.complete(id)).toEqual(held);
    expect(await till.abandon(id)).toEqual(held);
    await till.settles(transactionId, 'approved');
    expect(await till.read(id)).toMatchObject({ paidMinor: 4_000, reservedMinor: 0 });
    await till.paid(id, 6_000);
    given(await till.complete(id));
    await till.reaches(id, 'completed');
  });

  test('is completed once though the answer of the completion is lost', async () => {
    const id = await till.opened(5_000);
    await till.paid(id, 5_000);
    const before = till.calls('/complete').length;
    await stage('lost-answer');
    given(await till.complete(id));
    const unknown = await till.reaches(id, 'completion_unknown');
    expect(unknown.nextQueryAt).not.toBeNull();
    expect(await till.holder()).toBe(id);
    expect(await till.add(id, 1)).toEqual({
      ok: false,
      error: { kind: 'not_open', state: 'completion_unknown' },
    });
    given(await till.complete(id));
    expect(await till.reaches(id, 'completed')).toMatchObject({ outcomeReason: null });
    expect(till.calls('/complete')).toHaveLength(before + 1);
  });

  test('is open again when the completion never arrived, and then completed', async () => {
    const id = await till.opened(5_000);
    await till.paid(id, 5_000);
    await stage('lost-before-charge');
    given(await till.complete(id));
    await till.reaches(id, 'completion_unknown');
    expect(await till.reaches(id, 'open', 30_000)).toMatchObject({
      outcomeReason: 'not_completed',
      unknownSince: null,
    });
    given(await till.complete(id));
    await till.reaches(id, 'completed');
  }, 60_000);

  test('can be paid in cash, by several people, and given up', async () => {
    const inCash = async () => {
      const { splitSaleId } = given(await till.start(5_000, randomUUID(), world.register, 'cash'));
      await till.reaches(splitSaleId, 'open');
      expect(await till.paid(splitSaleId, 2_000)).toMatchObject({ paymentType: 'cash', last4: null });
      return splitSaleId;
    };
    const id = await inCash();
    await till.paid(id, 3_000);
    given(await till.complete(id));
    await till.reaches(id, 'completed');
    const other = await inCash();
    given(await till.abandon(other));
    await till.reaches(other, 'given_up');
  });

  test('that the register refuses to open, or opens without an answer, fails with nothing taken', async () => {
    await stage('busy');
    const refused = given(await till.start(5_000)).splitSaleId;
    expect(await till.reaches(refused, 'failed')).toMatchObject({ outcomeReason: 'device_busy' });
    await stage('lost-answer');
    const lost = given(await till.start(5_000)).splitSaleId;
    expect(await till.reaches(lost, 'failed')).toMatchObject({
      outcomeReason: 'start_lost',
      saleNumber: null,
    });
    expect(await till.holder()).toBeNull();
    // The register itself still shows it until somebody cancels it there.
    await world.act('507', 'cancel');
    await till.abandon(await till.opened(5_000));
    await world.act('507', 'cancel');
  });

  test('whose start was lost keeps sale and close away as busy, and both go on once it is cancelled at the register', async () => {
    await stage('lost-answer');
    await till.reaches(given(await till.start(5_000)).splitSaleId, 'failed');
    const refused = given(await till.start(5_000)).splitSaleId;
    expect(await till.reaches(refused, 'failed')).toMatchObject({ outcomeReason: 'device_busy' });
    expect(await closed()).toMatchObject({ state: 'failed', outcomeReason: 'device_busy' });
    await world.act('507', 'cancel');
    const id = await till.opened(5_000);
    await till.paid(id, 5_000);
    given(await till.complete(id));
    await till.reaches(id, 'completed');
    expect(await closed()).toMatchObject({ state: 'closed', isMatched: true });
  });
});

describe('giving a split sale up', () => {
  test('is over at once when nothing was taken', async () => {
    const id = await till.opened(5_000);
    given(await till.abandon(id));
    expect(await till.read(id)).toMatchObject({ state: 'given_up', outcomeReason: 'nothing_taken' });
    expect(await till.holder()).toBeNull();
    await world.act('507', 'cancel');
  });

  test('voids what was taken, one payment after the other, and frees the register', async () => {
    const id = await till.opened(9_000);
    const first = await till.paid(id, 4_000);
    const second = await till.paid(id, 3_000);
    given(await till.abandon(id));
    expect(await till.reaches(id, 'given_up')).toMatchObject({ paidMinor: 0, outcomeReason: 'all_voided' });
    const voids = await till.voids(id);
    expect(voids.map((each) => [each.originalId, each.state])).toEqual([
      [second.id, 'approved'],
      [first.id, 'approved'],
    ]);
    expect(new Set(voids.map((each) => each.createdBy)).size).toBe(1);
    const [later, earlier] = voids;
    expect(later?.createdAt.getTime()).toBeGreaterThanOrEqual(earlier?.settledAt?.getTime() ?? Infinity);
    const own = [first.reference, second.reference];
    expect(till.charged().filter((entry) => own.includes(entry.transactionReferenceId))).toEqual([]);
    expect(await till.holder()).toBeNull();
    await till.abandon(await till.opened(100));
    await world.act('507', 'cancel');
  });

  test('stops at a void that came to nothing, says so, and goes on when asked again', async () => {
    const id = await till.opened(9_000);
    const first = await till.paid(id, 4_000);
    await till.paid(id, 3_000);
    await stage('busy');
    given(await till.abandon(id));
    await expect.poll(async () => (await till.voids(id))[0]?.state).toBe('failed');
    expect(await till.read(id)).toMatchObject({ state: 'giving_up', paidMinor: 7_000, nextQueryAt: null });
    expect(await till.add(id, 100)).toEqual({ ok: false, error: { kind: 'not_open', state: 'giving_up' } });
    given(await till.abandon(id));
    await till.reaches(id, 'given_up');
    const ends = (await till.voids(id)).map((each) => [each.originalId === first.id, each.state]);
    expect(ends).toEqual([
      [true, 'approved'],
      [false, 'approved'],
      [true, 'failed'],
    ]);
  });

  test('waits for a void whose answer is lost, then goes on by itself', async () => {
    const id = await till.opened(9_000);
    await till.paid(id, 4_000);
    await till.paid(id, 3_000);
    await stage('lost-answer');
    given(await till.abandon(id));
    await expect.poll(async () => (await till.voids(id))[0]?.state).toBe('unknown');
    // Pressed again it is already under way.
    given(await till.abandon(id));
    await till.reaches(id, 'given_up');
    expect(await till.voids(id)).toHaveLength(2);
  });

  test('that got stuck can be taken up again, paid to the end and completed', async () => {
    const id = await till.opened(9_000);
    await till.paid(id, 4_000);
    await stage('busy');
    given(await till.abandon(id));
    await expect.poll(async () => (await till.voids(id))[0]?.state).toBe('failed');
    given(await takeUpAgain(world.as('manager', 'sale:start'), { splitSaleId: id }));
    expect(await till.read(id)).toMatchObject({ state: 'open', paidMinor: 4_000 });
    await till.paid(id, 5_000);
    given(await till.complete(id));
    await till.reaches(id, 'completed');
  });
});

describe('while a split sale is not over', () => {
  test('no other sale has the register, and its end of day is blocked by the sale’s name', async () => {
    const id = await till.opened(5_000);
    await till.paid(id, 1_000);
    const other = await startSale(world.as('manager', 'sale:start'), {
      intentKey: randomUUID(),
      deviceId: world.register,
      amount: { minor: 1_000, currency: 'TRY' },
      installmentCount: 1,
      lines: [],
    });
    expect(other.ok).toBe(false);
    expect(await till.start(1_000)).toEqual({ ok: false, error: { kind: 'device_held', operationId: id } });
    const blocked = await closed();
    expect(blocked).toMatchObject({ state: 'blocked', blockedBy: [id] });
    const view = await getRun(world.as('manager', 'reports:see'), blocked.id);
    expect(view).toMatchObject({ blockedBy: [], blockedBySplitSales: [{ id, state: 'open' }] });
    given(await till.abandon(id));
    await till.reaches(id, 'given_up');
  });

  test('it is listed as unfinished with what remains, counted, in the dock of who began it, and named by its device', async () => {
    const id = await till.opened(5_000);
    await till.paid(id, 1_000);
    const reader = world.as('manager', 'transactions:see');
    expect(await listUnfinished(reader)).toMatchObject([
      { id, state: 'open', remaining: { minor: 4_000 }, next: { kind: 'person' }, isContradicted: false },
    ]);
    expect((await readFrame(reader)).unresolved).toBe(1);
    // Beside those of the tests before that ended a moment ago.
    expect((await listInFlight(reader)).mySplitSales[0]).toMatchObject({ id, endedAt: null });
    const { devices } = await listDevices(world.as('manager', 'devices:see'));
    expect(devices.find((device) => device.id === world.register)).toMatchObject({
      hold: { id, by: 'split-sale' },
      health: { kind: 'busy', by: 'split-sale' },
    });
    given(await till.abandon(id));
    await till.reaches(id, 'given_up');
    expect(await listUnfinished(reader)).toEqual([]);
    expect((await readFrame(reader)).unresolved).toBe(0);
  });

  test('two payments at once are one, and two presses of one form are the same payment', async () => {
    const id = await till.opened(5_000);
    const both = await Promise.all([till.add(id, 3_000), till.add(id, 3_000)]);
    expect(both.filter((each) => each.ok)).toHaveLength(1);
    expect(both.find((each) => !each.ok)).toMatchObject({ error: { kind: 'part_running' } });
    await expect.poll(async () => (await till.read(id))?.paidMinor).toBe(3_000);
    const key = randomUUID();
    const pressed = await Promise.all([till.add(id, 2_000, key), till.add(id, 2_000, key)]);
    expect(new Set(pressed.map((each) => given(each).transactionId)).size).toBe(1);
    await expect.poll(async () => (await till.read(id))?.paidMinor).toBe(5_000);
    expect(await till.payments(id)).toHaveLength(2);
    given(await till.complete(id));
    await till.reaches(id, 'completed');
  });

  test('its form starts one sale however often it is sent, and none of another kind', async () => {
    const key = randomUUID();
    const [first, second] = await Promise.all([till.start(5_000, key), till.start(5_000, key)]);
    expect(given(first).splitSaleId).toBe(given(second).splitSaleId);
    expect(await till.start(6_000, key)).toEqual({ ok: false, error: { kind: 'intent_reused' } });
    const sale = await startSale(world.as('manager', 'sale:start'), {
      intentKey: key,
      deviceId: world.terminal,
      amount: { minor: 5_000, currency: 'TRY' },
      installmentCount: 1,
      lines: [],
    });
    expect(sale).toEqual({ ok: false, error: { kind: 'intent_reused' } });
    const id = given(first).splitSaleId;
    await till.reaches(id, 'open');
    await till.abandon(id);
    await world.act('507', 'cancel');
  });

  test('a terminal that cannot take parts says so', async () => {
    expect(await till.start(5_000, randomUUID(), world.terminal)).toEqual({
      ok: false,
      error: { kind: 'split_not_supported' },
    });
  });
});

describe('money of a payment goes back', () => {
  const undo = (saleId: Parameters<typeof voidSale>[1]['saleId']) =>
    voidSale(world.as('manager', 'void:start'), { intentKey: randomUUID(), saleId, reason: null });

  test('by void before the completion, which opens its part again', async () => {
    const id = await till.opened(9_000);
    const first = await till.paid(id, 4_000);
    const refund = await startRefund(world.as('manager', 'refund:start'), {
      intentKey: randomUUID(),
      saleId: first.id,
      size: { by: 'lines', lines: [{ providerLineId: '1', quantity: 1 }] },
      reason: null,
    });
    expect(refund).toMatchObject({ error: { kind: 'not_possible', obstacle: 'split_not_completed' } });
    await till.paid(id, 2_000);
    await till.settles(given(await undo(first.id)).transactionId, 'approved');
    expect(await till.read(id)).toMatchObject({ state: 'open', paidMinor: 2_000 });
    await till.paid(id, 7_000);
    given(await till.complete(id));
    await till.reaches(id, 'completed');
  });

  test('by refund of lines after it, never past what this payment paid', async () => {
    const id = await till.opened(9_000);
    const first = await till.paid(id, 4_000);
    const second = await till.paid(id, 5_000);
    given(await till.complete(id));
    await till.reaches(id, 'completed');
    expect(await undo(first.id)).toEqual({
      ok: false,
      error: { kind: 'not_possible', obstacle: 'split_completed' },
    });
    const giveBack = async (saleId: typeof first.id) => {
      const left = await getRefundable(world.as('manager', 'refund:start'), saleId);
      if (left?.kind !== 'refundable') throw new Error(JSON.stringify(left));
      const line = left.lines[0]?.providerLineId ?? '';
      return startRefund(world.as('manager', 'refund:start'), {
        intentKey: randomUUID(),
        saleId,
        size: { by: 'lines', lines: [{ providerLineId: line, quantity: 1 }] },
        reason: null,
      });
    };
    const one = await till.settles(given(await giveBack(first.id)).transactionId, 'approved');
    expect(one.amountMinor).toBe(4_000);
    expect(await giveBack(first.id)).toMatchObject({ ok: false });
    const rest = await till.settles(given(await giveBack(second.id)).transactionId, 'approved');
    expect(rest.amountMinor).toBe(5_000);
  });
});
