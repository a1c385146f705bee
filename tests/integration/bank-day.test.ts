import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { signedDays, signOffs } from '#db/schema/sign-offs.ts';
import { NotFound } from '#server/auth/context.ts';
import { allows } from '#server/auth/permissions.ts';
import { netByCurrency } from '#server/batches/net.ts';
import { type BankFigure, enterBankTotals } from '#server/end-of-day/enter-bank-totals.ts';
import { getBoard } from '#server/end-of-day/get-board.ts';
import { getReport, getRun } from '#server/end-of-day/get-report.ts';
import { listTroubles } from '#server/end-of-day/list-runs.ts';
import { requestEndOfDay } from '#server/end-of-day/request-end-of-day.ts';
import type { EndOfDayRunId, TransactionId } from '#server/kernel/ids.ts';
import { getMoneyBack } from '#server/transactions/get-money-back.ts';
import { ids } from '#tests/factories/ids.ts';
import { type Canada, createCanada } from '#tests/support/canada.ts';

let shop: Canada;
beforeEach(async () => {
  shop = await createCanada();
});
afterEach(() => shop.close());

/** Toronto is five hours behind in winter: its midnight after 4 March. */
const MIDNIGHT = '2026-03-05T05:00:00.000Z';
const NOON = '2026-03-04T17:00:00Z';
const NEXT_MORNING = '2026-03-05T14:00:00Z';

const ask = () =>
  requestEndOfDay(shop.as('accountant', 'end-of-day:run'), { deviceId: shop.merchant.device.id });

async function closeBook(): Promise<EndOfDayRunId> {
  const run = await ask();
  if (!run.ok) throw new Error(run.error.kind);
  return run.value.runId;
}

const figure = (group: string, amountMinor: number, count: number | null = null): BankFigure => ({
  group,
  currency: 'CAD',
  count,
  amountMinor,
});

function enter(
  runId: EndOfDayRunId,
  figures: BankFigure[],
  changes: Partial<Parameters<typeof enterBankTotals>[1]> = {},
) {
  const totals = {
    ...{ runId, readAt: null, batchNumber: '012', numberNote: null, figures },
    acceptsDifference: false,
  };
  return enterBankTotals(shop.as('accountant', 'end-of-day:run'), { ...totals, ...changes });
}

const view = (runId: EndOfDayRunId) => getReport(shop.as('accountant', 'reports:see'), runId);
const board = async () => (await getBoard(shop.as('accountant', 'reports:see'), {})).rows[0];

/** Every approved operation is in one book of the device, and the sums of each book are those of its members. */
async function expectWhole(members: { batchId: string | null; amountMinor: number; kind: string }[]) {
  for (const book of await shop.books()) {
    const own = members.filter((row) => row.batchId === book.id);
    const net = own.reduce((sum, row) => sum + (row.kind === 'sale' ? row.amountMinor : -row.amountMinor), 0);
    const [kept] = netByCurrency(await shop.sums(book.id));
    expect(kept?.netMinor, book.bankDate ?? '').toBe(net);
  }
}

