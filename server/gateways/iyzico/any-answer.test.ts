import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { decide, type Situation } from '#server/transactions/transaction.ts';
import {
  type AnyAnswer,
  anyAnswer,
  ownMembers,
  saysFailure,
  saysSuccess,
  textsIn,
} from '#tests/any-answer/answers.ts';
import { PATIENCE } from '#tests/factories/patience.ts';
import { ANSWERED } from '#tests/factories/terminal.ts';
import { createLoginInMemory } from '#tests/support/login-in-memory.ts';
import { failure, operations, success } from '#tests/support/told-provider.ts';
import type { Exchange, OperationReply, TerminalOperation } from '../terminal-gateway.ts';
import { createIyzicoGateway } from './index.ts';

const AT = new Date('2026-01-01T12:00:00Z');
const LOGIN = { code: 'c', access_token: 't', refresh_token: 'r', expires_in: 7199, token_type: 'Bearer' };
const asAnswer = (body: object): AnyAnswer => ({ status: 200, headers: {}, body: JSON.stringify(body) });

/** The adapter in front of a provider that answers every service, or every login, with the same. */
function adapter(model: '507' | '509', says: { service?: AnyAnswer; login?: AnyAnswer }) {
  const exchanges: Exchange[] = [];
  const fresh = { accessToken: 'kept', refreshToken: 'again', expiresAt: new Date('2026-01-02') };
  const gateway = createIyzicoGateway(
    {
      model,
      baseUrl: 'https://provider.example',
      credentials: { clientId: 'a', clientSecret: 'b', username: 'c', password: 'd' },
      appVersion: '1',
    },
    {
      http: {
        post: async ({ url }) => {
          const isLogin = new URL(url).pathname.startsWith('/in-store/');
          const answer = (isLogin ? says.login : says.service) ?? asAnswer(isLogin ? LOGIN : success());
          return { kind: 'answered', ...answer };
        },
      },
      clock: { now: () => AT },
      sessions: createLoginInMemory(says.login ? null : fresh, () => AT.getTime()),
    },
  );
  return { gateway, exchanges, record: (exchange: Exchange) => exchanges.push(exchange) };
}

/** A code as the answer gave it: its text, or, where a number was written, that number, however many digits it has. */
function expectSameCode(code: string, written: unknown): void {
  if (typeof written === 'number') expect(Number(code)).toBe(written);
  else expect(String(written).trim()).toBe(code);
}

/** Whatever the provider answers: no error, no endless wait, and what was said can be kept. */
const always = (rightOnes: object[], check: (answer: AnyAnswer) => Promise<Exchange[]>, numRuns = 400) =>
  fc.assert(
    fc.asyncProperty(anyAnswer(rightOnes), async (answer) => {
      const exchanges = await check(answer);
      for (const text of textsIn(exchanges)) expect(text).not.toMatch(/\0|\p{Cs}/u);
    }),
    { numRuns, timeout: 30_000 },
  );

afterEach(() => {
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect('status' in {}).toBe(false);
});

const refusals = [
  failure('51', 'BANK_ERROR'),
  failure('380104', 'VALIDATION_ERROR'),
  failure('380201', null),
];
const isTurnedAway = ({ status }: AnyAnswer) => status === 401 || status === 403;

const each = (['507', '509'] as const).flatMap((model) =>
  (['sale', 'void', 'refund'] as const).map((kind) => ({ model, kind, operation: operations[kind] })),
);

