import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Cause } from '#db/schema/variances.ts';
import type { TransactionId } from '#server/kernel/ids.ts';
import { type Candidate, type DaysBook, type Difference, isNear, rankSuspects } from './rank-suspects.ts';

const OPENED = new Date('2026-05-12T06:00:00Z');
const CLOSED = new Date('2026-05-12T20:00:00Z');
const minutes = (after: Date, count: number) => new Date(after.getTime() + count * 60_000);

function operation(place: number, amountMinor: number, more: Partial<Candidate> = {}): Candidate {
  const sentAt = minutes(OPENED, 10 + place * 20);
  return {
    id: `txn_${place}`,
    kind: 'sale',
    amountMinor,
    currency: 'TRY',
    group: '12',
    originalId: null,
    last4: String(1000 + place),
    sentAt,
    settledAt: minutes(sentAt, 1),
    wasUnknown: false,
    number: '0042',
    batchId: 'bat_this',
    ...more,
  };
}

function book(members: Candidate[], elsewhere: Candidate[] = []): DaysBook {
  return { number: '0042', openedAt: OPENED, closedAt: CLOSED, members, late: [], elsewhere };
}

function difference(differenceMinor: number, more: Partial<Difference> = {}): Difference {
  return { acquirerId: '12', currency: 'TRY', oursMinor: 0, theirsMinor: 0, differenceMinor, ...more };
}

/** A day of a terminal: sales of amounts that are all different, some of them voided, one in doubt that both sides count. */
const day = fc
  .record({
    amounts: fc.uniqueArray(fc.integer({ min: 1_000, max: 5_000_000 }), { minLength: 8, maxLength: 25 }),
    voided: fc.integer({ min: 0, max: 2 }),
  })
  .map(({ amounts, voided }) => {
    const sales = amounts.map((amount, place) => operation(place, amount));
    const voids = sales
      .slice(0, voided)
      .map((sale, place) =>
        operation(100 + place, sale.amountMinor, { kind: 'void', originalId: sale.id, last4: sale.last4 }),
      );
    // Untouched by any plant.
    const inDoubt = operation(200, 7_777_777, { wasUnknown: true });
    return { sales, members: [...sales, ...voids, inDoubt], voids };
  });
type Day = { sales: Candidate[]; members: Candidate[]; voids: Candidate[] };
type Planted = { book: DaysBook; difference: number; ids: TransactionId[] };

/** The sale that a plant is about: one that was not voided. */
function victimOf({ sales }: Day): Candidate {
  const victim = sales.at(-2);
  if (!victim) throw new Error('A day without sales');
  return victim;
}

const instead = (members: Candidate[], one: Candidate) =>
  members.map((member) => (member.id === one.id ? one : member));

const PLANTS: Record<Exclude<Cause, 'other'>, ((day: Day) => Planted)[]> = {
  late_arrival: [
    // Counted by the terminal before its close, booked by us in the next batch.
    ({ members }) => {
      const late = operation(300, 6_000_001, {
        sentAt: minutes(CLOSED, -3),
        settledAt: minutes(CLOSED, 5),
        wasUnknown: true,
        batchId: 'bat_next',
      });
      return { book: book(members, [late]), difference: 6_000_001, ids: [late.id] };
    },
    // The same from the side of the next batch.
    ({ members }) => {
      const late = operation(301, 6_000_002, { sentAt: minutes(OPENED, -30), settledAt: minutes(OPENED, 2) });
      return { book: book([...members, late]), difference: -6_000_002, ids: [late.id] };
    },
    // Two of them make it up together.
    ({ members }) => {
      const late = [6_000_003, 1_200_007].map((amount, place) =>
        operation(302 + place, amount, {
          sentAt: minutes(CLOSED, -9 + place),
          settledAt: minutes(CLOSED, 5),
          batchId: 'bat_next',
        }),
      );
      return { book: book(members, late), difference: 7_200_010, ids: late.map(({ id }) => id) };
    },
  ],
  wrong_batch: [
    (today) => {
      const strayed = { ...victimOf(today), number: '0041' };
      return {
        book: book(instead(today.members, strayed)),
        difference: -strayed.amountMinor,
        ids: [strayed.id],
      };
    },
    ({ members }) => {
      const there = operation(310, 6_100_001, { batchId: 'bat_other' });
      return { book: book(members, [there]), difference: 6_100_001, ids: [there.id] };
    },
  ],
  unknown_outcome: [
    (today) => {
      const asked = { ...victimOf(today), wasUnknown: true };
      return { book: book(instead(today.members, asked)), difference: -asked.amountMinor, ids: [asked.id] };
    },
    ({ members }) => {
      const open = operation(320, 6_200_001, {
        wasUnknown: true,
        settledAt: null,
        batchId: null,
        group: '',
        number: null,
      });
      return { book: book(members, [open]), difference: 6_200_001, ids: [open.id] };
    },
  ],
  void_one_side: [
    (today) => {
      const sale = victimOf(today);
      const undone = operation(330, sale.amountMinor, { kind: 'void', originalId: sale.id });
      return { book: book([...today.members, undone]), difference: sale.amountMinor, ids: [undone.id] };
    },
    (today) => {
      const sale = victimOf(today);
      const undone = operation(331, sale.amountMinor, { kind: 'void', originalId: sale.id });
      return {
        book: book([...today.members, undone]),
        difference: -sale.amountMinor,
        ids: [sale.id, undone.id],
      };
    },
  ],
  duplicate: [
    (today) => {
      const sale = victimOf(today);
      const again = { ...sale, id: 'txn_again' as const, sentAt: minutes(sale.sentAt, 2) };
      return {
        book: book([...today.members, again]),
        difference: -sale.amountMinor,
        ids: [sale.id, again.id],
      };
    },
  ],
  missing: [
    (today) => {
      const sale = victimOf(today);
      return { book: book(today.members), difference: -sale.amountMinor, ids: [sale.id] };
    },
  ],
};