test('a Canadian day ends at the bank’s midnight, is closed in our book the morning after, and matches by card type', async () => {
  shop.at(NOON);
  const visa = await shop.sold(100_00, { number: '012' });
  const mastercard = await shop.sold(50_00, { brand: 'mastercard' });
  const interac = await shop.sold(30_00, { brand: 'interac', number: '012' });
  const wrong = await shop.sold(20_00);
  const undone = await shop.undo(wrong.id);
  const voided = await shop.approve(await shop.delivered(undone), { number: '012' });
  const refund = await shop.approve(await shop.giveBack(visa.id, 10_00), { brand: 'visa', number: '012' });
  const members = [visa, mastercard, interac, wrong, voided, refund];
  expect(new Set(members.map((row) => row.batchId)).size).toBe(1);
  expect(await shop.batch(visa.batchId)).toMatchObject({
    state: 'open',
    number: '012',
    bankDate: '2026-03-04',
  });
  expect(members.map((row) => row.acquirerId)).toEqual(members.map(() => null));
  await expectWhole(members);

  shop.at('2026-03-05T04:59:59.999Z');
  await shop.sweep();
  expect(await ask()).toMatchObject({
    ok: false,
    error: { kind: 'bank_still_open', closesAt: new Date(MIDNIGHT), timeZone: 'America/Toronto' },
  });

  shop.at(MIDNIGHT);
  await shop.sweep();
  expect(await shop.batch(visa.batchId)).toMatchObject({ state: 'ended', closedAt: null });
  expect(await board()).toMatchObject({
    device: { openBatch: null },
    ended: [{ id: visa.batchId, bankDate: '2026-03-04', nets: [{ netMinor: 170_00 }] }],
    bankClosesAt: new Date('2026-03-06T05:00:00Z'),
  });

  shop.at(NEXT_MORNING);
  expect(await shop.undo(mastercard.id)).toMatchObject({ error: { obstacle: 'batch_closed' } });
  const runId = await closeBook();
  expect(await closeBook()).toBe(runId);
  expect(await view(runId)).toMatchObject({
    run: { state: 'awaiting_totals', businessDate: '2026-03-04', batchBankDate: '2026-03-04' },
    report: null,
    figures: {
      batchNumber: '012',
      currency: 'CAD',
      rows: [
        { group: 'interac', name: 'Interac', count: 1, netMinor: 30_00 },
        { group: 'mastercard', name: 'Mastercard', count: 1, netMinor: 50_00 },
        { group: 'visa', name: 'Visa', count: 4, netMinor: 90_00 },
      ],
    },
  });
  // A refund is of its own day, also while the figures of its sale's are awaited.
  const later = await shop.approve(await shop.giveBack(mastercard.id, 5_00), {
    brand: 'mastercard',
    number: '013',
  });
  expect(await shop.batch(later.batchId)).toMatchObject({ state: 'open', bankDate: '2026-03-05' });

  const figures = [figure('interac', 30_00, 1), figure('mastercard', 50_00), figure('visa', 90_00, 3)];
  expect(await enter(runId, figures)).toEqual({ ok: true, value: { isMatched: true } });
  expect(await shop.batch(visa.batchId)).toMatchObject({ state: 'closed', closedAt: new Date(NEXT_MORNING) });
  expect(await shop.reports(runId)).toMatchObject([
    {
      number: 1,
      isMatched: true,
      differences: [],
      source: 'typed',
      totalsBy: 'card_brand',
      businessDate: '2026-03-04',
      batchNumber: '012',
      bank: {
        date: '2026-03-04',
        timeZone: 'America/Toronto',
        endedAt: MIDNIGHT,
        batchNumber: '012',
        typedBy: 'accountant',
        late: [],
      },
      terminal: [{ count: 1 }, { count: null }, { count: 3 }],
    },
  ]);
  expect(await getRun(shop.as('manager', 'reports:see'), runId)).toMatchObject({
    run: { state: 'closed', isMatched: true, reportNumber: 1 },
    figures: null,
  });
  await expectWhole([...members, later]);
});

describe('the way back of a sale', () => {
  const wayOf = async (id: TransactionId) =>
    (await getMoneyBack(shop.as('manager', 'transactions:see'), id)).whole;

  // §15.7: void hidden after cut-off.
  test('is a void until ten minutes before the bank’s cut-off, and a refund from then on (§10.14)', async () => {
    shop.at(NOON);
    const sale = await shop.sold(100_00);
    shop.at('2026-03-05T04:49:59.999Z');
    expect(await wayOf(sale.id)).toEqual({ way: 'void', because: 'same_day' });
    for (const instant of ['2026-03-05T04:50:00Z', MIDNIGHT]) {
      shop.at(instant);
      expect(await wayOf(sale.id)).toEqual({ way: 'refund', because: 'other_day' });
      expect(await shop.undo(sale.id)).toMatchObject({ ok: false, error: { obstacle: 'other_day' } });
    }
    await shop.giveBack(sale.id, 100_00);
  });

  // §15.7: Interac → refund.
  test('is a refund where it was paid by Interac debit, which cannot be voided (§8.10, §8.11)', async () => {
    shop.at(NOON);
    const debit = await shop.sold(100_00, { brand: 'interac' });
    expect(await wayOf(debit.id)).toEqual({ way: 'refund', because: 'card_not_voidable' });
    expect(await shop.undo(debit.id)).toMatchObject({ ok: false, error: { obstacle: 'card_not_voidable' } });
    const credit = await shop.sold(100_00, { brand: 'visa' });
    expect(await wayOf(credit.id)).toEqual({ way: 'void', because: 'same_day' });
    await shop.giveBack(debit.id, 100_00);
  });
});

