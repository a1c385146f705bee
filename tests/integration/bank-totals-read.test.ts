import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { listExchanges } from '#db/queries/exchanges.ts';
import { auditLog } from '#db/schema/audit-log.ts';
import { bankReadings } from '#db/schema/bank-readings.ts';
import { NotFound } from '#server/auth/context.ts';
import { askBankTotals } from '#server/end-of-day/ask-bank-totals.ts';
import { type BankFigure, enterBankTotals } from '#server/end-of-day/enter-bank-totals.ts';
import { getReport } from '#server/end-of-day/get-report.ts';
import { loseReading } from '#server/end-of-day/read-bank-totals.ts';
import { recover } from '#server/jobs/recover.ts';
import type { EndOfDayRunId } from '#server/kernel/ids.ts';
import { createReadingBank, type ReadingBank } from '#tests/support/reading-bank.ts';
import { waitFor } from '#tests/support/wait-for.ts';

const NOON = '2026-03-04T17:00:00Z';
const NEXT_MORNING = '2026-03-05T14:00:00Z';
/** By now another question may be put. */
const LATER = '2026-03-05T14:01:00Z';

let bank: ReadingBank;
let shop: ReadingBank['shop'];
let runId: EndOfDayRunId;

async function open(options?: Parameters<typeof createReadingBank>[0]): Promise<void> {
  bank = await createReadingBank(options);
  ({ shop } = bank);
  shop.at(NOON);
}

/** A day with two kinds of cards, ended by the bank and closed in our book. */
async function openDay(): Promise<void> {
  await open();
  await bank.sell(100_00);
  await bank.sell(50_00, { brand: 'interac' });
  shop.at(NEXT_MORNING);
  runId = await bank.closeBook();
}

afterEach(() => bank.close());

const figure = (group: string, amountMinor: number): BankFigure => ({
  ...{ group, currency: 'CAD', count: null, amountMinor },
});
const AS_READ = [figure('interac', 50_00), figure('visa', 100_00)];

async function enter(figures: BankFigure[], changes: { readAt?: Date | null; accepts?: boolean } = {}) {
  const reading = await bank.readingOf(runId);
  const at = reading?.state === 'answered' ? reading.at : null;
  const { readAt = at, accepts = false } = changes;
  return enterBankTotals(shop.as('accountant', 'end-of-day:run'), {
    ...{ runId, readAt, batchNumber: '012', numberNote: null, figures },
    acceptsDifference: accepts,
  });
}

const auditOf = (id: EndOfDayRunId) =>
  shop
    .system()
    .inTransaction((tx) =>
      tx.select().from(auditLog).where(eq(auditLog.objectId, id)).orderBy(auditLog.sequence),
    );
const view = () => getReport(shop.as('accountant', 'reports:see'), runId);