describe.each(each)('a $kind on $model', ({ model, operation }) => {
  const right = [success(), success({ status: 'SUCCESS', errorCode: '', paymentDate: '20260101' })];

  it('is approved only when the answer says so itself, and only with what it says', async () => {
    expect((await performed(model, operation, asAnswer(success()))).reply.kind).toBe('approved');
    await always([...right, ...refusals], async (answer) => {
      const { reply, exchanges } = await performed(model, operation, answer);
      expectBacked(reply, answer);
      return exchanges;
    });
  });

  it('ends as approved only when reference, terminal, amount and currency are its own', async () => {
    await always(right, async (answer) => {
      const { reply, exchanges } = await performed(model, operation, answer);
      const move = decide(situationOf(operation), { kind: 'replied', reply }, AT, PATIENCE);
      if (move?.state === 'approved') {
        const members = ownMembers(answer);
        expect(members?.get('transactionReferenceId')).toBe(operation.reference);
        expect(members?.get('deviceUniqueId')).toBe(operation.providerDeviceId);
        expect(Number(members?.get('price'))).toBe(operation.amount.minor / 100);
        expect(String(members?.get('currency')).trim().toUpperCase()).toBe(operation.amount.currency);
      }
      // Never silently: it ends, or somebody is told and it is asked about.
      expect(move?.timeline).toBeDefined();
      return exchanges;
    });
  });

  it('is believed approved, declined or unknown by a query only when that answer says so itself', async () => {
    const marked = success({ cancelHostReference: 'C-1', refundHostReference: 'R-1', price: 90 });
    const left = success({ totalReturnableAmount: 150, saleItems: [] });
    await always([...right, marked, left, failure('380108', null), ...refusals], async (answer) => {
      const { gateway, record, exchanges } = adapter(model, { service: answer });
      const reply = await gateway.query?.(operation, record);
      if (reply?.kind === 'approved') expect(saysSuccess(answer)).toBe(true);
      if (reply?.kind === 'declined') expect(saysFailure(answer)).toBe(true);
      if (reply?.kind === 'not_found') expect(saysFailure(answer) || saysSuccess(answer)).toBe(true);
      return exchanges;
    });
  });
});

describe('what can still go back of a sale', () => {
  const item = { id: 501, name: 'Çay', itemQuantity: 2, totalPriceAmount: 240, vatAmount: 20 };
  const line = { ...item, returnableQuantity: 1, returnableAmount: 120 };
  const right = success({ totalReturnableAmount: 120, saleItems: [line] });
  const negative = success({ totalReturnableAmount: -120, saleItems: [] });

  it('is believed only when the answer says so itself, in whole kuruş', async () => {
    expect(await refundable(asAnswer(right))).toMatchObject({
      reply: { kind: 'refundable', totalMinor: 12_000 },
    });
    await always([right, negative, failure('380109', 'BUSINESS_ERROR')], async (answer) => {
      const { reply, exchanges } = await refundable(answer);
      if (reply?.kind === 'refundable') {
        expect(saysSuccess(answer)).toBe(true);
        const amounts = [
          reply.totalMinor,
          ...reply.lines.flatMap((one) => [one.totalMinor, one.refundableMinor]),
        ];
        for (const minor of amounts) expect(Number.isSafeInteger(minor)).toBe(true);
        expect(
          Math.min(reply.totalMinor, ...reply.lines.map((one) => one.refundableMinor)),
        ).toBeGreaterThanOrEqual(0);
      }
      return exchanges;
    });
  });

  async function refundable(answer: AnyAnswer) {
    const { gateway, record, exchanges } = adapter('507', { service: answer });
    const sale = { reference: 'ref_1', providerDeviceId: 'P00134', currency: 'TRY' as const };
    return { reply: await gateway.getRefundable?.(sale, record), exchanges };
  }
});

describe.each(['507', '509'] as const)('an end of day on %s', (model) => {
  const row = {
    acquirerId: '62',
    totalTransactionAmount: '240.00',
    totalTransactionCount: '1',
    responseCode: '00',
  };
  const totals = { batchNo: '017', tails: [row], totals: [row], conversationId: 'eod_1' };
  const right = success(totals);

  it('is believed only when the answer says so itself, with its batch number', async () => {
    expect((await closed(asAnswer(right))).reply?.kind).toBe('closed');
    await always(
      [right, failure('380201', 'DEVICE_ERROR'), failure('389001', 'BUSINESS_ERROR')],
      async (answer) => {
        const { reply, exchanges } = await closed(answer);
        if (reply?.kind === 'closed') {
          expect(saysSuccess(answer)).toBe(true);
          expectSameCode(reply.batchNumber, ownMembers(answer)?.get('batchNo'));
          for (const { count } of reply.totals) expect(Number.isSafeInteger(count)).toBe(true);
        }
        if (reply?.kind === 'refused') expect(saysFailure(answer) || isTurnedAway(answer)).toBe(true);
        return exchanges;
      },
    );
  });

  async function closed(answer: AnyAnswer) {
    const { gateway, record, exchanges } = adapter(model, { service: answer });
    const request = { attemptId: 'eod_1', providerDeviceId: 'P00134' };
    return { reply: await gateway.closeBatch?.(request, record), exchanges };
  }
});