describe('a result that comes after the bank’s cut-off', () => {
  test('joins the book of its own day until the figures of that day are in', async () => {
    shop.at('2026-03-05T04:58:00Z');
    const late = await shop.sell(12_00);
    shop.at('2026-03-05T05:01:00Z');
    const row = await shop.approve(late, { brand: 'visa', number: '012' });
    expect(await shop.batch(row.batchId)).toMatchObject({ state: 'open', bankDate: '2026-03-04' });
    const next = await shop.sold(7_00, { number: '013' });
    expect(await shop.batch(row.batchId)).toMatchObject({ state: 'ended', number: '012' });
    expect(await shop.batch(next.batchId)).toMatchObject({ state: 'open', number: '013' });
    await expectWhole([row, next]);
  });

  test('opens the book of its day beside the open one when nothing of that day was there', async () => {
    shop.at('2026-03-05T04:58:00Z');
    const id = await shop.sell(12_00);
    shop.at('2026-03-05T05:05:00Z');
    await shop.lose(id);
    const next = await shop.sold(7_00);
    const late = await shop.approve(id, { brand: 'amex' });
    expect(await shop.batch(late.batchId)).toMatchObject({ state: 'ended', bankDate: '2026-03-04' });
    expect(await shop.batch(next.batchId)).toMatchObject({ state: 'open', bankDate: '2026-03-05' });
    const runId = await closeBook();
    expect((await view(runId)).figures?.rows).toMatchObject([{ group: 'amex', netMinor: 12_00 }]);
    await expectWhole([late, next]);
  });

  test.each(['with', 'without'] as const)(
    'is in one book with others that come at the same instant, %s a later one open',
    async (beside) => {
      const lost: TransactionId[] = [];
      for (const minute of [10, 20, 30]) {
        shop.at(`2026-03-04T17:${minute}:00Z`);
        const id = await shop.sell(minute * 100);
        shop.at(`2026-03-04T17:${minute + 6}:00Z`);
        await shop.lose(id);
        lost.push(id);
      }
      shop.at(NEXT_MORNING);
      const today = beside === 'with' ? [await shop.sold(7_00)] : [];
      const rows = await Promise.all(lost.map((id) => shop.approve(id, { brand: 'visa' })));
      expect(new Set(rows.map((row) => row.batchId)).size).toBe(1);
      expect((await shop.books()).length).toBe(1 + today.length);
      await expectWhole([...rows, ...today]);
    },
  );

  test('joins the book of today once its own is closed, and the next report says which it is', async () => {
    shop.at(NOON);
    const kept = await shop.sold(100_00, { number: '012' });
    const refused = await shop.sell(12_00);
    await shop.decline(refused);
    shop.at(NEXT_MORNING);
    await enter(await closeBook(), [figure('visa', 100_00)]);
    const today = await shop.sold(7_00, { number: '013' });
    const late = await shop.approve(refused, { brand: 'visa', number: '012' });
    expect(late).toMatchObject({ state: 'approved', flags: ['late'], batchId: today.batchId });
    expect(await shop.batch(today.batchId)).toMatchObject({ number: '013', bankDate: '2026-03-05' });
    expect(await shop.batch(kept.batchId)).toMatchObject({ state: 'closed' });

    shop.at('2026-03-06T14:00:00Z');
    const runId = await closeBook();
    const changes = { batchNumber: '013', acceptsDifference: true };
    expect(await enter(runId, [figure('visa', 7_00)], changes)).toMatchObject({
      value: { isMatched: false },
    });
    expect(await shop.reports(runId)).toMatchObject([
      {
        number: 2,
        differences: [{ acquirerId: 'visa', differenceMinor: -12_00 }],
        bank: {
          late: [{ id: refused, bankDate: '2026-03-04', acquirerName: 'Visa', amountMinor: 12_00 }],
        },
      },
    ]);
  });
});

test('a book is not closed over a question of its own day; one of the next day does not hold it up', async () => {
  shop.at(NOON);
  const kept = await shop.sold(100_00);
  const lost = await shop.sell(9_00);
  shop.at('2026-03-04T17:10:00Z');
  await shop.lose(lost);
  shop.at(NEXT_MORNING);
  const blocked = await closeBook();
  expect(await view(blocked)).toMatchObject({ run: { state: 'blocked', blockedBy: [lost] }, figures: null });
  expect((await shop.batch(kept.batchId))?.state).toBe('ended');
  expect(await enter(blocked, [figure('visa', 100_00)])).toMatchObject({ error: { kind: 'not_awaited' } });

  await shop.approve(lost, { brand: 'visa' });
  await shop.sell(3_00);
  const runId = await closeBook();
  expect(await view(runId)).toMatchObject({
    run: { state: 'awaiting_totals' },
    figures: { rows: [{ netMinor: 109_00 }] },
  });
  const { toEnter } = await listTroubles(shop.as('accountant', 'reports:see'));
  expect(toEnter).toMatchObject([{ id: kept.batchId, runId, runState: 'awaiting_totals' }]);
});