describe('of a difference that was planted in a drawn day', () => {
  const kinds = Object.entries(PLANTS).flatMap(([cause, plants]) =>
    plants.map((plant, place) => [cause, place + 1, plant] as const),
  );

  test.each(kinds)(
    'the cause «%s» (%i) is named first, with its operations, to the minor unit',
    (cause, _place, plant) => {
      fc.assert(
        fc.property(day, (drawn) => {
          const planted = plant(drawn);
          const [first] = rankSuspects(difference(planted.difference), planted.book);
          expect(first).toMatchObject({ cause, leftMinor: 0, effectMinor: planted.difference });
          expect(first?.transactionIds).toEqual(planted.ids);
        }),
      );
    },
  );

  test('the order in which our book is read changes nothing', () => {
    fc.assert(
      fc.property(day, (drawn) => {
        const { book: ours, difference: minor } = PLANTS.unknown_outcome[0]?.(drawn) ?? {
          book: book([]),
          difference: 0,
        };
        const turned = { ...ours, members: ours.members.toReversed() };
        expect(rankSuspects(difference(minor), turned)).toEqual(rankSuspects(difference(minor), ours));
      }),
    );
  });
});

describe('a difference', () => {
  test('that nothing explains to the minor unit still says what explains a part of it', () => {
    const late = operation(1, 5_000, {
      sentAt: minutes(CLOSED, -3),
      settledAt: minutes(CLOSED, 5),
      batchId: 'bat_next',
    });
    const found = rankSuspects(difference(5_700), book([operation(2, 900)], [late]));
    expect(found).toEqual([
      expect.objectContaining({ cause: 'late_arrival', effectMinor: 5_000, leftMinor: 700 }),
    ]);
  });

  test('that could be chance alone accuses nobody', () => {
    expect(rankSuspects(difference(-4_200), book([operation(1, 900), operation(2, 1_100)]))).toEqual([]);
    expect(rankSuspects(difference(0), book([operation(1, 900, { wasUnknown: true })]))).toEqual([]);
  });

  test('of one acquirer is never blamed on an operation of another, or of another currency', () => {
    const members = [operation(1, 900, { group: '62' }), operation(2, 900, { currency: 'EUR' })];
    expect(rankSuspects(difference(-900), book(members))).toEqual([]);
  });

  test('with an acquirer that the other side does not mention names all we have of it', () => {
    const members = [operation(1, 900), operation(2, 1_100), operation(3, 300, { group: '62' })];
    const [first] = rankSuspects(difference(-2_000, { oursMinor: 2_000, theirsMinor: null }), book(members));
    expect(first).toMatchObject({ cause: 'missing', transactionIds: ['txn_1', 'txn_2'], leftMinor: 0 });
  });
});

test('what was sent in another time is near a book whose number is on its slip, with its zeros or without', () => {
  const sentAt = minutes(CLOSED, 5);
  const near = (number: string | null) => isNear(book([]), operation(1, 500, { sentAt, number }));
  expect(['0042', '42', '43', null].map(near)).toEqual([true, true, false, false]);
  expect(isNear(book([]), operation(1, 500, { number: '43' }))).toBe(true);
});
