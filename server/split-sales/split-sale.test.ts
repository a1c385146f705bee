import { describe, expect, test } from 'vitest';
import { SPLIT_SALE_STATES, type SplitSaleState } from '#db/schema/split-sales.ts';
import type { Evidence } from '#server/gateways/terminal-gateway.ts';
import { PATIENCE } from '#tests/factories/patience.ts';
import { decideSplit, remainingMinor, type SplitEvent, type SplitSituation } from './split-sale.ts';

const at = new Date('2026-03-01T10:00:00Z');
const later = (seconds: number) => new Date(at.getTime() + seconds * 1000);
const patience = PATIENCE;

const paid: SplitSituation = {
  state: 'open',
  reference: 'ref_1',
  providerDeviceId: 'P00134',
  amount: { minor: 10_000, currency: 'TRY' },
  paidMinor: 10_000,
  reservedMinor: 0,
  createdAt: at,
  sentAt: at,
  unknownSince: null,
  queryCount: 0,
  firstNotFoundAt: null,
  refusal: null,
};

const evidence: Evidence = {
  reference: 'ref_1',
  providerDeviceId: 'P00134',
  amountMinor: 10_000,
  currency: 'TRY',
  providerPaymentId: 'PAY-1',
  providerDate: '2026-03-01',
  authCode: null,
  rrn: null,
  stan: null,
  batchNumber: null,
  acquirerId: null,
  acquirerName: null,
  issuerId: null,
  tid: null,
  mid: null,
  bin: null,
  last4: null,
  cardType: null,
  saleNumber: 'SN-1',
  entryMode: null,
  providerAt: null,
};

const decide = (now: Partial<SplitSituation>, event: SplitEvent, when = at) =>
  decideSplit({ ...paid, ...now }, event, when, patience);
const lost = { kind: 'unknown_outcome', cause: 'deadline', code: null, text: null } as const;
const refused = { kind: 'refused', reason: 'not_found', code: '380109', text: null } as const;
const completed = { kind: 'completed', evidence } as const;
const notFound: SplitEvent = { kind: 'queried', reply: { kind: 'not_found' } };

describe('the start', () => {
  test('is taken by one worker, and by none after thirty seconds', () => {
    const claim = { kind: 'claimed', workerKey: 7 } as const;
    expect(decide({ state: 'requested' }, claim)).toMatchObject({ state: 'starting', workerKey: 7 });
    expect(decide({ state: 'requested' }, claim, later(30))).toBeNull();
    expect(decide({ state: 'starting' }, claim)).toBeNull();
    expect(decide({ state: 'requested' }, { kind: 'expired_unsent' })).toMatchObject({
      state: 'failed',
      outcome: { reason: 'not_sent_in_time' },
    });
  });

  test('opens the sale under the number of the device', () => {
    const reply = { kind: 'started', saleNumber: 'SN-1' } as const;
    expect(decide({ state: 'starting' }, { kind: 'start_replied', reply })).toMatchObject({
      state: 'open',
      saleNumber: 'SN-1',
    });
  });

  test('whose answer or worker is lost is over: nothing was taken, and nobody is asked', () => {
    const over = { state: 'failed', outcome: { reason: 'start_lost' }, nextQueryAt: null };
    expect(decide({ state: 'starting' }, { kind: 'start_replied', reply: lost })).toMatchObject(over);
    expect(decide({ state: 'starting' }, { kind: 'worker_lost' })).toMatchObject(over);
    expect(
      decide({ state: 'failed' }, { kind: 'start_replied', reply: { kind: 'started', saleNumber: '1' } }),
    ).toBeNull();
  });

  test('that is refused fails with the provider’s reason', () => {
    expect(decide({ state: 'starting' }, { kind: 'start_replied', reply: refused })).toMatchObject({
      state: 'failed',
      outcome: { reason: 'not_found', code: '380109' },
    });
  });
});

