import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { STATES, type TransactionState } from '#db/schema/transactions.ts';
import type { CalledOutcome, CalledResult } from '#server/gateways/callback.ts';
import type { Evidence, OperationReply } from '#server/gateways/terminal-gateway.ts';
import { PATIENCE } from '#tests/factories/patience.ts';
import { ANSWERED } from '#tests/factories/terminal.ts';
import { UNDONE } from './callback-rule.ts';
import { contradictedBy, type Move } from './moves.ts';
import { decide, isFinal, type Situation, type TransactionEvent } from './transaction.ts';

const START = new Date('2026-03-01T10:00:00.000Z');
const at = (seconds: number) => new Date(START.getTime() + seconds * 1000);
const move = (now: Situation, event: TransactionEvent, seconds = 20) =>
  decide(now, event, at(seconds), PATIENCE);

/** A sale of 118.00 on a terminal that calls back, delivered in the session s-1. */
function situation(changes: Partial<Situation> = {}): Situation {
  const state = changes.state ?? 'awaiting';
  return {
    kind: 'sale',
    flags: [],
    reference: '1234567890',
    providerDeviceId: 'D-1',
    amount: { minor: 11_800, currency: 'CAD' },
    createdAt: START,
    sentAt: state === 'created' ? null : at(1),
    unknownSince: state === 'unknown' ? at(10) : null,
    queryCount: 0,
    firstNotFoundAt: null,
    refusal: null,
    isPaymentTaken: false,
    ...ANSWERED,
    canQuery: false,
    resultBy: 'callback',
    sessionId: state === 'created' || state === 'sending' ? null : 's-1',
    ...changes,
    state,
  };
}

const EVIDENCE: Evidence = {
  reference: '1234567890',
  providerDeviceId: 'D-1',
  amountMinor: 11_800,
  currency: 'CAD',
  providerPaymentId: 'WP1',
  providerDate: null,
  authCode: '704311',
  rrn: null,
  stan: null,
  batchNumber: null,
  acquirerId: 'visa',
  acquirerName: null,
  issuerId: null,
  tid: null,
  mid: null,
  bin: null,
  last4: '0006',
  cardType: 'credit',
  saleNumber: null,
  entryMode: null,
  providerAt: null,
};
const APPROVED: CalledResult = { kind: 'approved', evidence: EVIDENCE, isProven: true };
const DECLINED: CalledResult = {
  kind: 'declined',
  reason: 'insufficient_funds',
  code: '0205',
  text: 'NSF',
  checkDevice: false,
  mentionsVoid: false,
};
const CANCELLED: CalledResult = { kind: 'cancelled', code: '8514', text: 'CANCELED', mentionsVoid: false };
const VOIDED: CalledResult = { kind: 'voided', code: '0000', text: 'VOIDED' };
const AMBIGUOUS: CalledResult = { kind: 'ambiguous', code: '0000', text: 'DECLINED' };
const RESULTS = [APPROVED, DECLINED, CANCELLED, VOIDED, AMBIGUOUS];

function called(result: CalledResult, changes: Partial<CalledOutcome> = {}): TransactionEvent {
  return {
    kind: 'called_back',
    said: {
      result,
      reference: '1234567890',
      sessionId: 's-1',
      isRefund: false,
      amountMinor: 11_800,
      isMisdirected: false,
      slips: { customer: null, merchant: null },
      dropped: [],
      ...changes,
    },
  };
}
const delivered = (id: string | null = 's-1'): TransactionEvent => ({
  kind: 'replied',
  reply: { kind: 'delivered', session: id === null ? null : { id, handle: 'https://stop.test' } },
});
const replied = (reply: OperationReply): TransactionEvent => ({ kind: 'replied', reply });

const OPEN = ['sending', 'awaiting', 'unknown'] as const satisfies TransactionState[];
const NO = ['declined', 'cancelled', 'failed'] as const satisfies TransactionState[];