describe('the bank’s figures', () => {
  let runId: EndOfDayRunId;
  beforeEach(async () => {
    shop.at(NOON);
    await shop.sold(100_00, { number: '012' });
    const sale = await shop.sold(40_00, { brand: 'interac' });
    await shop.approve(await shop.giveBack(sale.id, 40_00), { brand: 'interac' });
    shop.at(NEXT_MORNING);
    runId = await closeBook();
  });

  test('one cent off have to be confirmed, and then the report says where', async () => {
    const figures = [figure('visa', 99_99), figure('interac', 0)];
    expect(await enter(runId, figures)).toMatchObject({
      ok: false,
      error: {
        kind: 'differs',
        differences: [{ acquirerId: 'visa', oursMinor: 100_00, terminalMinor: 99_99 }],
      },
    });
    expect((await view(runId)).run.state).toBe('awaiting_totals');
    expect(await enter(runId, figures, { acceptsDifference: true })).toEqual({
      ok: true,
      value: { isMatched: false },
    });
    const { run, report } = await view(runId);
    expect(run).toMatchObject({ state: 'closed', isMatched: false });
    expect(report?.content.differences).toMatchObject([
      { acquirerId: 'visa', acquirerName: 'Visa', differenceMinor: -1 },
    ]);
    const { unsolved, toEnter } = await listTroubles(shop.as('accountant', 'reports:see'));
    expect([unsolved.map((one) => one.id), toEnter]).toEqual([[runId], []]);
  });

  test('of a card type we have nothing of are a difference, and below zero an amount like any other', async () => {
    const figures = [figure('visa', 100_00), figure('interac', 0), figure('discover', -5_00)];
    await enter(runId, figures, { acceptsDifference: true });
    expect((await view(runId)).report?.content.differences).toMatchObject([
      { acquirerId: 'discover', acquirerName: 'Discover', oursMinor: null, terminalMinor: -5_00 },
    ]);
  });

  test.each([
    ['figure_missing', [figure('visa', 100_00)], {}],
    ['figure_twice', [figure('visa', 100_00), figure('interac', 0), figure('visa', 0)], {}],
    ['other_currency', [figure('visa', 100_00), { ...figure('interac', 0), currency: 'USD' as const }], {}],
    ['number_unexplained', [figure('visa', 100_00), figure('interac', 0)], { batchNumber: '021' }],
    ['number_unexplained', [figure('visa', 100_00), figure('interac', 0)], { batchNumber: null }],
  ] as const)('are not taken when they are not whole: %s', async (kind, figures, changes) => {
    expect(await enter(runId, [...figures], changes)).toMatchObject({ ok: false, error: { kind } });
    expect(await view(runId)).toMatchObject({ run: { state: 'awaiting_totals' }, report: null });
  });

  test('under another batch number stand with the reason somebody gave', async () => {
    const changes = { batchNumber: '021', numberNote: 'The bank renumbered after a reset' };
    await enter(runId, [figure('visa', 100_00), figure('interac', 0)], changes);
    expect(await shop.reports(runId)).toMatchObject([{ isMatched: true, batchNumber: '012', bank: changes }]);
  });

  test('typed by two people at once make one report', async () => {
    const figures = [figure('visa', 100_00), figure('interac', 0)];
    const answers = await Promise.all([
      enter(runId, figures),
      enter(runId, [figure('visa', 1), figure('interac', 0)], { acceptsDifference: true }),
      enter(runId, figures),
    ]);
    expect(answers.filter((answer) => answer.ok).length).toBe(1);
    expect(answers.flatMap((answer) => (answer.ok ? [] : answer.error.kind))).toEqual([
      'not_awaited',
      'not_awaited',
    ]);
    expect((await shop.reports(runId)).length).toBe(1);
  });

  test('are entered by nobody of another merchant and by no role that closes no day', async () => {
    const stranger = shop.as('manager', 'end-of-day:run', shop.neighbour);
    const totals = {
      runId,
      readAt: null,
      batchNumber: '012',
      numberNote: null,
      figures: [figure('visa', 100_00), figure('interac', 0)],
      acceptsDifference: false,
    };
    await expect(enterBankTotals(stranger, totals)).rejects.toThrow(NotFound);
    const device = { deviceId: shop.merchant.device.id };
    expect(await requestEndOfDay(stranger, device)).toMatchObject({ error: { kind: 'device_not_found' } });
    expect([allows('support', 'end-of-day:run'), allows('admin', 'end-of-day:run')]).toEqual([false, false]);
    expect((await view(runId)).run.state).toBe('awaiting_totals');
  });
});

