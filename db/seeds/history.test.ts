import { describe, expect, test } from 'vitest';
import { type CalendarDay, dayIn } from '#server/kernel/time.ts';
import { writeKahveHistory, writeMapleHistory } from './history.ts';
import { AWAITING_DEVICE } from './interpay/close-by-bank.ts';
import { openingHours } from './opening-hours.ts';
import { isFiscal, type Operation, type TillHistory } from './operation.ts';

const evening = new Date('2026-05-13T15:40:00.000Z');

describe('the history of the coffee shops', () => {
  const histories = writeKahveHistory(evening, 21);
  const operations = histories.flatMap((history) => history.operations);

  test('the same moment gives the same history', () => {
    expect(shapeOf(writeKahveHistory(evening, 21))).toEqual(shapeOf(histories));
  });

  test('a later start tells the same past', () => {
    const later = writeKahveHistory(new Date('2026-05-13T18:00:00.000Z'), 21);
    const past = (all: TillHistory[]) =>
      shapeOf(all.filter(({ till }) => till.providerDeviceId === 'P00101')).filter(
        (line) => line < '2026-05-13',
      );
    expect(past(later)).toEqual(past(histories));
  });

  test('on a whole day every device is used between 25 and some 65 times, while its shop is open', () => {
    for (const { till, operations: own } of histories) {
      for (const [day, ofDay] of Map.groupBy(own, (each) => dayIn(each.createdAt, 'Europe/Istanbul'))) {
        const { opens, closes } = openingHours(till, day);
        if (day !== '2026-05-13') expect(ofDay.length).toBeGreaterThanOrEqual(25);
        expect(ofDay.length).toBeLessThanOrEqual(68);
        for (const { createdAt } of ofDay) {
          expect(createdAt.getTime()).toBeGreaterThan(opens.getTime());
          expect(createdAt.getTime()).toBeLessThan(closes.getTime() + 20 * 60_000);
        }
      }
    }
  });

  test('amounts are those of a coffee shop, and about one sale in twenty-five is declined', () => {
    const sales = operations.filter((each) => each.kind === 'sale');
    const amounts = sales.map((sale) => sale.amountMinor).sort((a, b) => a - b);
    expect(amounts[0]).toBeGreaterThanOrEqual(45_00);
    expect(amounts[Math.floor(amounts.length * 0.95)]).toBeLessThan(1_250_00);
    expect(amounts.at(-1)).toBeGreaterThan(1_250_00);
    const share = sales.filter((sale) => sale.ending?.state === 'declined').length / sales.length;
    expect(share).toBeGreaterThan(0.03);
    expect(share).toBeLessThan(0.055);
  });

  test('only devices that offer them have instalments, and only they are without lines', () => {
    for (const { kind, till, installmentCount, sold } of operations) {
      const hasLines = isFiscal(till);
      if (hasLines) expect(installmentCount).toBe(1);
      if (kind === 'sale') expect(sold.length > 0).toBe(hasLines);
    }
    expect(operations.some((each) => each.installmentCount === 3)).toBe(true);
    expect(operations.some((each) => each.installmentCount === 6)).toBe(true);
  });

  test('a void is of the same day and batch as its sale, and a refund never takes back more than was paid', () => {
    for (const sale of operations.filter((each) => each.followUps.length > 0)) {
      const done = sale.followUps.filter((each) => each.ending?.state === 'approved');
      const undone = done.filter((each) => each.kind === 'void');
      if (undone.length > 0) expect(done).toHaveLength(1);
      for (const each of undone) expect(batchOf(each)).toBe(batchOf(sale));
      expect(done.reduce((sum, each) => sum + each.amountMinor, 0)).toBeLessThanOrEqual(sale.amountMinor);
    }
  });
});

describe('whatever the hour at which the demo is first started', () => {
  const hours = ['00:30', '01:05', '02:00', '04:10', '07:00', '12:00', '19:30', '22:15'];

  test.each(hours)('at %s UTC today has begun on every device, and one old sale is unknown', (hour) => {
    const now = new Date(`2026-05-13T${hour}:00.000Z`);
    const histories = writeKahveHistory(now, 3);
    const operations = histories.flatMap((history) => history.operations);
    for (const { batches } of histories) {
      const open = batches.filter((batch) => !batch.close);
      expect(open).toHaveLength(1);
      expect(open[0]?.members.length).toBeGreaterThan(2);
    }
    const unknown = operations.filter((each) => !each.ending);
    expect(unknown).toHaveLength(1);
    const doubt = unknown[0]?.doubt;
    expect(now.getTime() - (doubt?.since.getTime() ?? 0)).toBeGreaterThan(60 * 60_000);
    expect((doubt?.nextQueryAt?.getTime() ?? 0) - now.getTime()).toBeGreaterThan(10 * 60_000);
    for (const each of operations) expect((each.ending?.at ?? each.createdAt) < now).toBe(true);
  });

  test('the day of an operation that is still unknown was not closed, and the report says what blocked it', () => {
    const histories = writeKahveHistory(new Date('2026-05-13T04:10:00.000Z'), 3);
    const [blocked, ...others] = histories.flatMap((history) => history.blockedCloses);
    expect(others).toEqual([]);
    expect(blocked?.blockedBy.ending).toBeNull();
    expect(blocked?.batch.close).toBeNull();
    expect(blocked?.businessDate).toBe('2026-05-12' satisfies CalendarDay);
  });
});