// §15.5: every row of §9; those of a person’s decision stand in `decision-rule.test.ts`, of a stop in `abort-rule.test.ts`.
describe('§9, row by row', () => {
  test('the worker starts the call: the hash of the address is kept with the claim', () => {
    const claim = { kind: 'claimed', workerKey: 7, callbackHash: 'abc' } as const;
    expect(move(situation({ state: 'created' }), claim)).toMatchObject({
      state: 'sending',
      callbackHash: 'abc',
    });
    expect(move(situation({ state: 'created' }), { kind: 'claimed', workerKey: 7 })).not.toHaveProperty(
      'callbackHash',
    );
  });

  test('created and never stamped: it was never sent', () => {
    expect(move(situation({ state: 'created' }), { kind: 'expired_unsent' }, 60)).toMatchObject({
      state: 'failed',
    });
  });

  test('sending, delivered: it waits for its result, for so long', () => {
    expect(move(situation({ state: 'sending' }), delivered())).toMatchObject({
      state: 'awaiting',
      session: { id: 's-1', handle: 'https://stop.test' },
      nextQueryAt: at(200),
    });
  });

  test('sending, the answer is no: it was not on the terminal', () => {
    const no = {
      kind: 'refused',
      reason: 'device_offline',
      code: '8512',
      text: null,
      confirm: false,
    } as const;
    expect(move(situation({ state: 'sending' }), replied(no))).toMatchObject({ state: 'failed' });
  });

  test('sending, no usable answer: it may be live on the terminal', () => {
    const lost = { kind: 'unknown_outcome', cause: 'deadline', code: null, text: null } as const;
    expect(move(situation({ state: 'sending' }), replied(lost))).toMatchObject({
      state: 'unknown',
      nextQueryAt: null,
    });
  });

  test('sending, found at the next start: the same', () => {
    expect(move(situation({ state: 'sending' }), { kind: 'worker_lost' })).toMatchObject({
      state: 'unknown',
      nextQueryAt: null,
    });
  });

  test.each(OPEN)('%s, approved', (state) => {
    expect(move(situation({ state }), called(APPROVED))).toMatchObject({
      state: 'approved',
      evidence: EVIDENCE,
      addFlags: [],
      outcome: null,
      nextQueryAt: null,
    });
  });

  test.each(OPEN)('%s, declined or cancelled', (state) => {
    expect(move(situation({ state }), called(DECLINED))).toMatchObject({
      state: 'declined',
      outcome: { reason: 'insufficient_funds', code: '0205', text: 'NSF' },
    });
    expect(move(situation({ state }), called(CANCELLED))).toMatchObject({
      state: 'cancelled',
      outcome: { reason: 'stopped_on_device' },
    });
  });

  test.each(OPEN)('%s, voided: nothing remains to be paid, and nothing is booked', (state) => {
    const undone = move(situation({ state }), called(VOIDED));
    expect(undone).toMatchObject({ state: 'cancelled', outcome: { reason: UNDONE } });
    expect(undone?.evidence).toBeUndefined();
  });

  test.each(OPEN)('%s, ambiguous: unknown, and said', (state) => {
    const open = move(situation({ state }), called(AMBIGUOUS));
    expect(open).toMatchObject({
      state: state === 'unknown' ? null : 'unknown',
      addFlags: ['contradiction'],
    });
    expect(open?.evidence).toBeUndefined();
  });

  // §15.6: T_unknown.
  test('delivered, the deadline: unknown, and not before', () => {
    expect(move(situation(), { kind: 'silence' }, 180)).toBeNull();
    expect(move(situation(), { kind: 'silence' }, 181)).toMatchObject({
      state: 'unknown',
      outcome: { reason: 'no_callback' },
      nextQueryAt: null,
    });
  });

  test('unknown, a look-up finds it', () => {
    const asked = situation({ state: 'unknown', canQuery: true });
    const approvedNow = { kind: 'queried', reply: { kind: 'approved', evidence: EVIDENCE } } as const;
    expect(move(asked, approvedNow)).toMatchObject({ state: 'approved', countsAsQuery: true });
    const declinedNow = {
      kind: 'queried',
      reply: { kind: 'declined', reason: 'other', code: '1', text: null },
    } as const;
    expect(move(asked, declinedNow)).toMatchObject({ state: 'declined' });
  });

  test('unknown, a look-up finds nothing: that proves nothing (§10.9)', () => {
    const asked = situation({ state: 'unknown', canQuery: true });
    expect(move(asked, { kind: 'queried', reply: { kind: 'no_record' } }, 100_000)).toMatchObject({
      state: null,
    });
  });

  test('approved, voided: its void tells', () => {
    expect(move(situation({ state: 'approved' }), called(VOIDED))).toBeNull();
  });

  test.each(NO)('%s, voided: there is nothing to undo', (state) => {
    expect(move(situation({ state }), called(VOIDED))).toBeNull();
  });

  test.each(NO)('%s, approved late: the card was charged (C7)', (state) => {
    expect(move(situation({ state }), called(APPROVED))).toMatchObject({
      state: 'approved',
      addFlags: ['late'],
    });
  });

  test('approved, a late «no»: it stands, and the disagreement is said', () => {
    for (const no of [DECLINED, CANCELLED])
      expect(move(situation({ state: 'approved' }), called(no))).toMatchObject({
        state: null,
        addFlags: ['contradiction'],
        timeline: { kind: 'contradiction', fields: ['answer'] },
      });
  });

  test('approved, a «no» while its void is on its way: that is the void’s if it speaks of one', () => {
    const voiding = situation({ state: 'approved', isVoidRunning: true });
    expect(move(voiding, called({ ...DECLINED, mentionsVoid: true, text: 'VOID NOT ALLOWED' }))).toBeNull();
    for (const no of [DECLINED, CANCELLED])
      expect(move(voiding, called(no))).toMatchObject({ state: null, addFlags: ['contradiction'] });
  });

  test.each(['sending', 'awaiting', 'unknown'] as const)(
    '%s, a «no» to a void: its own result is still to come',
    (state) => {
      for (const no of [DECLINED, CANCELLED]) {
        const said = { ...no, mentionsVoid: true, text: 'VOID NOT ALLOWED' } as CalledResult;
        expect(move(situation({ state }), called(said))).toMatchObject({
          state: null,
          timeline: { kind: 'called_back', result: 'hint' },
        });
      }
    },
  );

  test('undone, approved late: recorded only', () => {
    expect(move(situation({ state: 'cancelled', isUndone: true }), called(APPROVED))).toEqual({
      state: null,
      timeline: { kind: 'called_back', result: 'approved' },
    });
  });

  test.each(['approved', 'declined', 'cancelled'] as const)('%s, the same again: nothing', (state) => {
    const same = { approved: APPROVED, declined: DECLINED, cancelled: CANCELLED }[state];
    expect(move(situation({ state }), called(same))).toBeNull();
  });
});

