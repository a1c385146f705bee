import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BatchId } from '#server/kernel/ids.ts';
import { addDays, type CalendarDay } from '#server/kernel/time.ts';
import { type BankBook, type BankSlip, placeOf } from './bank-book.ts';

const DAY: CalendarDay = '2026-03-04';
const day = (offset: number) => addDays(DAY, offset);
const id = (n: number): BatchId => `bat_${n}`;
const book = (n: number, changes: Partial<BankBook> = {}): BankBook => ({
  id: id(n),
  number: null,
  bankDate: DAY,
  state: 'open',
  ...changes,
});
const now = { today: DAY, isOlder: false };

describe('the book of an approved operation', () => {
  it('is opened by the first one, for the bank’s day it was sent in', () => {
    expect(placeOf({ number: '012', bankDate: DAY }, [], now)).toEqual({
      kind: 'open',
      state: 'open',
      number: '012',
      bankDate: DAY,
      ends: null,
    });
  });

  it('is that of the number on its slip, also when it has ended and whatever the day', () => {
    const books = [book(1, { number: '012', state: 'ended', bankDate: day(-1) }), book(2, { number: '013' })];
    const place = placeOf({ number: '012', bankDate: DAY }, books, now);
    expect(place).toEqual({ kind: 'join', id: id(1), takesNumber: false });
  });

  it('is that of its day without a number, and a book without one takes the first it hears', () => {
    const books = [book(1, { state: 'ended', bankDate: day(-1) }), book(2)];
    expect(placeOf({ number: null, bankDate: day(-1) }, books, now)).toMatchObject({ id: id(1) });
    const place = placeOf({ number: '012', bankDate: DAY }, books, now);
    expect(place).toEqual({ kind: 'join', id: id(2), takesNumber: true });
  });

  it('is a new one on a later day or under a new number, and the bank has closed the one before', () => {
    const books = [book(1, { number: '012' })];
    expect(
      placeOf({ number: null, bankDate: day(1) }, books, { today: day(1), isOlder: false }),
    ).toMatchObject({
      state: 'open',
      bankDate: day(1),
      ends: id(1),
    });
    expect(placeOf({ number: '013', bankDate: DAY }, books, now)).toMatchObject({
      state: 'open',
      number: '013',
      ends: id(1),
    });
  });

  it('has ended already when a later day, or a number told later, has begun', () => {
    const books = [book(1, { number: '012' })];
    expect(placeOf({ number: null, bankDate: day(-1) }, books, now)).toEqual({
      kind: 'open',
      state: 'ended',
      number: null,
      bankDate: day(-1),
      ends: null,
    });
    expect(placeOf({ number: '011', bankDate: DAY }, books, { ...now, isOlder: true })).toMatchObject({
      state: 'ended',
      ends: null,
    });
  });

  it('is that of today once its own was closed, which never takes the number of the closed one', () => {
    const closed = book(1, { number: '012', state: 'closed', bankDate: day(-1) });
    const late: BankSlip = { number: '012', bankDate: day(-1) };
    expect(placeOf(late, [closed, book(2)], now)).toEqual({ kind: 'join', id: id(2), takesNumber: false });
    expect(placeOf({ number: null, bankDate: day(-1) }, [closed, book(2)], now)).toMatchObject({ id: id(2) });
    expect(placeOf(late, [closed], now)).toMatchObject({ state: 'open', number: null, bankDate: DAY });
    const over = book(2, { bankDate: day(-1) });
    expect(placeOf(late, [closed, over], now)).toMatchObject({ bankDate: DAY, ends: id(2) });
    const unnumbered = { ...closed, number: null };
    expect(placeOf(late, [unnumbered], now)).toMatchObject({ number: null, bankDate: DAY });
  });

  it('is a new one when its number came round again', () => {
    const closed = book(1, { number: '012', state: 'closed', bankDate: day(-90) });
    expect(placeOf({ number: '012', bankDate: DAY }, [closed], now)).toMatchObject({ number: '012' });
  });
});

/** One operation as it arrives: the day it was sent, and whether its slip told the number. */
type Arrival = { sentOn: number; told: boolean; amount: number };

