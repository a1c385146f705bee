import { describe, expect, test } from 'vitest';
import type { OpenPageReply, RetrieveReply, Settlement } from '#server/gateways/hosted-gateway.ts';
import type { Evidence } from '#server/gateways/terminal-gateway.ts';
import { PATIENCE } from '#tests/factories/patience.ts';
import { ANSWERED } from '#tests/factories/terminal.ts';
import { askPageAt, LINK_EXPIRED } from './page-rule.ts';
import { decide, type Situation } from './transaction.ts';

const MINUTE = 60_000;
const OPENED = new Date('2026-03-04T10:00:00.000Z');
const later = (ms: number) => new Date(OPENED.getTime() + ms);
const LIFE = { expiresAt: later(30 * MINUTE), watchedUntil: later(80 * MINUTE) };

const PAGE = {
  watchedAfterMs: 50 * MINUTE,
  life: LIFE,
  inReviewSince: null,
  lastDecline: null,
  isRenewed: false,
} satisfies Situation['page'];

function link(changes: Partial<Situation> = {}): Situation {
  return {
    ...ANSWERED,
    kind: 'sale',
    state: 'awaiting',
    flags: [],
    reference: 'ref_1',
    providerDeviceId: 'online',
    amount: { minor: 10_000, currency: 'TRY' },
    createdAt: OPENED,
    sentAt: OPENED,
    unknownSince: null,
    queryCount: 0,
    firstNotFoundAt: null,
    refusal: null,
    isPaymentTaken: false,
    page: PAGE,
    ...changes,
  };
}

const EVIDENCE: Evidence = {
  reference: 'ref_1',
  providerDeviceId: null,
  amountMinor: 10_000,
  currency: 'TRY',
  providerPaymentId: '900100',
  providerDate: '2026-03-04',
  authCode: '123456',
  rrn: null,
  stan: null,
  batchNumber: null,
  acquirerId: null,
  acquirerName: null,
  issuerId: null,
  tid: null,
  mid: null,
  bin: null,
  last4: '0008',
  cardType: 'credit',
  saleNumber: null,
  entryMode: null,
  providerAt: null,
};
const SETTLEMENT: Settlement = {
  paidMinor: 10_000,
  installmentCount: 1,
  commissionMinor: 300,
  feeMinor: 25,
  blockedMinor: 0,
  blockedUntil: null,
  payoutMinor: 9_675,
  items: [],
};
const paid = (evidence: Partial<Evidence> = {}, settlement: Partial<Settlement> = {}): RetrieveReply => ({
  kind: 'paid',
  evidence: { ...EVIDENCE, ...evidence },
  settlement: { ...SETTLEMENT, ...settlement },
});
const inReview: RetrieveReply = { kind: 'in_review', evidence: EVIDENCE, settlement: SETTLEMENT };
const notPaid: RetrieveReply = { kind: 'not_paid' };
const declined: RetrieveReply = {
  kind: 'declined_so_far',
  reason: 'insufficient_funds',
  code: '10051',
  text: null,
};

const read = (now: Situation, reply: RetrieveReply, ms = MINUTE) =>
  decide(now, { kind: 'page_read', reply }, later(ms), PATIENCE);
const opened = (now: Situation, reply: OpenPageReply) =>
  decide(now, { kind: 'page_asked_for', reply }, OPENED, PATIENCE);

describe('a page that was asked for', () => {
  const sending = link({ state: 'sending', page: { ...PAGE, life: null } });
  const page = { token: 'a-token', url: 'https://pay.test/?token=a-token', livesMs: 30 * MINUTE };

  test('is awaited for as long as a payment of it may come to light, and asked about soon', () => {
    expect(opened(sending, { kind: 'opened', page })).toMatchObject({
      state: 'awaiting',
      page: { opened: { ...LIFE, token: 'a-token' } },
      nextQueryAt: later(15_000),
    });
  });

  test('leaves no trace of what opens it but its hash', () => {
    const { page: _news, ...rest } = opened(sending, { kind: 'opened', page }) ?? {};
    expect(JSON.stringify(rest)).not.toContain('a-token');
  });

  test.each<[OpenPageReply, object]>([
    [{ kind: 'not_opened', cause: 'deadline' }, { outcome: { reason: 'page_not_opened' } }],
    [{ kind: 'not_opened', cause: 'unreachable' }, { outcome: { reason: 'unreachable' } }],
    [
      { kind: 'refused', reason: 'misconfigured', code: '1001', text: null },
      { outcome: { reason: 'misconfigured', code: '1001' } },
    ],
    [
      { kind: 'contradiction', fields: ['signature'] },
      { outcome: { reason: 'page_not_opened' }, addFlags: ['contradiction'] },
    ],
  ])('and was not opened is an end, for no money moves before it: %j', (reply, move) => {
    expect(opened(sending, reply)).toMatchObject({ state: 'failed', nextQueryAt: null, ...move });
  });

  test('by a process that died is an end: nobody has it', () => {
    const lost = decide(sending, { kind: 'worker_lost' }, OPENED, PATIENCE);
    expect(lost).toMatchObject({ state: 'failed', outcome: { reason: 'page_not_opened' } });
  });

  test('and comes after its sale was given up is shown to nobody', () => {
    expect(opened(link({ state: 'failed' }), { kind: 'opened', page })).toBeNull();
  });

  test('and opens another sale of ours is not the page of this one', () => {
    const taken = opened({ ...sending, isSessionTaken: true }, { kind: 'opened', page });
    expect(taken).toMatchObject({ state: 'failed', addFlags: ['contradiction'] });
  });
});

