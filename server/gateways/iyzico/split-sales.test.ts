import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  failure,
  gatewayTo,
  goodLogin,
  operations,
  patienceWith,
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

const open = { ...operations.sale, saleNumber: 'SN-1' };
const started = (overrides: object = {}) => ({
  body: {
    status: 'success',
    errorCode: '0',
    conversationId: 'txn_1',
    saleNumber: 'SN-1',
    remainingPaymentAmount: 240,
    ...overrides,
  },
});
const completed = (overrides: object = {}) => ({
  body: success({ remainingPaymentAmount: 0, ...overrides }),
});
const rejected: Told = { status: 401, body: failure('100311', 'SYSTEM_ERROR') };

/** The split sales of a gateway whose provider answers the first call with `first` and later ones with `then`. */
function splits(first: Told, then: Told = first) {
  provider.onService = (_request, earlier) => (earlier === 0 ? first : then);
  const told = gatewayTo(provider.url, { model: '507', settings: patienceWith(first) });
  const { splitSales } = told.gateway;
  if (!splitSales) throw new Error('507 splits sales');
  return {
    start: () => splitSales.start(operations.sale, told.record),
    complete: () => splitSales.complete(open, told.record),
    query: () => splitSales.query(open, told.record),
  };
}
const sent = (path: string) => provider.at(path).map((call) => JSON.parse(call.text));

it('a payment terminal of model 509 splits no sale', () => {
  expect(gatewayTo(provider.url, { model: '509' }).gateway.splitSales).toBeNull();
});

describe('the start of a split sale', () => {
  it('is the request of a sale under a path of its own, and answers the number of the open sale', async () => {
    expect(await splits(started()).start()).toEqual({ kind: 'started', saleNumber: 'SN-1' });
    expect(sent('/partial-payment/start')).toEqual([
      expect.objectContaining({
        transactionReferenceId: 'ref_1',
        price: 240,
        paidPrice: 240,
        installment: 1,
      }),
    ]);
  });

  it.each<[string, Told]>([
    ['F4 an answer that breaks off', 'break'],
    ['F8 an answer that never ends', 'drip'],
    ['F5 HTTP 500', { status: 500 }],
    ['F7 half an answer', { body: '{"status":"succ' }],
    ['F10 a redirect', { status: 302, headers: { location: 'http://127.0.0.1:9' } }],
    ['F11 an answer to another call', started({ conversationId: 'txn_2' })],
    ['F11 another amount left to pay', started({ remainingPaymentAmount: 239.99 })],
    ['F12 no sale number', started({ saleNumber: null })],
    ['a device that does not answer', { status: 400, body: failure('380103', 'TIMEOUT_ERROR') }],
  ])('%s leaves nothing to pay into', async (_what, told) => {
    expect(await splits(told).start()).toMatchObject({ kind: 'unknown_outcome' });
    expect(provider.at('/partial-payment/start')).toHaveLength(1);
  });

  it.each([
    ['380201', 'DEVICE_ERROR', 'device_busy'],
    ['380109', 'BUSINESS_ERROR', 'not_found'],
    ['380104', 'VALIDATION_ERROR', 'invalid_request'],
  ])('refused with %s says why', async (code, group, reason) => {
    const told = { status: 400, body: failure(code, group) };
    expect(await splits(told).start()).toEqual({ kind: 'refused', reason, code, text: 'olmadı' });
  });

  it('F6 turned away at the door is sent once more, under the same reference', async () => {
    expect(await splits(rejected, started()).start()).toMatchObject({ kind: 'started' });
    const [first, second] = sent('/partial-payment/start');
    expect(second).toEqual(first);
  });
});