describe('the completion', () => {
  test.each([
    ['with a remainder', { paidMinor: 9_999 }],
    ['while a payment holds the rest', { paidMinor: 9_000, reservedMinor: 1_000 }],
    ['of a sale that took too much', { paidMinor: 10_001 }],
  ])('%s is not begun', (_what, sums) => {
    expect(decide(sums, { kind: 'completion_wished' })).toBeNull();
  });

  test('of a paid sale is begun once and sent by one worker', () => {
    expect(decide({}, { kind: 'completion_wished' })).toMatchObject({ state: 'completion_requested' });
    expect(decide({ state: 'completion_requested' }, { kind: 'completion_wished' })).toBeNull();
    const claim = { kind: 'claimed', workerKey: 7 } as const;
    expect(decide({ state: 'completion_requested' }, claim)).toMatchObject({ state: 'completing' });
    expect(decide({ state: 'completing' }, claim)).toBeNull();
  });

  test('is believed only about exactly this sale', () => {
    const with_ = (changes: Partial<Evidence>) =>
      decide(
        { state: 'completing' },
        { kind: 'completion_replied', reply: { kind: 'completed', evidence: { ...evidence, ...changes } } },
      );
    expect(with_({})).toMatchObject({ state: 'completed' });
    for (const wrong of [{ reference: 'ref_2' }, { providerDeviceId: 'P2' }, { amountMinor: 9_000 }]) {
      expect(with_(wrong)).toMatchObject({ state: 'completion_unknown', addFlag: 'contradiction' });
    }
    for (const missing of [{ reference: null }, { providerDeviceId: null }, { amountMinor: null }]) {
      expect(with_(missing)).toMatchObject({ state: 'completion_unknown' });
      expect(with_(missing)).not.toHaveProperty('addFlag');
    }
  });

  test('whose answer is lost is asked about after 3 s, whose worker is lost at once', () => {
    expect(decide({ state: 'completing' }, { kind: 'completion_replied', reply: lost })).toMatchObject({
      state: 'completion_unknown',
      unknownSince: at,
      nextQueryAt: later(3),
    });
    expect(decide({ state: 'completing' }, { kind: 'worker_lost' })).toMatchObject({
      state: 'completion_unknown',
      nextQueryAt: at,
    });
  });

  test('that is refused is open again at once, or when one query agrees (F13)', () => {
    const reply = { ...refused, confirm: false };
    expect(decide({ state: 'completing' }, { kind: 'completion_replied', reply })).toMatchObject({
      state: 'open',
      outcome: { reason: 'not_found' },
    });
    const doubted = { ...refused, confirm: true };
    expect(decide({ state: 'completing' }, { kind: 'completion_replied', reply: doubted })).toMatchObject({
      state: 'completion_unknown',
      nextQueryAt: at,
    });
    const refusal = { reason: 'not_found', code: '380109', text: null };
    expect(decide({ state: 'completion_unknown', refusal }, notFound)).toMatchObject({ state: 'open' });
  });

  test('is «not found» only after the waiting window, said twice thirty seconds apart (F16)', () => {
    const unknown = { state: 'completion_unknown', unknownSince: at } as const;
    expect(decide(unknown, notFound, later(10))).toMatchObject({ state: 'completion_unknown' });
    const first = decide(unknown, notFound, later(240));
    expect(first).toMatchObject({ state: 'completion_unknown', firstNotFoundAt: later(240) });
    const again = { ...unknown, firstNotFoundAt: later(240) };
    expect(decide(again, notFound, later(269))).toMatchObject({ state: 'completion_unknown' });
    expect(decide(again, notFound, later(270))).toMatchObject({
      state: 'open',
      outcome: { reason: 'not_completed' },
      unknownSince: null,
    });
  });

  test('proven late completes the sale while it is paid and open, and contradicts one that was given up', () => {
    const event: SplitEvent = { kind: 'completion_replied', reply: completed };
    expect(decide({ state: 'open' }, event)).toMatchObject({ state: 'completed' });
    expect(decide({ state: 'completion_requested' }, event)).toMatchObject({ state: 'completed' });
    expect(decide({ state: 'completed' }, event)).toBeNull();
    for (const now of [
      { state: 'open', paidMinor: 4_000 },
      { state: 'giving_up' },
      { state: 'given_up' },
    ] as const) {
      expect(decide(now, event)).toMatchObject({ state: now.state, addFlag: 'contradiction' });
    }
  });
});

describe('giving up', () => {
  test('is over at once when nothing was taken, and else waits for every payment', () => {
    const nothing = { kind: 'given_up', isNothingTaken: true } as const;
    expect(decide({}, nothing)).toMatchObject({ state: 'given_up', outcome: { reason: 'nothing_taken' } });
    expect(decide({ state: 'giving_up' }, nothing)).toMatchObject({ outcome: { reason: 'all_voided' } });
    expect(decide({}, { kind: 'given_up', isNothingTaken: false })).toMatchObject({ state: 'giving_up' });
  });

  test('that got stuck says why, waits for a person, and can be taken back', () => {
    expect(decide({ state: 'giving_up' }, { kind: 'void_impossible', obstacle: 'other_day' })).toMatchObject({
      state: 'giving_up',
      outcome: { reason: 'other_day' },
      nextQueryAt: null,
    });
    expect(decide({ state: 'giving_up' }, { kind: 'taken_up_again' })).toMatchObject({ state: 'open' });
    expect(decide({ state: 'open' }, { kind: 'taken_up_again' })).toBeNull();
  });
});

const EVENTS: SplitEvent[] = [
  { kind: 'claimed', workerKey: 1 },
  { kind: 'expired_unsent' },
  { kind: 'worker_lost' },
  { kind: 'start_replied', reply: { kind: 'started', saleNumber: 'SN-1' } },
  { kind: 'start_replied', reply: lost },
  { kind: 'completion_wished' },
  { kind: 'completion_replied', reply: completed },
  { kind: 'completion_replied', reply: lost },
  { kind: 'completion_replied', reply: { ...refused, confirm: false } },
  { kind: 'queried', reply: completed },
  notFound,
  { kind: 'queried', reply: { kind: 'no_answer', cause: 'deadline', retryAfterMs: null } },
  { kind: 'given_up', isNothingTaken: true },
  { kind: 'given_up', isNothingTaken: false },
  { kind: 'void_impossible', obstacle: 'other_day' },
  { kind: 'taken_up_again' },
];
const OVER: SplitSaleState[] = ['completed', 'given_up', 'failed'];

test.each(OVER)('nothing moves what is %s', (state) => {
  for (const event of EVENTS) expect(decide({ state }, event)?.state ?? state).toBe(state);
});

test('nothing completes a sale that is not paid to the last minor unit, whatever happens in whatever state (INV-18)', () => {
  for (const state of SPLIT_SALE_STATES) {
    for (const event of EVENTS) {
      for (const sums of [{ paidMinor: 9_999 }, { paidMinor: 10_001 }, { reservedMinor: 1 }]) {
        const after = decide({ state, ...sums }, event)?.state ?? state;
        const isNew = after !== state && (after === 'completed' || after === 'completion_requested');
        expect(isNew, `${event.kind} in ${state}`).toBe(false);
      }
    }
  }
});

test('what remains is neither paid nor held, and never below zero', () => {
  expect(remainingMinor({ amountMinor: 100, paidMinor: 30, reservedMinor: 20 })).toBe(50);
  expect(remainingMinor({ amountMinor: 100, paidMinor: 130, reservedMinor: 0 })).toBe(0);
});
