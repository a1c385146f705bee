import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { nextHour } from '#server/end-of-day/close-hour.ts';
import { getBoard } from '#server/end-of-day/get-board.ts';
import { listDue } from '#server/end-of-day/list-due.ts';
import { requestCloses } from '#server/end-of-day/request-closes.ts';
import { setClosePlan, setUsualHour } from '#server/end-of-day/set-close-plan.ts';
import type { DeviceId } from '#server/kernel/ids.ts';
import { type ByHand, createByHand, REFUSED } from '#tests/support/by-hand.ts';

let hand: ByHand;
beforeEach(async () => {
  hand = await createByHand();
});
afterEach(() => hand.world.close());

const closing = () => hand.world.as('accountant', 'end-of-day:run');
const planning = () => hand.world.as('accountant', 'end-of-day:plan');
const seeing = (at = new Date()) => ({
  ...hand.world.as('manager', 'reports:see'),
  clock: { now: () => at },
});

async function rowOf(deviceId: DeviceId) {
  const board = await getBoard(seeing(), {});
  const row = board.rows.find((one) => one.device.id === deviceId);
  if (!row) throw new Error('not on the board');
  return row;
}

async function request(deviceIds: DeviceId[], ctx = closing()) {
  const asked = await requestCloses(ctx, { deviceIds });
  if (!asked.ok) throw new Error(asked.error.kind);
  return asked.value;
}

/** An approved sale on the fiscal device beside that of the terminal. */
async function soldOnBoth() {
  await hand.sold();
  const id = await hand.sell(5_000, hand.world.register);
  await hand.approve(id, {
    providerDate: new Date().toISOString().slice(0, 10) as `${number}-${number}-${number}`,
  });
}

describe('several devices', () => {
  test('are closed together; the one that refuses says why and keeps no other from its end', async () => {
    await soldOnBoth();
    const { register, terminal } = hand.world;
    const [one, two] = await request([terminal, register]);
    if (!one || !two || 'failure' in one || 'failure' in two) throw new Error('not started');
    await hand.close(one.runId, { kind: 'closed', batchNumber: '7', totals: [] });
    await hand.close(two.runId, { ...REFUSED, reason: 'device_busy' });
    expect(await rowOf(terminal)).toMatchObject({ situation: { kind: 'nothing' }, run: { state: 'closed' } });
    expect(await rowOf(register)).toMatchObject({
      situation: { kind: 'run' },
      run: { id: two.runId, state: 'failed', outcomeReason: 'device_busy' },
    });
  });

  test('asked for twice, or named twice, have the same runs', async () => {
    await soldOnBoth();
    const { register, terminal } = hand.world;
    const first = await request([terminal, register]);
    expect(await request([terminal, terminal, register])).toEqual(first);
  });

  test('are not touched when one of them is not the merchant’s', async () => {
    await soldOnBoth();
    const { register, terminal } = hand.world;
    const deviceIds = [terminal, 'dev_00000000000000000000000000' as const, register];
    expect(await requestCloses(closing(), { deviceIds })).toMatchObject({
      ok: false,
      error: { kind: 'device_not_found' },
    });
    expect((await rowOf(terminal)).situation).toEqual({ kind: 'ready' });
  });

  test('of which one fails on our side are closed all the same', async () => {
    await soldOnBoth();
    const { register, terminal } = hand.world;
    let calls = 0;
    const ctx = closing();
    const failing = {
      ...ctx,
      log: { ...ctx.log, error: () => undefined } as unknown as typeof ctx.log,
      enqueue: (...given: Parameters<typeof ctx.enqueue>) =>
        ++calls === 1 ? Promise.reject(new Error('ours')) : ctx.enqueue(...given),
    };
    const wishes = await request([terminal, register], failing);
    expect(wishes).toMatchObject([{ failure: { kind: 'unexpected' } }, { runId: expect.any(String) }]);
    expect(await rowOf(terminal)).toMatchObject({ situation: { kind: 'ready' }, run: null });
  });
});

describe('a row of the board', () => {
  test('says before anybody asks that somebody is paying, or that something has no end', async () => {
    await hand.sold();
    const { terminal } = hand.world;
    expect((await rowOf(terminal)).situation).toEqual({ kind: 'ready' });
    const id = await hand.sell();
    expect((await rowOf(terminal)).situation).toEqual({ kind: 'held', by: 'sale' });
    expect((await rowOf(terminal)).device.hold).toMatchObject({ id, byName: 'manager' });
    await hand.free(id);
    expect((await rowOf(terminal)).situation).toEqual({ kind: 'open_operations', count: 1 });
  });
});

describe('a device that was not closed by its hour', () => {
  const TIME_ZONE = 'Europe/Istanbul';
  const due = async (at: Date) => (await listDue(seeing(at))).devices;

  test('is named from that hour on, by its own hour before the usual one, until it is closed', async () => {
    await soldOnBoth();
    const { register, terminal } = hand.world;
    await setUsualHour(planning(), '22:00');
    await setClosePlan(planning(), { deviceId: register, hour: '23:00', isScheduled: false });
    const usual = nextHour(new Date(), { hour: '22:00', timeZone: TIME_ZONE });
    const own = nextHour(usual, { hour: '23:00', timeZone: TIME_ZONE });
    expect(await due(new Date(usual.getTime() - 1))).not.toContainEqual(
      expect.objectContaining({ deviceId: terminal }),
    );
    expect(await due(own)).toEqual(
      expect.arrayContaining([expect.objectContaining({ deviceId: terminal, since: usual })]),
    );
    expect((await due(own)).map((one) => one.deviceId).toSorted()).toEqual([register, terminal].toSorted());
    const [run] = await request([terminal]);
    if (!run || 'failure' in run) throw new Error('not started');
    await hand.close(run.runId, { kind: 'closed', batchNumber: '7', totals: [] });
    expect((await due(own)).map((one) => one.deviceId)).toEqual([register]);
  });

  test('goes by the beginning of the next business day while nobody set an hour', async () => {
    await hand.sold();
    const { cutOff } = seeing().merchant.calendar;
    const since = nextHour(new Date(), { hour: cutOff, timeZone: TIME_ZONE });
    expect(await due(new Date(since.getTime() - 1))).toEqual([]);
    expect(await due(since)).toMatchObject([{ deviceId: hand.world.terminal, since }]);
  });
});