// §15.3: early callback; conflicting SECUREID.
describe('the answer to the request after its callback (§6.6)', () => {
  test('never moves it back, and adds what it tells of the same session', () => {
    expect(move(situation({ state: 'approved' }), delivered())).toMatchObject({
      state: null,
      session: { handle: 'https://stop.test' },
    });
    expect(move(situation({ state: 'approved' }), delivered(null))).toBeNull();
  });

  test('of another session is a conflict: that one may still be on the terminal', () => {
    for (const now of [
      situation({ state: 'approved' }),
      situation({ state: 'sending', isSessionTaken: true }),
    ])
      expect(move(now, delivered('s-2'))).toMatchObject({
        state: null,
        addFlags: ['contradiction', 'check_device'],
        timeline: { fields: ['session'] },
      });
  });

  test('that says no contradicts an approval', () => {
    const no = { kind: 'refused', reason: 'device_busy', code: '8505', text: null, confirm: false } as const;
    expect(move(situation({ state: 'approved' }), replied(no))).toMatchObject({
      state: null,
      addFlags: ['contradiction'],
    });
  });

  test('an early callback teaches the session', () => {
    for (const result of RESULTS)
      expect(move(situation({ state: 'sending' }), called(result))).toMatchObject({
        session: { id: 's-1', handle: null },
      });
  });
});