describe('the history of the bakery', () => {
  const histories = writeMapleHistory(evening, 21);
  const operations = histories.flatMap((history) => history.operations);
  const sales = operations.filter((each) => each.kind === 'sale');

  test('the same moment gives the same history', () => {
    expect(shapeOf(writeMapleHistory(evening, 21))).toEqual(shapeOf(histories));
  });

  test('has sales by every kind of card, and each way in which a session can end', () => {
    const brands = new Set(sales.flatMap(({ payment }) => payment?.card.brand ?? []));
    expect([...brands].sort()).toEqual(['amex', 'interac', 'mastercard', 'visa']);
    const ends = new Set(operations.map(({ ending }) => ending?.state ?? 'unknown'));
    expect([...ends].sort()).toEqual(['approved', 'cancelled', 'declined', 'failed', 'unknown']);
    expect(sales.some(({ delivery }) => delivery?.abortedAt)).toBe(true);
    const kinds = new Set(operations.map(({ kind }) => kind));
    expect([...kinds].sort()).toEqual(['refund', 'sale', 'void']);
  });

  test('every reference is of ten digits that begin with no zero, and used once', () => {
    const references = operations.map(({ reference }) => reference);
    for (const reference of references) expect(reference).toMatch(/^[1-9]\d{9}$/);
    expect(new Set(references).size).toBe(references.length);
  });

  test('a debit payment is never voided, and a void is of the day and batch of its sale', () => {
    const voids = operations.filter(({ kind, ending }) => kind === 'void' && ending?.state === 'approved');
    expect(voids.length).toBeGreaterThan(0);
    for (const each of voids) {
      expect(each.original?.payment?.card.brand).not.toBe('interac');
      expect(batchOf(each)).toBe(each.original && batchOf(each.original));
    }
  });

  test('exactly one sale was approved after it had been declined, and says so', () => {
    const late = operations.filter(({ flags }) => flags.includes('late'));
    expect(late).toHaveLength(1);
    expect(late[0]).toMatchObject({ overturned: { state: 'declined' }, ending: { state: 'approved' } });
  });

  test('a batch holds one day of the bank, and its number is on every slip', () => {
    for (const { till, batches } of histories) {
      for (const { members, number } of batches) {
        const days = new Set(members.map(({ sentAt }) => dayIn(sentAt, till.connection.bank.timeZone)));
        expect(days.size).toBe(1);
        for (const { payment } of members) expect(payment?.batchNumber).toBe(number);
      }
      expect(new Set(batches.map(({ number }) => number)).size).toBe(batches.length);
    }
  });

  const hours = ['04:10', '04:45', '07:00', '09:30', '12:00', '16:30', '22:15', '03:30'];

  test.each(hours)(
    'at %s UTC one old sale is unknown, one close waits for figures, and the bank has ended every day but today',
    (hour) => {
      const now = new Date(`2026-05-13T${hour}:00.000Z`);
      const all = writeMapleHistory(now, 5);
      const unknown = all.flatMap((history) => history.operations).filter((each) => !each.ending);
      expect(unknown).toHaveLength(1);
      expect(unknown[0]?.doubt).toMatchObject({ reason: 'no_callback', nextQueryAt: null });
      const awaiting = all.flatMap(({ batches }) => batches.filter(({ close }) => close && !close.typed));
      expect(awaiting.map(({ till }) => till.providerDeviceId)).toEqual([AWAITING_DEVICE]);
      for (const { batches, operations: own, till } of all) {
        const open = batches.filter(({ endedOn }) => !endedOn);
        expect(open.length).toBeLessThanOrEqual(1);
        const today = dayIn(now, till.connection.bank.timeZone);
        for (const batch of batches) if (batch.endedOn) expect(batch.endedOn < today).toBe(true);
        for (const each of own) expect((each.ending?.at ?? each.createdAt) < now).toBe(true);
      }
    },
  );

  test('the day of the unknown sale ended at the bank, but our book of it is not closed', () => {
    const [blocked, ...others] = writeMapleHistory(evening, 3).flatMap((history) => history.blockedCloses);
    expect(others).toEqual([]);
    expect(blocked?.blockedBy.ending).toBeNull();
    expect(blocked?.batch).toMatchObject({ close: null, endedOn: '2026-05-12' });
  });
});

function shapeOf(histories: readonly TillHistory[]): string[] {
  return histories
    .flatMap((history) => history.operations)
    .map(({ createdAt, id, reference, amountMinor, payment, ending }) =>
      [createdAt.toISOString(), id, reference, amountMinor, payment?.paymentId, ending?.state].join(' '),
    );
}

function batchOf({ ending }: Operation) {
  return ending?.state === 'approved' ? ending.batch : null;
}