describe('a paid page', () => {
  test('is approved with what was paid, what the provider keeps, and its payment', () => {
    expect(read(link(), paid())).toMatchObject({
      state: 'approved',
      paid: { amountMinor: 10_000, surchargeMinor: 0, installmentCount: 1 },
      page: { settlement: SETTLEMENT },
      evidence: { providerPaymentId: '900100', providerDeviceId: 'online' },
      nextQueryAt: null,
    });
  });

  test('may have cost more than its price where it was paid in instalments', () => {
    expect(read(link(), paid({}, { paidMinor: 10_750, installmentCount: 6 }))).toMatchObject({
      state: 'approved',
      paid: { amountMinor: 10_750, surchargeMinor: 750, installmentCount: 6 },
    });
  });

  test.each<[string, RetrieveReply, string[]]>([
    ['more without instalments', paid({}, { paidMinor: 10_001 }), ['amount']],
    ['less than the price', paid({}, { paidMinor: 9_999, installmentCount: 3 }), ['amount']],
    ['another price', paid({ amountMinor: 10_001 }), ['amount']],
    ['another currency', paid({ currency: 'USD' }), ['amount']],
    ['another order', paid({ reference: 'ref_2' }), ['reference']],
    ['a wrong signature', { kind: 'contradiction', fields: ['signature'] }, ['signature']],
  ])('over %s is a contradiction, and nothing moves', (_what, reply, fields) => {
    expect(read(link(), reply)).toMatchObject({
      state: null,
      timeline: { kind: 'contradiction', fields },
      nextQueryAt: later(MINUTE + 40_000),
    });
    expect(read(link(), reply)?.addFlags).toContain('contradiction');
  });

  test('that is another sale’s payment is a contradiction', () => {
    expect(read(link({ isPaymentTaken: true }), paid())).toMatchObject({
      state: null,
      timeline: { fields: ['payment'] },
    });
  });

  test('is disputed once, and asked about again without a word', () => {
    const again = read(link({ flags: ['contradiction'] }), paid({ amountMinor: 1 }));
    expect(again).toMatchObject({ state: null, timeline: null, nextQueryAt: later(MINUTE + 40_000) });
  });

  test('that is disputed to the end is asked about all the same, whoever may decide it', () => {
    const late = read(link({ flags: ['contradiction'] }), paid({ amountMinor: 1 }), 80 * MINUTE);
    expect(late).toMatchObject({ state: null, nextQueryAt: later(95 * MINUTE) });
  });

  test('that had been given up and is disputed is asked about again: somebody said there is news', () => {
    const given = read(
      link({ state: 'failed' }),
      { kind: 'contradiction', fields: ['signature'] },
      90 * MINUTE,
    );
    expect(given).toMatchObject({ state: null, nextQueryAt: later(105 * MINUTE) });
  });

  test('that answers rightly after all is approved', () => {
    expect(read(link({ flags: ['contradiction'] }), paid())).toMatchObject({ state: 'approved' });
  });

  test.each(['reference', 'amountMinor', 'currency', 'providerPaymentId'] as const)(
    'whose answer leaves out its %s stays open and is asked about again',
    (member) => {
      expect(read(link(), paid({ [member]: null }))).toMatchObject({
        state: null,
        nextQueryAt: later(MINUTE + 40_000),
      });
    },
  );

  test('that had been given up is approved late, and so is one in whose place another link was made', () => {
    const late = { state: 'approved', addFlags: ['late'] };
    expect(read(link({ state: 'failed' }), paid(), 90 * MINUTE)).toMatchObject(late);
    expect(read(link({ page: { ...PAGE, isRenewed: true } }), paid())).toMatchObject(late);
  });

  test('that was told twice changes nothing', () => {
    expect(read(link({ state: 'approved' }), paid())).toBeNull();
  });
});

