import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type Arrived,
  failure,
  gatewayTo,
  goodLogin,
  operations,
  startToldProvider,
  success,
  type Told,
  type ToldProvider,
} from '#tests/support/told-provider.ts';

let provider: ToldProvider;
beforeAll(async () => {
  provider = await startToldProvider();
});
afterAll(() => provider.close());
beforeEach(() => {
  provider.arrived.length = 0;
  provider.onLogin = goodLogin;
});

const rejected = (code: string, status = 401): Told => ({ status, body: failure(code, 'SYSTEM_ERROR') });
const notFound: Told = { status: 400, body: failure('380108', 'BUSINESS_ERROR') };
const isQuery = (request: Arrived) => request.path.endsWith('query-transaction-status');
const sales = () => provider.arrived.filter(({ path }) => path.endsWith('/payment'));
const authErrorOpen = expect.objectContaining({ kind: 'unknown_outcome', cause: 'auth_error' });

/** The first sale call is answered with `first`, later ones with a success unless told; queries with `query`. */
async function sell(says: { first: Told; query?: Told; second?: Told }) {
  provider.onService = (request, earlier) => {
    if (isQuery(request)) return says.query ?? notFound;
    return earlier === 0 ? says.first : (says.second ?? { body: success() });
  };
  const told = gatewayTo(provider.url);
  return { reply: await told.gateway.perform(operations.sale, told.record), ...told };
}

describe('F6 F14 a token that is not accepted', () => {
  it.each([
    ['100311', ['/in-store/oauth2/token']],
    ['100310', ['/in-store/oauth2/authorize', '/in-store/oauth2/token']],
    ['380204', ['/in-store/oauth2/authorize', '/in-store/oauth2/token']],
  ])(
    '%s at the door: one renewal, one question, one repeat under the same reference',
    async (code, logins) => {
      const { reply, kept } = await sell({ first: rejected(code) });
      expect(reply.kind).toBe('approved');
      expect(provider.arrived.map(({ path }) => path)).toEqual([
        '/v2/terminal-host/payment',
        ...logins,
        '/v2/terminal-host/payment/query-transaction-status',
        '/v2/terminal-host/payment',
      ]);
      const [first, second] = sales();
      expect(first?.text).toBe(second?.text);
      expect(first?.headers.authorization).toBe('Bearer kept');
      expect(second?.headers.authorization).toBe('Bearer token-0');
      expect(kept.session?.accessToken).toBe('token-0');
    },
  );

  it.each<[string, Told, object]>([
    ['finds it approved', { body: success() }, { kind: 'approved' }],
    ['finds it declined', { status: 400, body: failure('51', 'BANK_ERROR') }, { kind: 'declined' }],
    ['gets no answer', 'break', { kind: 'unknown_outcome', cause: 'auth_error' }],
    ['gets a device error', { body: failure('380202', 'DEVICE_ERROR') }, { kind: 'unknown_outcome' }],
    [
      'hears of another reference',
      { body: failure('380108', 'BUSINESS_ERROR', { transactionReferenceId: 'ref_2' }) },
      { kind: 'unknown_outcome' },
    ],
  ])('is not sent again when the question %s', async (_what, query, expected) => {
    const { reply } = await sell({ first: rejected('100311'), query });
    expect(reply).toMatchObject(expected);
    expect(sales()).toHaveLength(1);
  });

  it.each<[string, Told]>([
    ['with another HTTP status', rejected('100311', 400)],
    ['with HTTP 403', rejected('100311', 403)],
    ['without a published code', { status: 401, body: { error: 'invalid_token' } }],
    ['without a body', { status: 401 }],
    ['with a page', { status: 401, body: '<html>' }],
  ])('is renewed but not sent again when the refusal came %s', async (_what, first) => {
    const { reply, kept } = await sell({ first });
    expect(reply).toEqual(authErrorOpen);
    expect(sales()).toHaveLength(1);
    expect(kept.session?.accessToken).toBe('token-0');
  });

  it('is not sent again when the refusal came late: a card may have been read', async () => {
    provider.onService = (request) => (isQuery(request) ? notFound : rejected('100311'));
    const real = performance.now.bind(performance);
    let calls = 0;
    // Every measured call seems to take six seconds.
    performance.now = () => real() + 6000 * Math.floor(++calls / 2);
    try {
      const told = gatewayTo(provider.url);
      expect(await told.gateway.perform(operations.sale, told.record)).toEqual(authErrorOpen);
      expect(sales()).toHaveLength(1);
    } finally {
      performance.now = real;
    }
  });

  it('is open when nobody can sign in again', async () => {
    provider.onLogin = () => ({ status: 401, body: { error: 'invalid_client' } });
    const { reply, kept } = await sell({ first: rejected('100311') });
    expect(reply).toEqual(authErrorOpen);
    expect(sales()).toHaveLength(1);
    expect(kept.session).toBeNull();
  });

  it('is sent twice at most, and the second no must be confirmed, for the first may have arrived', async () => {
    const again = await sell({ first: rejected('100311'), second: rejected('100311') });
    expect(again.reply).toEqual(authErrorOpen);
    expect(sales()).toHaveLength(2);
    provider.arrived.length = 0;
    const used = { status: 400, body: failure('380105', 'VALIDATION_ERROR') };
    const { reply } = await sell({ first: rejected('100311'), second: used });
    expect(reply).toMatchObject({ kind: 'refused', reason: 'invalid_request', confirm: true });
  });

  it('F6 a question is repeated once under a new token, never more', async () => {
    provider.onService = () => rejected('100311');
    const { gateway, record } = gatewayTo(provider.url);
    const noAnswer = { kind: 'no_answer', cause: 'auth_error', retryAfterMs: null };
    expect(await gateway.query?.(operations.sale, record)).toEqual(noAnswer);
    expect(provider.arrived.filter(isQuery)).toHaveLength(2);
  });
});

describe('an operation that cannot be written', () => {
  it.each([
    ['a currency the terminals do not take', { amount: { minor: 100, currency: 'GBP' } }, 'currency'],
    ['an amount of nothing', { amount: { minor: 0, currency: 'TRY' } }, 'amount'],
    ['half a kuruş', { amount: { minor: 0.5, currency: 'TRY' } }, 'amount'],
    ['lines that are not the amount', { amount: { minor: 100, currency: 'TRY' } }, 'lines'],
    ['no lines', { lines: [] }, 'lines'],
    ['half a piece', { lines: [{ ...operations.sale.lines[0], quantity: 0.5 }] }, 'lines'],
  ])('%s is refused before anything is sent', async (_what, wrong, code) => {
    const { gateway, record } = gatewayTo(provider.url, { model: '507' });
    const operation = { ...operations.sale, ...wrong } as typeof operations.sale;
    expect(await gateway.perform(operation, record)).toEqual({
      kind: 'refused',
      reason: 'invalid_request',
      code,
      text: null,
      confirm: false,
    });
    expect(provider.arrived).toEqual([]);
  });
});