/** Books kept by the rule alone, as the tables keep them. */
function keepBooks() {
  const books: (BankBook & { members: Arrival[] })[] = [];
  const latestTold = (one: BankBook) =>
    Math.max(...(books.find((kept) => kept.id === one.id)?.members ?? []).map(({ sentOn }) => sentOn));
  return {
    books,
    arrive(arrival: Arrival, today: number, numberOf: (day: number) => string) {
      const slip = {
        number: arrival.told ? numberOf(arrival.sentOn) : null,
        bankDate: day(arrival.sentOn),
      };
      const open = books.find(({ state }) => state === 'open');
      const isOlder = open !== undefined && slip.number !== null && latestTold(open) > arrival.sentOn;
      const place = placeOf(slip, books, { today: day(today), isOlder });
      if (place.kind === 'join') {
        const joined = books.find((one) => one.id === place.id);
        expect(joined?.state).not.toBe('closed');
        if (joined && place.takesNumber) joined.number = slip.number;
        joined?.members.push(arrival);
        return;
      }
      const ended = books.find((one) => one.id === place.ends);
      if (ended) ended.state = 'ended';
      const { state, number, bankDate } = place;
      books.push({ id: id(books.length), state, number, bankDate, members: [arrival] });
    },
    sweep(today: number) {
      for (const one of books) if (one.state === 'open' && one.bankDate < day(today)) one.state = 'ended';
    },
    close() {
      const oldest = books.find(({ state }) => state === 'ended');
      if (oldest) oldest.state = 'closed';
    },
  };
}

const arrivals = fc.array(
  fc.record({ sentOn: fc.nat(4), told: fc.boolean(), amount: fc.integer({ min: 1, max: 1_000_000 }) }),
  { minLength: 1, maxLength: 25 },
);
const numberOf = (sentOn: number) => String(40 + sentOn).padStart(4, '0');

describe('books kept by the rule', () => {
  it('are those of the bank’s days, whatever the order in which results come and numbers are told', () => {
    fc.assert(
      fc.property(arrivals, fc.infiniteStream(fc.boolean()), (results, sweeps) => {
        const kept = keepBooks();
        for (const result of results) {
          kept.arrive(result, 4, numberOf);
          if (sweeps.next().value) kept.sweep(4);
        }
        for (const one of kept.books) {
          expect(new Set(one.members.map(({ sentOn }) => sentOn)).size).toBe(1);
          expect(one.bankDate).toBe(day(one.members[0]?.sentOn ?? -1));
        }
        const days = new Set(results.map(({ sentOn }) => sentOn));
        expect(kept.books.length).toBe(days.size);
      }),
    );
  });

  it('hold every operation once, one of them open, and no closed one grows, whenever they are closed', () => {
    const act = fc.oneof(
      fc.record({ sentOn: fc.nat(4), told: fc.boolean(), amount: fc.integer({ min: 1, max: 1_000_000 }) }),
      fc.constantFrom('sweep' as const, 'close' as const, 'next day' as const),
    );
    fc.assert(
      fc.property(fc.array(act, { maxLength: 40 }), (acts) => {
        const kept = keepBooks();
        let today = 0;
        const arrived: Arrival[] = [];
        for (const one of acts) {
          if (one === 'sweep') kept.sweep(today);
          else if (one === 'close') kept.close();
          else if (one === 'next day') today += 1;
          else {
            const sent = { ...one, sentOn: Math.min(one.sentOn, today) };
            arrived.push(sent);
            kept.arrive(sent, today, numberOf);
          }
          expect(kept.books.filter(({ state }) => state === 'open').length).toBeLessThanOrEqual(1);
        }
        const members = kept.books.flatMap((one) => one.members);
        expect(new Set(members)).toEqual(new Set(arrived));
        expect(members.length).toBe(arrived.length);
        expect(members.reduce((sum, { amount }) => sum + amount, 0)).toBe(
          arrived.reduce((sum, { amount }) => sum + amount, 0),
        );
        const numbers = kept.books.flatMap((one) => one.number ?? []);
        expect(new Set(numbers).size).toBe(numbers.length);
      }),
    );
  });
});