describe('a payment that is looked into for fraud', () => {
  test('stays open with the reason why the goods stay here', () => {
    expect(read(link(), inReview)).toMatchObject({
      state: null,
      outcome: { reason: 'in_review' },
      page: { isInReview: true },
      timeline: { kind: 'in_review' },
    });
  });

  test('is told once and asked about for three days', () => {
    const known = link({ page: { ...PAGE, inReviewSince: later(MINUTE) } });
    expect(read(known, inReview, 2 * MINUTE)).toMatchObject({
      timeline: null,
      nextQueryAt: later(3 * MINUTE),
    });
    expect(read(known, inReview, 120 * MINUTE)).toMatchObject({ nextQueryAt: later(135 * MINUTE) });
    expect(read(known, inReview, 73 * 60 * MINUTE)).toMatchObject({ nextQueryAt: null });
  });

  test('never expires', () => {
    const known = link({ page: { ...PAGE, inReviewSince: later(MINUTE) } });
    expect(read(known, notPaid, 100 * MINUTE)).toMatchObject({ state: null });
  });

  test('is approved when it was cleared, and declined when it was turned down', () => {
    const known = link({ page: { ...PAGE, inReviewSince: later(MINUTE) } });
    expect(read(known, paid(), 100 * MINUTE)).toMatchObject({ state: 'approved' });
    expect(read(known, { kind: 'rejected', code: '-1', text: null })).toMatchObject({
      state: 'declined',
      outcome: { reason: 'review_rejected' },
    });
  });
});

describe('a page nobody has paid', () => {
  test('says nothing and is asked about again, within the minute while it lives', () => {
    expect(read(link(), notPaid)).toEqual({
      state: null,
      countsAsQuery: true,
      nextQueryAt: later(MINUTE + 40_000),
      timeline: null,
    });
  });

  test('is not ended by a try that was declined, which is told once', () => {
    expect(read(link(), declined)).toMatchObject({
      state: null,
      page: { lastDecline: '10051' },
      timeline: { answer: 'declined_so_far', cause: 'insufficient_funds' },
    });
    expect(read(link({ page: { ...PAGE, lastDecline: '10051' } }), declined)).toMatchObject({
      state: null,
      timeline: null,
    });
  });

  test.each([notPaid, declined])(
    'expires when nothing of it can come to light, and not before: %j',
    (reply) => {
      expect(read(link(), reply, 80 * MINUTE - 1)).toMatchObject({ state: null });
      expect(read(link(), reply, 80 * MINUTE)).toMatchObject({
        state: 'failed',
        outcome: { reason: LINK_EXPIRED },
        nextQueryAt: null,
      });
    },
  );

  test('is not given up because nobody answers', () => {
    const silent: RetrieveReply = { kind: 'no_answer', cause: 'deadline', retryAfterMs: null };
    expect(read(link(), silent, 81 * MINUTE)).toMatchObject({ state: null, nextQueryAt: later(96 * MINUTE) });
    const busy = { ...silent, retryAfterMs: 5 * MINUTE };
    expect(read(link(), busy)).toMatchObject({ nextQueryAt: later(6 * MINUTE) });
  });
});

test('a page is asked about every 40 seconds until nobody can be paying any more, then every 5 minutes', () => {
  const steps = [0, 29.9, 34.9, 35, 78, 80, 80 + 73 * 60].map((minutes) => {
    const at = later(minutes * MINUTE);
    const next = askPageAt(LIFE, at, PATIENCE);
    return next && Math.round((next.getTime() - at.getTime()) / 1000);
  });
  expect(steps).toEqual([40, 40, 40, 300, 120, 900, null]);
});

describe('news from outside', () => {
  const hinted = (now: Situation) => decide(now, { kind: 'hinted' }, later(MINUTE), PATIENCE);

  test('has an open page asked about at once, also one that had been given up', () => {
    for (const state of ['awaiting', 'failed', 'declined'] as const)
      expect(hinted(link({ state }))).toMatchObject({ state: null, nextQueryAt: later(MINUTE) });
  });

  test('changes nothing of one that is paid, on its way, or was never opened', () => {
    for (const state of ['approved', 'sending', 'created'] as const)
      expect(hinted(link({ state }))).toBeNull();
    expect(hinted(link({ page: { ...PAGE, life: null } }))).toBeNull();
  });

  test('that was nothing lets what has ended rest', () => {
    expect(read(link({ state: 'failed' }), notPaid, 90 * MINUTE)).toMatchObject({
      state: null,
      nextQueryAt: null,
      timeline: null,
    });
  });
});