describe('the bank’s figures of a day', () => {
  beforeEach(openDay);

  test('are read from its own report, checked by a person, and the report says that they were read', async () => {
    expect(await bank.readingOf(runId)).toEqual({ state: 'not_asked' });
    expect(await bank.read(runId)).toEqual({
      kind: 'figures',
      batchNumber: '012',
      figures: [
        { group: 'visa', currency: 'CAD', amountMinor: 100_00 },
        { group: 'interac', currency: 'CAD', amountMinor: 50_00 },
      ],
      strangers: [],
    });
    expect(await view()).toMatchObject({
      // Nothing is written before somebody has looked at them.
      ...{ report: null, run: { state: 'awaiting_totals' } },
      figures: {
        rows: [
          { group: 'interac', netMinor: 50_00, read: { listed: 50_00 } },
          { group: 'visa', netMinor: 100_00, read: { listed: 100_00 } },
        ],
        beside: [],
        read: { at: new Date(NEXT_MORNING) },
      },
    });
    shop.at(LATER);
    expect(await enter(AS_READ)).toEqual({ ok: true, value: { isMatched: true } });
    expect(await shop.reports(runId)).toMatchObject([
      {
        ...{ source: 'read', isMatched: true, closedAt: new Date(LATER).toISOString() },
        bank: { typedBy: null, checkedBy: 'accountant', readAt: new Date(NEXT_MORNING).toISOString() },
        terminal: [{ source: 'read' }, { source: 'read' }],
      },
    ]);
    const said = await shop.system().inTransaction((tx) => listExchanges(tx, shop.merchant.row.id, runId));
    expect(said).toMatchObject([{ purpose: 'bank_totals', request: { PASS: '[removed]', SETT: 'Y' } }]);
    expect(await auditOf(runId)).toMatchObject([
      { action: 'end-of-day.awaiting_totals' },
      { action: 'end-of-day.totals_asked', actorKind: 'user', actorId: shop.merchant.people.accountant },
      { action: 'end-of-day.totals_read', actorKind: 'system', data: { outcome: 'figures' } },
      { action: 'end-of-day.closed', actorKind: 'user' },
    ]);
  });

  test('that somebody changed are marked as typed, and a difference has to be confirmed', async () => {
    await bank.read(runId);
    const changed = [figure('interac', 50_00), figure('visa', 99_00), figure('discover', 0)];
    expect(await enter(changed)).toMatchObject({ ok: false, error: { kind: 'differs' } });
    expect((await view()).report).toBeNull();
    expect(await enter(changed, { accepts: true })).toEqual({ ok: true, value: { isMatched: false } });
    expect(await shop.reports(runId)).toMatchObject([
      {
        source: 'typed',
        bank: {
          typedBy: 'accountant',
          checkedBy: 'accountant',
          readAt: new Date(NEXT_MORNING).toISOString(),
        },
        terminal: [
          { acquirerId: 'interac', source: 'read' },
          { acquirerId: 'visa', source: 'typed' },
          // The bank lists none of it, and so none was read.
          { acquirerId: 'discover', source: 'read' },
        ],
      },
    ]);
  });

  test('typed by somebody who did not use what was read are typed', async () => {
    await bank.read(runId);
    expect(await enter(AS_READ, { readAt: null })).toMatchObject({ ok: true });
    expect(await shop.reports(runId)).toMatchObject([
      { source: 'typed', bank: { typedBy: 'accountant', checkedBy: null, readAt: null } },
    ]);
  });

  test('of an answer that is not the latest one are not taken', async () => {
    await bank.read(runId);
    shop.at(LATER);
    await bank.lie({ settlementOffMinor: -1 });
    await bank.read(runId);
    const earlier = new Date(NEXT_MORNING);
    expect(await enter(AS_READ, { readAt: earlier })).toMatchObject({ error: { kind: 'read_anew' } });
    expect(await view()).toMatchObject({ report: null, run: { state: 'awaiting_totals' } });
  });

  test('are asked for by a worker: nobody waits for the bank, and no transaction is open meanwhile', async () => {
    await bank.control('POST', 'faults', { call: 'look-up', when: 'before', fault: 'never-ends' });
    expect(await bank.ask(runId)).toEqual({ ok: true, value: { runId } });
    await waitFor(async () => {
      const [row] = await readings();
      return row?.state === 'asking';
    }, 'the worker to have asked');
    // Whatever else is done there at this moment ends; the question still goes on.
    await waitFor(async () => (await bank.openTransactions()).length === 0, 'every transaction to end');
    expect(await bank.readingOf(runId)).toMatchObject({ state: 'asked' });
    // And a second press is the same wish.
    expect(await bank.ask(runId)).toEqual({ ok: true, value: { runId } });
    expect((await bank.answered(runId)).answer).toEqual({ kind: 'no_answer', cause: 'unusable' });
    expect(await auditOf(runId)).toHaveLength(3);
  });

  test('are not asked for again within five seconds', async () => {
    await bank.read(runId);
    expect(await bank.ask(runId)).toEqual({ ok: false, error: { kind: 'asked_just_now' } });
    shop.at('2026-03-05T14:00:05Z');
    expect(await bank.ask(runId)).toMatchObject({ ok: true });
    await bank.answered(runId);
  });

  test('that are in are asked for no more', async () => {
    await enter(AS_READ);
    expect(await bank.ask(runId)).toEqual({ ok: false, error: { kind: 'not_awaited' } });
  });

  test('are asked for by nobody of another merchant', async () => {
    const stranger = shop.as('manager', 'end-of-day:run', shop.neighbour);
    await expect(askBankTotals(stranger, { runId })).rejects.toThrow(NotFound);
    expect(await readings()).toEqual([]);
  });

  test('are asked for again by recovery when the wish lost its job, and are lost with a worker that died', async () => {
    await bank.stopWorker();
    await bank.ask(runId);
    const [wish] = await readings();
    if (!wish) throw new Error('Nobody asked');
    await shop.system().inTransaction((tx) => tx.update(bankReadings).set({ state: 'asking', workerKey: 7 }));
    await recover(shop.system(), async () => () => false);
    expect(await bank.readingOf(runId)).toMatchObject({ answer: { kind: 'no_answer', cause: 'unusable' } });
    // What that worker would still bring changes nothing.
    await loseReading(shop.system(), wish);
    shop.at(LATER);
    await bank.ask(runId);
    await shop.system().inTransaction((tx) => tx.update(bankReadings).set({ askedAt: new Date(NOON) }));
    await bank.startWorker();
    await recover(shop.system(), async () => () => false);
    expect((await bank.answered(runId)).answer).toMatchObject({ kind: 'figures' });
  });
});

