import { eq, sql } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { auditLog } from '#db/schema/audit-log.ts';
import { closePlans } from '#db/schema/close-plans.ts';
import { eodRuns } from '#db/schema/end-of-day.ts';
import type { SystemContext } from '#server/auth/context.ts';
import { nextHour } from '#server/end-of-day/close-hour.ts';
import { listScheduledWork } from '#server/end-of-day/request-scheduled.ts';
import { setClosePlan, setUsualHour } from '#server/end-of-day/set-close-plan.ts';
import { each } from '#server/jobs/recover.ts';
import { type ByHand, createByHand, REFUSED } from '#tests/support/by-hand.ts';

const MINUTE = 60_000;
/** Far from now, so that no test begins on one side of it and ends on the other. */
const HOUR = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/Istanbul',
  hour: '2-digit',
  minute: '2-digit',
}).format(Date.now() + 12 * 3_600_000);

let hand: ByHand;
beforeEach(async () => {
  hand = await createByHand();
});
afterEach(() => hand.world.close());

const planner = () => hand.world.as('accountant', 'end-of-day:plan');
const plan = (hour: string | null = HOUR, isScheduled = true) =>
  setClosePlan(planner(), { deviceId: hand.world.terminal, hour, isScheduled });

/** The next time that it is the hour of the device. */
const itsHour = () => nextHour(new Date(), { hour: HOUR, timeZone: 'Europe/Istanbul' });
const past = (ms: number) => new Date(itsHour().getTime() + ms);

/** One look of a worker at the schedules. */
async function look(at: Date, changes: Partial<SystemContext> = {}) {
  const ctx = { ...hand.system({ at }), ...changes };
  await each(await listScheduledWork(ctx), 'Not every device could be closed');
}

const runs = () => hand.system().inTransaction((tx) => tx.select().from(eodRuns));
const jobs = () =>
  hand.system().inTransaction((tx) => tx.execute(sql`select 1 from pgboss.job where name = 'close-batch'`));

describe('a device with a schedule', () => {
  test('is closed at its hour, on the word of whoever set it, and not before', async () => {
    const sale = await hand.sold();
    await plan();
    await look(past(-1));
    expect(await runs()).toEqual([]);
    await look(itsHour());
    const { id: requestedBy } = planner().actor;
    expect(await runs()).toMatchObject([
      { state: 'requested', batchId: sale.batchId, scheduledFor: itsHour(), requestedBy },
    ]);
    const entries = await hand
      .system()
      .inTransaction((tx) => tx.select().from(auditLog).where(eq(auditLog.action, 'end-of-day.requested')));
    expect(entries).toMatchObject([
      { actorKind: 'system', data: { scheduledFor: itsHour().toISOString(), scheduledBy: requestedBy } },
    ]);
  });

  test('is asked once, by however many workers that see the hour come', async () => {
    await hand.sold();
    await plan();
    await Promise.all(Array.from({ length: 6 }, () => look(itsHour())));
    await look(past(10_000));
    expect(await runs()).toHaveLength(1);
    expect(await jobs()).toHaveLength(1);
  });

  test('whose worker dies before it is written is closed by the next one; nothing half of it stays', async () => {
    const { batchId } = await hand.sold();
    await plan();
    const dying = () => Promise.reject(new Error('killed'));
    await expect(look(itsHour(), { enqueue: dying })).rejects.toThrow();
    expect([await runs(), await hand.holder()]).toEqual([[], null]);
    expect(await jobs()).toHaveLength(0);
    expect(await hand.batch(batchId)).toMatchObject({ state: 'open' });
    await look(past(5_000));
    expect(await runs()).toMatchObject([{ state: 'requested', scheduledFor: itsHour() }]);
    expect(await jobs()).toHaveLength(1);
  });

  test('that a person is closing at the hour is left to them: both have the same run', async () => {
    await hand.sold();
    await plan();
    const runId = await hand.requestClose();
    await look(itsHour());
    expect(await runs()).toMatchObject([{ id: runId, scheduledFor: null }]);
  });

  test('is not asked again for the hour at which it refused, and is on the next day', async () => {
    await hand.sold();
    await plan();
    await look(itsHour());
    const [first] = await runs();
    if (!first) throw new Error('no run');
    await hand.close(first.id, REFUSED);
    for (let minutes = 1; minutes < 240; minutes += 20) await look(past(minutes * MINUTE));
    expect(await runs()).toMatchObject([{ state: 'failed' }]);
    await look(nextHour(itsHour(), { hour: HOUR, timeZone: 'Europe/Istanbul' }));
    expect(await runs()).toHaveLength(2);
  });

  test('waits for who is paying; if it lasts, the close stops and says at what', async () => {
    await hand.sold();
    await plan();
    const paying = await hand.sell();
    await look(past(29 * MINUTE));
    expect(await runs()).toEqual([]);
    await look(past(30 * MINUTE));
    await look(past(31 * MINUTE));
    expect(await runs()).toMatchObject([{ state: 'blocked', blockedBy: [paying], scheduledFor: itsHour() }]);
  });

  test('holding nothing is left alone', async () => {
    await plan();
    await look(itsHour());
    expect(await runs()).toEqual([]);
  });

  test.each([
    ['leave the hour out', '2027-03-28'],
    ['have it twice', '2027-10-31'],
  ])('is asked once on the day on which the clocks %s', async (_what, day) => {
    const at = (clock: string) => new Date(`${day}T${clock}:00Z`);
    await hand.sold();
    await plan('02:30');
    const { merchant } = hand.system();
    const calendar = { timeZone: 'Europe/Paris', cutOff: '04:00' };
    const paris = { merchant: { ...merchant, calendar } };
    for (let now = at('00:00').getTime(); now < at('06:00').getTime(); now += 10 * MINUTE) {
      await look(new Date(now), paris);
      for (const run of await runs()) if (run.state === 'requested') await hand.close(run.id, REFUSED);
    }
    expect(await runs()).toMatchObject([{ scheduledFor: at('01:30') }]);
  });
});

describe('the plan of a device', () => {
  test('follows the usual hour of the merchant as long as it has none of its own', async () => {
    await hand.sold();
    await setUsualHour(planner(), HOUR);
    await plan(null);
    await look(itsHour());
    expect(await runs()).toMatchObject([{ scheduledFor: itsHour() }]);
  });

  test('that says the same again is no new word', async () => {
    const read = () => hand.system().inTransaction((tx) => tx.select().from(closePlans));
    await plan();
    const before = await read();
    await plan();
    expect(await read()).toEqual(before);
    const entries = await hand
      .system()
      .inTransaction((tx) => tx.select().from(auditLog).where(eq(auditLog.action, 'close-plan.set')));
    expect(entries).toHaveLength(1);
    expect(entries).toMatchObject([{ data: { hour: HOUR, isScheduled: true, wasScheduled: false } }]);
  });

  test('cannot be set for a device of another merchant', async () => {
    const wish = { deviceId: 'dev_00000000000000000000000000' as const, hour: HOUR, isScheduled: true };
    expect(await setClosePlan(planner(), wish)).toEqual({ ok: false, error: 'device_not_found' });
  });
});