// §15.3: each mismatch.
describe('what is not about exactly this operation (§6.5, C4)', () => {
  const wrong: [string, Partial<CalledOutcome>][] = [
    ['reference', { reference: '9999999999' }],
    ['session', { sessionId: 's-2' }],
    ['kind', { isRefund: true }],
    ['amount', { amountMinor: 11_900 }],
  ];

  test.each(wrong)('another %s moves nothing, whatever the result and the state', (field, changes) => {
    for (const state of STATES.filter((one) => one !== 'created'))
      for (const result of RESULTS)
        expect(move(situation({ state, sessionId: 's-1' }), called(result, changes))).toMatchObject({
          state: null,
          timeline: { kind: 'contradiction', fields: [field] },
        });
  });

  test('a session that is another operation’s is not taken over', () => {
    const taken = move(situation({ state: 'sending', isSessionTaken: true }), called(APPROVED));
    expect(taken).toMatchObject({ state: null, timeline: { fields: ['session'] } });
    expect(taken?.session).toBeUndefined();
  });

  test('an approval without an amount proves none; a «no» needs none', () => {
    expect(move(situation(), called(APPROVED, { amountMinor: null }))).toMatchObject({
      state: null,
      addFlags: ['contradiction', 'amount_differs'],
    });
    expect(move(situation(), called(DECLINED, { amountMinor: null }))).toMatchObject({ state: 'declined' });
  });

  test('only the approval of another amount, and of nothing else, asks a person what was taken', () => {
    expect(move(situation(), called(APPROVED, { amountMinor: 1 }))?.addFlags).toContain('amount_differs');
    expect(move(situation(), called(DECLINED, { amountMinor: 1 }))?.addFlags).not.toContain('amount_differs');
    expect(move(situation(), called(APPROVED, { amountMinor: 1, reference: 'x' }))?.addFlags).not.toContain(
      'amount_differs',
    );
  });

  test('what was approved over is told, where it is another amount', () => {
    const said = (done: Move | null) => done?.timeline;
    expect(said(move(situation(), called(APPROVED, { amountMinor: 11_900 })))).toEqual({
      kind: 'contradiction',
      fields: ['amount'],
      amountMinor: 11_900,
    });
    expect(said(move(situation(), called(APPROVED, { amountMinor: null })))).not.toHaveProperty(
      'amountMinor',
    );
    expect(said(move(situation(), called(APPROVED, { reference: 'x' })))).not.toHaveProperty('amountMinor');
  });

  test.each([DECLINED, CANCELLED])(
    '«$kind» does not end what was reported as approved before: over another amount, or without proof',
    (result) => {
      for (const flag of ['amount_differs', 'needs_review'] as const)
        for (const state of OPEN)
          expect(move(situation({ state, flags: [flag] }), called(result))).toMatchObject({
            state: null,
            addFlags: ['contradiction'],
            timeline: { kind: 'contradiction', fields: ['answer'] },
          });
    },
  );

  // §15.8: kind mismatch.
  test('a refund must say that it is one (INV-10)', () => {
    const refund = situation({ kind: 'refund' });
    expect(contradictedBy(move(refund, called(APPROVED)))).toEqual(['kind']);
    expect(move(refund, called(APPROVED, { isRefund: true }))).toMatchObject({ state: 'approved' });
  });

  test.each([
    ['device', { providerDeviceId: 'D-2' }],
    ['amount', { currency: 'USD' as const }],
    ['reference', { reference: 'x' }],
  ])('an approval whose proof names another %s is none', (field, change) => {
    const result = { ...APPROVED, evidence: { ...EVIDENCE, ...change } } as CalledResult;
    expect(contradictedBy(move(situation(), called(result)))).toEqual([field]);
  });

  test('a payment that is another operation’s cannot be this one too', () => {
    expect(contradictedBy(move(situation({ isPaymentTaken: true }), called(APPROVED)))).toEqual(['payment']);
  });
});

