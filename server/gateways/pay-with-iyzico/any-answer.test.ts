import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import {
  type AnyAnswer,
  anyAnswer,
  ownMembers,
  saysFailure,
  saysSuccess,
  textsIn,
} from '#tests/any-answer/answers.ts';
import {
  opened,
  order,
  paid,
  payWithIyzicoAt,
  refusal,
  reported,
  returned,
  returns,
  signed,
  TOKEN,
} from '#tests/support/told-pay-with-iyzico.ts';
import type { Exchange } from '../terminal-gateway.ts';

const WORDS = [
  ...[
    'status',
    'errorCode',
    'errorGroup',
    'errorMessage',
    'conversationId',
    'systemTime',
    'token',
    'signature',
  ],
  ...[
    'payWithIyzicoPageUrl',
    'tokenExpireTime',
    'paymentStatus',
    'paymentId',
    'price',
    'paidPrice',
    'currency',
  ],
  ...['basketId', 'fraudStatus', 'installment', 'itemTransactions', 'payments', 'cancels', 'refunds'],
  ...['transactions', 'currentPage', 'totalPageCount', 'retryable', 'paymentTransactionId', 'cardType'],
];

/** The adapter in front of a provider that always answers so. */
function adapter(answer: AnyAnswer) {
  const reply = async () => ({ kind: 'answered', ...answer }) as const;
  return payWithIyzicoAt('https://provider.example', {
    http: { post: reply, get: reply, allows: () => false },
    now: () => 1_767_267_600_000,
  });
}

/** Whatever the provider answers: no error, and what was said can be kept. */
const always = (rightOnes: object[], check: (answer: AnyAnswer) => Promise<Exchange[]>, numRuns = 500) =>
  fc.assert(
    fc.asyncProperty(anyAnswer(rightOnes, WORDS), async (answer) => {
      for (const kept of textsIn(await check(answer))) {
        expect(kept).not.toMatch(/\0|\p{Cs}/u);
        expect(kept).not.toContain(TOKEN);
      }
    }),
    { numRuns, timeout: 30_000 },
  );

afterEach(() => {
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect('status' in {}).toBe(false);
});

const refusals = [refusal('10051', 'NOT_SUFFICIENT_FUNDS'), refusal('5062'), refusal('5122')];
const text = (value: unknown) => String(value ?? '').trim();

it('a page is opened only by an answer that says so, signed for this order', async () => {
  await always([opened(), opened(), ...refusals], async (answer) => {
    const { gateway, record, exchanges } = adapter(answer);
    const reply = await gateway.openPage(order, record);
    if (reply.kind === 'opened') {
      const members = ownMembers(answer);
      expect(saysSuccess(answer)).toBe(true);
      expect(text(members?.get('signature'))).toBe(
        signed([text(members?.get('conversationId')), text(members?.get('token'))]),
      );
      expect(reply.page.livesMs).toBeLessThanOrEqual(1_800_000);
    }
    if (reply.kind === 'refused') expect(saysFailure(answer)).toBe(true);
    return exchanges;
  });
});

it('a page is paid only by an answer that says so, signed for this order, its amount and currency', async () => {
  await always([paid(), paid(), paid({ fraudStatus: 0 }), ...refusals], async (answer) => {
    const { gateway, record, exchanges } = adapter(answer);
    const reply = await gateway.retrieve(order, TOKEN, record);
    if (reply.kind === 'paid' || reply.kind === 'in_review' || reply.kind === 'rejected') {
      const members = ownMembers(answer);
      expect(saysSuccess(answer)).toBe(true);
      expect(text(members?.get('paymentStatus'))).toBe('SUCCESS');
      expect(text(members?.get('basketId'))).toBe(order.reference);
      expect(text(members?.get('currency'))).toBe('TRY');
      expect(Number(members?.get('price'))).toBe(100);
      expect(text(members?.get('signature'))).toBe(String(paid().signature));
      if (reply.kind === 'paid') expect(Number(members?.get('fraudStatus'))).toBe(1);
    }
    if (reply.kind === 'declined_so_far' || reply.kind === 'not_paid') {
      expect(saysFailure(answer) || saysSuccess(answer)).toBe(true);
    }
    return exchanges;
  });
});

describe.each(['cancel', 'refund', 'refund of an item'] as const)('a %s', (name) => {
  it('is approved, declined or refused only by an answer that says so itself', async () => {
    await always([returned(name), returned(name), ...refusals], async (answer) => {
      const { gateway, record, exchanges } = adapter(answer);
      const reply = await gateway.giveBack(returns[name], record);
      if (reply.kind === 'approved') {
        expect(saysSuccess(answer)).toBe(true);
        expect(text(ownMembers(answer)?.get('paymentId'))).toBe('900100');
      }
      if (reply.kind === 'declined' || reply.kind === 'refused') expect(saysFailure(answer)).toBe(true);
      expect(reply.kind).not.toBe('not_sent');
      return exchanges;
    });
  });

  it('is read back only from a report that says so itself', async () => {
    await always([reported(name), reported(name), reported(null), ...refusals], async (answer) => {
      const { gateway, record, exchanges } = adapter(answer);
      const reply = await gateway.readBack(returns[name], record);
      if (reply.kind !== 'no_answer') expect(saysSuccess(answer)).toBe(true);
      if (reply.kind === 'approved') expect(answer.body).toContain('IADE-1');
      return exchanges;
    });
  });
});

it('a day is reported, and keys are proven, by no answer that makes no sense', async () => {
  const day = { status: 'success', currentPage: 1, totalPageCount: 1, transactions: [] };
  await always([day, ...refusals], async (answer) => {
    const { gateway, record, exchanges } = adapter(answer);
    const reply = await gateway.readDay('2026-01-01', record);
    if (reply.kind === 'reported') expect(saysSuccess(answer)).toBe(true);
    const tested = await gateway.testConnection(record);
    if (tested.kind === 'ok') expect(saysSuccess(answer) || saysFailure(answer)).toBe(true);
    return exchanges;
  });
});
