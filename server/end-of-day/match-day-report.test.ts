import { describe, expect, test } from 'vitest';
import type { ReportedMovement } from '#server/gateways/hosted-gateway.ts';
import { type BookedMovement, type DayFacts, matchDayReport } from './match-day-report.ts';

const movement = (changes: Partial<ReportedMovement> & { minor?: number } = {}): ReportedMovement => {
  const { minor = 10_000, ...others } = changes;
  return {
    kind: 'payment',
    providerTransactionId: '1',
    providerItemId: '11',
    providerPaymentId: 'p1',
    reference: 'ref_1',
    amount: { minor, currency: 'TRY' },
    commissionMinor: 0,
    feeMinor: 0,
    payoutMinor: null,
    at: new Date('2026-03-04T10:00:00Z'),
    ...others,
  };
};
const booked = (changes: Partial<BookedMovement> = {}): BookedMovement => ({
  transactionId: 'txn_1',
  kind: 'payment',
  providerPaymentId: 'p1',
  currency: 'TRY',
  amountMinor: 10_000,
  settled: null,
  ...changes,
});
const NOTHING: DayFacts = { ours: [], elsewhere: [], unpaid: new Map() };
const held = (movements: ReportedMovement[], facts: Partial<DayFacts>) =>
  matchDayReport({ kind: 'reported', movements }, { ...NOTHING, ...facts });

describe('a report of a day', () => {
  test('that has what our book has differs in nothing, and is summed', () => {
    const { reading, toAsk } = held(
      [
        movement({ minor: 6_000 }),
        movement({ minor: 4_000, providerItemId: '12' }),
        movement({ kind: 'refund', minor: 2_500 }),
        movement({ kind: 'cancel', minor: 1_000, providerPaymentId: 'p2' }),
        movement({ minor: 1_000, providerPaymentId: 'p2' }),
      ],
      {
        ours: [
          booked(),
          booked({ kind: 'refund', amountMinor: 2_000 }),
          booked({ kind: 'refund', amountMinor: 500 }),
          booked({ providerPaymentId: 'p2', amountMinor: 1_000 }),
          booked({ providerPaymentId: 'p2', kind: 'cancel', amountMinor: 1_000 }),
        ],
      },
    );
    expect(reading).toMatchObject({
      figures: [{ group: '', currency: 'TRY', amountMinor: 7_500 }],
      payments: [],
    });
    expect(toAsk).toEqual([]);
  });

  test('without one of our payments says so', () => {
    expect(held([], { ours: [booked()] }).reading).toMatchObject({
      figures: [],
      payments: [{ transactionId: 'txn_1', oursMinor: 10_000, theirsMinor: null }],
    });
  });

  test('with a payment nobody here knows says so, and counts it', () => {
    expect(held([movement()], {}).reading).toMatchObject({
      figures: [{ amountMinor: 10_000 }],
      payments: [{ transactionId: null, otherBatchId: null, oursMinor: null, theirsMinor: 10_000 }],
    });
  });

  test('with a payment that is in another book of ours says in which, and leaves it there', () => {
    const elsewhere = [{ kind: 'payment', providerPaymentId: 'p1', batchId: 'bat_2' }] as const;
    expect(held([movement()], { elsewhere }).reading).toMatchObject({
      figures: [],
      payments: [{ otherBatchId: 'bat_2', theirsMinor: 10_000 }],
    });
  });

  test('with another amount says both', () => {
    expect(held([movement({ minor: 9_999 })], { ours: [booked()] }).reading).toMatchObject({
      payments: [{ oursMinor: 10_000, theirsMinor: 9_999 }],
    });
  });

  test('that keeps or owes something else than was told with the payment says so, but for the rounding of each line', () => {
    const settled = { keptMinor: 374, payoutMinor: 9_626 };
    const lines = (changes: Partial<ReportedMovement>) => [
      movement({ minor: 6_000, commissionMinor: 210, feeMinor: 15, payoutMinor: 5_775 }),
      movement({ minor: 4_000, commissionMinor: 140, feeMinor: 10, payoutMinor: 3_850, ...changes }),
    ];
    const differences = (changes: Partial<ReportedMovement>) => {
      const { reading } = held(lines(changes), { ours: [booked({ settled })] });
      return reading.kind === 'figures' ? reading.payments : null;
    };
    expect(differences({})).toEqual([]);
    expect(differences({ payoutMinor: null })).toEqual([]);
    expect(differences({ commissionMinor: 150 })).toMatchObject([
      { figure: 'commission', oursMinor: 374, theirsMinor: 385 },
    ]);
    expect(differences({ payoutMinor: 3_800 })).toMatchObject([
      { figure: 'payout', oursMinor: 9_626, theirsMinor: 9_575 },
    ]);
  });

  test('in another currency is another payment', () => {
    const dollars = movement({ amount: { minor: 10_000, currency: 'USD' } });
    const { reading } = held([dollars], { ours: [booked()] });
    expect(reading).toMatchObject({
      figures: [{ currency: 'USD' }],
      payments: [
        { currency: 'TRY', theirsMinor: null },
        { currency: 'USD', oursMinor: null },
      ],
    });
  });

  test('that calls paid what we do not has that asked about', () => {
    const unpaid = new Map([['ref_1', 'txn_9' as const]]);
    expect(held([movement()], { unpaid }).toAsk).toEqual(['txn_9']);
    expect(held([movement({ kind: 'refund' })], { unpaid }).toAsk).toEqual([]);
  });
});

test('a report that did not come is no report', () => {
  const reply = { kind: 'no_answer', cause: 'deadline', retryAfterMs: null } as const;
  expect(matchDayReport(reply, NOTHING).reading).toEqual({ kind: 'no_answer', cause: 'unusable' });
});