describe('what is told beside the end', () => {
  test('a refusal after which it may still be on the terminal says so', () => {
    expect(move(situation(), called({ ...DECLINED, checkDevice: true }))).toMatchObject({
      addFlags: ['check_device'],
    });
  });

  test('an approval that lacks a usual proof is to be looked at', () => {
    expect(move(situation(), called({ ...APPROVED, isProven: false }))).toMatchObject({
      state: 'approved',
      addFlags: ['needs_review'],
    });
    expect(move(situation({ state: 'declined' }), called({ ...APPROVED, isProven: false }))).toMatchObject({
      addFlags: ['late', 'needs_review'],
    });
  });

  test('a void of a refund is for a person', () => {
    const refund = situation({ kind: 'refund', state: 'approved' });
    expect(contradictedBy(move(refund, called(VOIDED, { isRefund: true })))).toEqual(['answer']);
  });
});

describe('a hint', () => {
  test('has an askable provider asked at once, and proves nothing', () => {
    for (const state of ['awaiting', 'unknown'] as const)
      expect(move(situation({ state, canQuery: true }), { kind: 'hinted' })).toMatchObject({
        state: null,
        nextQueryAt: at(20),
      });
    expect(move(situation({ state: 'sending', canQuery: true }), { kind: 'hinted' })).not.toHaveProperty(
      'nextQueryAt',
    );
    expect(move(situation(), { kind: 'hinted' })).not.toHaveProperty('nextQueryAt');
  });

  test('about what has ended is none', () => {
    for (const state of ['approved', ...NO] as const)
      expect(move(situation({ state, canQuery: true }), { kind: 'hinted' })).toBeNull();
  });

  test('that is held for a person is told whatever the state, and never moves it', () => {
    for (const state of ['awaiting', 'unknown'] as const)
      expect(move(situation({ state }), { kind: 'hinted', isHeld: true })).toMatchObject({
        state: null,
        addFlags: ['needs_review'],
        timeline: { kind: 'called_back', result: 'held' },
      });
  });

  test('that is held after an end speaks against it, so that somebody is asked (C7)', () => {
    for (const state of ['approved', ...NO] as const)
      expect(move(situation({ state }), { kind: 'hinted', isHeld: true })).toMatchObject({
        state: null,
        addFlags: ['contradiction', 'needs_review'],
        timeline: { kind: 'contradiction', fields: ['answer'] },
      });
  });
});

describe('a refusal in doubt, where nobody can be asked (F13)', () => {
  const refusal = { reason: 'provider_refused', code: '8513', text: null };
  const doubted = (flags: Situation['flags'] = []) => situation({ state: 'unknown', refusal, flags });

  test('is believed when nothing spoke against it', () => {
    expect(move(doubted(), { kind: 'silence' }, 80)).toMatchObject({ state: 'failed', outcome: refusal });
  });

  test('is for a person from the moment that something is called back which proves nothing', () => {
    for (const isHeld of [true, false])
      expect(move(doubted(), { kind: 'hinted', isHeld })).toMatchObject({ state: null, nextQueryAt: null });
  });

  test.each(['contradiction', 'needs_review'] as const)('is not believed with «%s» said of it', (flag) => {
    expect(move(doubted([flag]), { kind: 'silence' }, 80)).toMatchObject({ state: null, nextQueryAt: null });
    const asked = { ...doubted([flag]), canQuery: true };
    expect(move(asked, { kind: 'queried', reply: { kind: 'no_record' } }, 80)).toMatchObject({ state: null });
  });
});