describe('a payment of a part', () => {
  const part = { ...operations.sale, lines: [], partOf: { saleNumber: 'SN-1' } };

  it('is added to the open sale under a reference of its own', async () => {
    provider.onService = () => ({ body: success() });
    const told = gatewayTo(provider.url, { model: '507' });
    expect(await told.gateway.perform(part, told.record)).toMatchObject({ kind: 'approved' });
    expect(sent('/partial-payment/add-payment')).toEqual([
      {
        locale: 'TR',
        conversationId: 'txn_1',
        deviceUniqueId: 'P00134',
        transactionReferenceId: 'ref_1',
        saleNumber: 'SN-1',
        price: 240,
        currency: 'TRY',
        installment: 1,
      },
    ]);
  });

  it('is not sent to a terminal that knows no parts', async () => {
    const told = gatewayTo(provider.url, { model: '509' });
    expect(await told.gateway.perform({ ...part, fiscal: null }, told.record)).toMatchObject({
      kind: 'refused',
      reason: 'invalid_request',
      code: 'part',
    });
    expect(provider.arrived).toEqual([]);
  });
});

describe('the completion of a split sale', () => {
  it('carries the reference of the start and the number of the open sale', async () => {
    const reply = await splits(completed()).complete();
    expect(reply).toMatchObject({ kind: 'completed', evidence: { reference: 'ref_1', amountMinor: 24_000 } });
    expect(sent('/partial-payment/complete')).toEqual([
      {
        locale: 'TR',
        conversationId: 'txn_1',
        deviceUniqueId: 'P00134',
        transactionReferenceId: 'ref_1',
        saleNumber: 'SN-1',
      },
    ]);
  });

  it.each<[string, Told]>([
    ['F4 an answer that breaks off', 'break'],
    ['F8 an answer that never ends', 'drip'],
    ['F5 HTTP 500', { status: 500 }],
    ['F7 half an answer', { body: '{"status":"succ' }],
    ['F11 an answer to another call', completed({ conversationId: 'txn_2' })],
    ['something left to pay', completed({ remainingPaymentAmount: 0.01 })],
    ['an amount that cannot be read', completed({ price: '2 40' })],
    ['a currency nobody knows', completed({ currency: 'XXX' })],
    ['a device that does not answer', { status: 400, body: failure('380103', 'TIMEOUT_ERROR') }],
  ])('%s leaves it open whether it is complete', async (_what, told) => {
    expect(await splits(told).complete()).toMatchObject({ kind: 'unknown_outcome' });
    expect(provider.at('/partial-payment/complete')).toHaveLength(1);
  });

  it('F13 refused for its state or as unknown needs one query to agree, as badly written not', async () => {
    const because = (code: string, group: string) =>
      splits({ status: 400, body: failure(code, group) }).complete();
    expect(await because('380112', 'BUSINESS_ERROR')).toMatchObject({ kind: 'refused', confirm: true });
    expect(await because('380109', 'BUSINESS_ERROR')).toMatchObject({ kind: 'refused', confirm: true });
    expect(await because('380104', 'VALIDATION_ERROR')).toMatchObject({ kind: 'refused', confirm: false });
  });

  it('F6 turned away at the door is sent once more, and a refusal of that needs a query to agree', async () => {
    expect(await splits(rejected, completed()).complete()).toMatchObject({ kind: 'completed' });
    provider.arrived.length = 0;
    const used = { status: 400, body: failure('380104', 'VALIDATION_ERROR') };
    expect(await splits(rejected, used).complete()).toMatchObject({ kind: 'refused', confirm: true });
  });
});

describe('the question about a completion', () => {
  it.each<[string, Told, object]>([
    ['finds it complete', completed(), { kind: 'completed' }],
    ['finds nothing', { status: 400, body: failure('380108', 'BUSINESS_ERROR') }, { kind: 'not_found' }],
    ['hears of a bank', { status: 400, body: failure('51', 'BANK_ERROR') }, { kind: 'no_answer' }],
    [
      'hears of another sale',
      { body: failure('380108', null, { deviceUniqueId: 'P2' }) },
      { kind: 'no_answer' },
    ],
    ['is too early', completed({ remainingPaymentAmount: 10 }), { kind: 'no_answer' }],
    ['gets no answer', 'break', { kind: 'no_answer', cause: 'connection_lost' }],
  ])('%s', async (_what, told, expected) => {
    expect(await splits(told).query()).toMatchObject(expected);
  });
});