test.each([
  ['the clocks go forward', '2026-03-08', '2026-03-08T05:00:00Z', '2026-03-09T04:00:00Z'],
  ['the clocks go back', '2026-11-01', '2026-11-01T04:00:00Z', '2026-11-02T05:00:00Z'],
])('a day on which %s begins and ends at the bank’s midnight', async (_what, day, from, to) => {
  const just = (iso: string, ms: number) => new Date(Date.parse(iso) + ms).toISOString();
  shop.at(just(from, -1));
  const before = await shop.sold(1_00);
  shop.at(from);
  const first = await shop.sold(2_00);
  shop.at(just(to, -1));
  const last = await shop.sold(3_00);
  expect(await ask()).toMatchObject({ ok: true });
  shop.at(to);
  const after = await shop.sold(4_00);
  expect(first.batchId).toBe(last.batchId);
  expect(await shop.batch(first.batchId)).toMatchObject({ state: 'ended', bankDate: day });
  expect(new Set([before, first, after].map((row) => row.batchId)).size).toBe(3);
  await expectWhole([before, first, last, after]);
});

test('figures of two days of one device, entered at the same instant, make two reports in a row', async () => {
  shop.at(NOON);
  const lost = await shop.sell(5_00);
  shop.at('2026-03-04T17:10:00Z');
  await shop.lose(lost);
  await shop.decline(lost);
  shop.at('2026-03-05T17:00:00Z');
  await shop.sold(10_00, { number: '013' });
  shop.at('2026-03-06T14:00:00Z');
  const later = await closeBook();
  await shop.approve(lost, { brand: 'visa', number: '012' });
  const earlier = await closeBook();
  expect(earlier).not.toBe(later);
  const entered = await Promise.all([
    enter(later, [figure('visa', 10_00)], { batchNumber: '013' }),
    enter(earlier, [figure('visa', 5_00)]),
  ]);
  expect(entered.map((answer) => answer.ok)).toEqual([true, true]);
  const numbers = [...(await shop.reports(later)), ...(await shop.reports(earlier))].map((one) => one.number);
  expect(numbers.toSorted()).toEqual([1, 2]);
});

test('books are closed one after the other, oldest first, and the numbers of the reports have no gap', async () => {
  for (const [day, number] of [
    ['2026-03-04T17:00:00Z', '012'],
    ['2026-03-05T17:00:00Z', '013'],
    ['2026-03-06T17:00:00Z', '014'],
  ] as const) {
    shop.at(day);
    await shop.sold(10_00, { number });
  }
  shop.at('2026-03-07T14:00:00Z');
  const closed: unknown[] = [];
  for (const batchNumber of ['012', '013', '014']) {
    const runId = await closeBook();
    await enter(runId, [figure('visa', 10_00)], { batchNumber });
    closed.push(...(await shop.reports(runId)).map((report) => [report.number, report.bank?.date]));
  }
  expect(closed).toEqual([
    [1, '2026-03-04'],
    [2, '2026-03-05'],
    [3, '2026-03-06'],
  ]);
  expect(await ask()).toMatchObject({ error: { kind: 'bank_still_open' } });
});

test('a second book of a day that was signed without it is closed once the day is reopened', async () => {
  shop.at(NOON);
  await shop.sold(10_00, { number: '012' });
  await shop.sold(20_00, { number: '013' });
  shop.at(NEXT_MORNING);
  const runId = await closeBook();
  await enter(runId, [figure('visa', 10_00)]);
  const { inTransaction, merchant, actor } = shop.as('accountant', 'reports:review');
  const [merchantId, at] = [merchant.id, new Date(NEXT_MORNING)];
  const reviewer = ids.next('user');
  await inTransaction(async (tx) => {
    const said = { merchantId, runId, at };
    await tx.insert(signOffs).values({ ...said, place: 1, step: 'reviewed', actorId: reviewer });
    await tx.insert(signOffs).values({ ...said, place: 2, step: 'approved', actorId: actor.id });
    const day = { deviceId: shop.merchant.device.id, businessDate: '2026-03-04' as const };
    await tx.insert(signedDays).values({ merchantId, ...day, round: 1, signedBy: actor.id, signedAt: at });
  });
  expect(await ask()).toEqual({ ok: false, error: { kind: 'day_signed' } });
  const { id: someone } = actor;
  await inTransaction(async (tx) => {
    await tx.update(signedDays).set({ askedBy: reviewer, askedAt: at, reason: 'A book was left out' });
    await tx.update(signedDays).set({ reopenedBy: someone, reopenedAt: at });
  });
  const second = await closeBook();
  expect(await enter(second, [figure('visa', 20_00)], { batchNumber: '013' })).toMatchObject({ ok: true });
});