describe('a void', () => {
  const undone: TransactionEvent = { kind: 'undone', evidence: EVIDENCE };
  const notUndone: TransactionEvent = { kind: 'not_undone', code: '8508', text: 'VOID NOT ALLOWED' };
  const ofVoid = (state: TransactionState) => situation({ kind: 'void', state });

  test('is proven by what is called back of its sale, also before it was sent', () => {
    for (const state of ['created', ...OPEN] as const)
      expect(move(ofVoid(state), undone)).toMatchObject({ state: 'approved', evidence: EVIDENCE });
    for (const state of NO)
      expect(move(ofVoid(state), undone)).toMatchObject({ state: 'approved', addFlags: ['late'] });
    expect(move(ofVoid('approved'), undone)).toBeNull();
  });

  test('fails when its sale stands, if it was sent and has not ended', () => {
    for (const state of OPEN)
      expect(move(ofVoid(state), notUndone)).toMatchObject({
        state: 'failed',
        outcome: { reason: 'state_forbids', code: '8508' },
      });
    for (const state of ['created', 'approved', ...NO] as const)
      expect(move(ofVoid(state), notUndone)).toBeNull();
  });

  test('is nothing that happens to anything else', () => {
    for (const event of [undone, notUndone]) expect(move(situation(), event)).toBeNull();
  });

  test('that is not confirmed in its time becomes unknown', () => {
    expect(move(ofVoid('awaiting'), { kind: 'silence' }, 30)).toBeNull();
    expect(move(ofVoid('awaiting'), { kind: 'silence' }, 31)).toMatchObject({ state: 'unknown' });
  });
});

// §15.5: I1, I2, I5, I6.
describe('the invariants of §9, over any history of results', () => {
  /** What the rule decides is written, as far as the next decision depends on it. */
  const written = (now: Situation, done: Move | null): Situation =>
    done === null
      ? now
      : {
          ...now,
          state: done.state ?? now.state,
          flags: [...now.flags, ...(done.addFlags ?? [])],
          sessionId: now.sessionId ?? done.session?.id ?? null,
          isUndone: now.isUndone || done.outcome?.reason === UNDONE,
          unknownSince: now.unknownSince ?? done.unknownSince ?? null,
        };
  const history = fc.array(fc.constantFrom(...RESULTS, 'delivered' as const, 'silence' as const), {
    maxLength: 12,
  });
  const eventOf = (step: CalledResult | 'delivered' | 'silence'): TransactionEvent => {
    if (step === 'delivered') return delivered();
    return step === 'silence' ? { kind: 'silence' } : called(step);
  };

  test('money is booked at most once, and an approval is never taken back (I1, I2)', () => {
    fc.assert(
      fc.property(history, (steps) => {
        let now = situation({ state: 'sending' });
        let booked = 0;
        for (const step of steps) {
          const done = move(now, eventOf(step), 1_000);
          if (done?.evidence) booked += 1;
          if (now.state === 'approved') expect(done?.state ?? null).toBeNull();
          // Of the final states only a «no» moves, and only to an approval that says it was late.
          if (isFinal(now.state) && done?.state) {
            expect(done.state).toBe('approved');
            expect(done.addFlags).toContain('late');
          }
          now = written(now, done);
        }
        expect(booked).toBe(now.state === 'approved' ? 1 : 0);
      }),
    );
  });

  test('whatever the order of what was said, an approval outweighs every «no», unless it was undone first (I2)', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(RESULTS, { minLength: 1 }), (results) => {
        let now = situation({ state: 'sending' });
        for (const result of results) now = written(now, move(now, called(result)));
        const said = (kind: CalledResult['kind']) => results.findIndex((result) => result.kind === kind);
        const isApproved = said('approved') >= 0 && !now.isUndone;
        expect(now.state === 'approved').toBe(isApproved);
      }),
    );
  });

  test('which address was hit decides nothing (I5), nor does the age of the attempt (I6)', () => {
    for (const result of RESULTS) {
      const now = situation();
      expect(move(now, called(result, { isMisdirected: true }))).toEqual(move(now, called(result)));
      const old = move(now, called(result), 400 * 86_400);
      expect(old?.state).toBe(move(now, called(result))?.state);
    }
  });

  test('nothing is asked where nobody can be asked', () => {
    for (const state of OPEN)
      for (const result of RESULTS)
        expect(move(situation({ state }), called(result))?.nextQueryAt ?? null).toBeNull();
  });
});