describe('a bank that reports something else fills in nothing that is not ours', () => {
  beforeEach(openDay);

  test('no report yet; an hour later it is there', async () => {
    await bank.lie({ settlementLagMs: 10 * 3_600_000 });
    expect(await bank.read(runId)).toEqual({ kind: 'no_report' });
    expect(await view()).toMatchObject({ figures: { read: null, rows: [{ read: null }, { read: null }] } });
    shop.at('2026-03-05T15:00:00Z');
    expect(await bank.read(runId)).toMatchObject({ kind: 'figures' });
  });

  test('a different figure is filled in as the bank has it, and stands as a difference', async () => {
    await bank.lie({ settlementOffMinor: 1 });
    await bank.read(runId);
    expect(await view()).toMatchObject({
      figures: { rows: [{}, { netMinor: 100_00, read: { listed: 100_01 } }] },
    });
    const told = [figure('interac', 50_00), figure('visa', 100_01)];
    expect(await enter(told)).toMatchObject({ error: { kind: 'differs' } });
    expect(await enter(told, { accepts: true })).toEqual({ ok: true, value: { isMatched: false } });
    expect(await shop.reports(runId)).toMatchObject([
      { source: 'read', isMatched: false, differences: [{ acquirerId: 'visa', differenceMinor: 1 }] },
    ]);
  });

  test('another currency is said and not converted', async () => {
    await bank.lie({ settlementCurrency: 'USD' });
    expect(await bank.read(runId)).toEqual({ kind: 'other_currency', currency: 'USD' });
    expect(await view()).toMatchObject({ figures: { read: null } });
  });

  test('a card type nobody knows stands as the bank writes it, and is a difference', async () => {
    await bank.lie({ settlementUnknownCard: true });
    await bank.read(runId);
    expect(await view()).toMatchObject({
      figures: {
        rows: [{ read: { listed: 50_00 } }, { group: 'visa', read: { listed: null } }],
        beside: [{ group: 'Z', name: null, listed: 100_00 }],
      },
    });
    const told = [figure('interac', 50_00), figure('visa', 0), figure('Z', 100_00)];
    expect(await enter(told, { accepts: true })).toEqual({ ok: true, value: { isMatched: false } });
    expect(await shop.reports(runId)).toMatchObject([{ source: 'read', differences: [{}, {}] }]);
  });

  test('an answer nobody can use, a refusal of our credentials and a bank nobody can reach are told apart', async () => {
    await bank.control('POST', 'faults', { call: 'look-up', when: 'before', fault: 'garbled' });
    expect(await bank.read(runId)).toEqual({ kind: 'no_answer', cause: 'unusable' });
    shop.at(LATER);
    await bank.forgetPassword();
    expect(await bank.read(runId)).toEqual({ kind: 'no_answer', cause: 'sign_in_failed' });
    shop.at('2026-03-05T14:02:00Z');
    await bank.stopBank();
    expect(await bank.read(runId)).toEqual({ kind: 'no_answer', cause: 'unreachable' });
    expect(await view()).toMatchObject({ run: { state: 'awaiting_totals' }, report: null });
  });
});

test('figures of a batch that no slip numbered are found by the bank’s day, and the number becomes known', async () => {
  await open();
  await bank.sell(100_00, { isTold: false });
  shop.at(NEXT_MORNING);
  runId = await bank.closeBook();
  expect(await bank.read(runId)).toMatchObject({ kind: 'figures', batchNumber: '12' });
});

test('figures of another batch, or of another terminal, are not taken for ours', async () => {
  await open();
  await shop.sold(100_00, { number: '031' });
  await bank.bookAtBank({ minor: 100_00, deviceId: 'TILL-2' });
  shop.at(NEXT_MORNING);
  runId = await bank.closeBook();
  expect(await bank.read(runId)).toEqual({ kind: 'not_listed', devices: ['TILL-2'] });
  shop.at(NOON);
  await bank.bookAtBank({ minor: 100_00 });
  shop.at(LATER);
  expect(await bank.read(runId)).toEqual({ kind: 'other_batch', numbers: ['12'] });
});

test('a terminal that nobody set up here is said beside the figures', async () => {
  await open();
  await bank.sell(100_00);
  await bank.bookAtBank({ minor: 5_00, number: 1, deviceId: 'TILL-2' });
  shop.at(NEXT_MORNING);
  runId = await bank.closeBook();
  expect(await bank.read(runId)).toMatchObject({ kind: 'figures', strangers: ['TILL-2'] });
});

test('an account that is not set up for it reads nothing', async () => {
  await open({ settlementReport: false });
  await bank.sell(100_00);
  shop.at(NEXT_MORNING);
  runId = await bank.closeBook();
  expect(await bank.readingOf(runId)).toBeNull();
  expect(await bank.ask(runId)).toEqual({ ok: false, error: { kind: 'cannot_be_read' } });
});

const readings = () => shop.system().inTransaction((tx) => tx.select().from(bankReadings));