describe('a sale in parts', () => {
  const opened = success({ saleNumber: 'SN-1', remainingPaymentAmount: 240 });
  const right = success({ saleNumber: 'SN-1', remainingPaymentAmount: 0, price: 240 });
  const open = { ...operations.sale, saleNumber: 'SN-1' };

  it('is started, completed and found complete only when the answer says so itself', async () => {
    await always([right, opened, ...refusals], async (answer) => {
      const { gateway, record, exchanges } = adapter('507', { service: answer });
      const start = await gateway.splitSales?.start(operations.sale, record);
      const complete = await gateway.splitSales?.complete(open, record);
      const query = await gateway.splitSales?.query(open, record);
      for (const reply of [start, complete, query]) {
        if (reply?.kind === 'started' || reply?.kind === 'completed') expect(saysSuccess(answer)).toBe(true);
        if (reply?.kind === 'refused') expect(saysFailure(answer) || isTurnedAway(answer)).toBe(true);
      }
      return exchanges;
    });
    const { gateway, record } = adapter('507', { service: asAnswer(opened) });
    expect(await gateway.splitSales?.start(operations.sale, record)).toMatchObject({ kind: 'started' });
  });
});

describe('a login', () => {
  it('is one only when both answers are good and hold what the next step needs', async () => {
    await always([LOGIN, { error: 'invalid_grant' }, { errorCode: 'invalid_user' }], async (answer) => {
      const { gateway, record, exchanges } = adapter('509', { login: answer });
      const reply = await gateway.testConnection(record);
      if (reply.kind === 'ok') {
        const members = ownMembers(answer);
        expect(answer.status).toBeGreaterThanOrEqual(200);
        expect(answer.status).toBeLessThan(300);
        expect(String(members?.get('code'))).toMatch(/./s);
        expect(String(members?.get('access_token'))).toMatch(/^[\x21-\x7e]+$/);
        expect(Number(members?.get('expires_in'))).toBeGreaterThanOrEqual(0);
      }
      return exchanges;
    });
  });

  it('that is none lets no sale start', async () => {
    await always([{ code: 'c', expires_in: 7199 }], async (answer) => {
      const { gateway, record, exchanges } = adapter('509', { login: answer });
      const reply = await gateway.perform(operations.sale, record);
      const wasSold = exchanges.some(({ purpose }) => purpose === 'operation');
      expect(wasSold).toBe(reply.kind !== 'not_sent');
      return exchanges;
    });
  });
});

function situationOf(operation: TerminalOperation): Situation {
  const { kind, reference, providerDeviceId, amount } = operation;
  return {
    ...{ kind, reference, providerDeviceId, amount, state: 'sending', flags: [], createdAt: AT, sentAt: AT },
    ...{ unknownSince: null, queryCount: 0, firstNotFoundAt: null, refusal: null, isPaymentTaken: false },
    ...ANSWERED,
  };
}

async function performed(model: '507' | '509', operation: TerminalOperation, service: AnyAnswer) {
  const { gateway, record, exchanges } = adapter(model, { service });
  return { reply: await gateway.perform(operation, record), exchanges };
}

/** A reply may claim no more than the answer, in the answer's own members. */
function expectBacked(reply: OperationReply, answer: AnyAnswer): void {
  if (reply.kind === 'approved') {
    expect(saysSuccess(answer)).toBe(true);
    const own = ownMembers(answer);
    const { evidence } = reply;
    expectSame(evidence.reference, own?.get('transactionReferenceId'));
    expectSame(evidence.providerDeviceId, own?.get('deviceUniqueId'));
    expectSame(evidence.authCode, own?.get('authCode'), true);
    if (evidence.amountMinor !== null)
      expect(evidence.amountMinor / 100).toBeCloseTo(Number(own?.get('price')), 6);
    if (evidence.providerAt) expect(evidence.providerAt.getTime()).not.toBeNaN();
  }
  if (reply.kind === 'declined') expect(saysFailure(answer)).toBe(true);
  if (reply.kind === 'refused') expect(saysFailure(answer) || isTurnedAway(answer)).toBe(true);
}

/** A code that was read is the member as written; numbers may be spelt in other ways. `mayDrop`: it only describes. */
function expectSame(read: string | null, written: unknown, mayDrop = false): void {
  if (read === null && mayDrop) return;
  if (typeof written === 'number') expect(Number(read)).toBeCloseTo(written, 6);
  else expect(read).toBe(typeof written === 'string' ? written.trim() || null : null);
}
