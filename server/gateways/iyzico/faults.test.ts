import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createLoginInMemory } from '#tests/support/login-in-memory.ts';
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
import type { HttpReply } from '../http.ts';
import { createIyzicoGateway } from './index.ts';

let provider: ToldProvider;
beforeAll(async () => {
  provider = await startToldProvider();
});
afterAll(() => provider.close());
beforeEach(() => {
  provider.arrived.length = 0;
  provider.onLogin = goodLogin;
});

const kinds = ['sale', 'void', 'refund'] as const;
const models = ['507', '509'] as const;
const each = models.flatMap((model) => kinds.map((kind) => ({ model, kind, operation: operations[kind] })));

async function perform(
  told: Told,
  kind: (typeof kinds)[number] = 'sale',
  model: (typeof models)[number] = '509',
) {
  provider.onService = () => told;
  const { gateway, record } = gatewayTo(provider.url, { model, settings: patienceWith(told) });
  return gateway.perform(operations[kind], record);
}

const unknown = (cause: string) => expect.objectContaining({ kind: 'unknown_outcome', cause });

describe.each(each)('a $kind on $model', ({ model, kind, operation }) => {
  it('F1 is «not sent» when nobody listens, also when already the sign-in finds nobody', async () => {
    const gone = await startToldProvider();
    await gone.close();
    const signedIn = gatewayTo(gone.url, { model });
    const notSent = { kind: 'not_sent', reason: 'unreachable', detail: 'ECONNREFUSED' };
    expect(await signedIn.gateway.perform(operation, signedIn.record)).toEqual(notSent);
    const signedOut = gatewayTo(gone.url, { model, session: null });
    expect(await signedOut.gateway.perform(operation, signedOut.record)).toEqual(notSent);
  });

  it('F1 does not start when the sign-in is refused or answers nonsense', async () => {
    for (const told of [{ status: 401, body: { error: 'invalid_client' } }, { body: 'hello' }] as const) {
      provider.onLogin = () => told;
      const { gateway, record } = gatewayTo(provider.url, { model, session: null });
      expect(await gateway.perform(operation, record)).toMatchObject({
        kind: 'not_sent',
        reason: 'sign_in_failed',
      });
    }
    expect(provider.arrived.some((call) => call.path.includes('payment'))).toBe(false);
  });

  it('F2 is open when the connection broke while sending', async () => {
    const lost: HttpReply = { kind: 'lost', phase: 'sending' };
    const gateway = createIyzicoGateway(
      {
        model,
        baseUrl: 'https://api.invalid',
        credentials: { clientId: 'a', clientSecret: 'b', username: 'c', password: 'd' },
        appVersion: '1',
      },
      {
        http: { post: async () => lost },
        clock: { now: () => new Date(0) },
        sessions: createLoginInMemory({ accessToken: 'a', refreshToken: null, expiresAt: new Date(9e9) }),
      },
    );
    expect(await gateway.perform(operation, () => undefined)).toEqual(unknown('connection_lost'));
  });

  it.each<[string, Told, string]>([
    ['F3 silence until the deadline', 'hang', 'deadline'],
    ['F4 a connection that breaks after delivery', 'break', 'connection_lost'],
    ['F5 HTTP 500 with a page', { status: 500, body: '<html>' }, 'provider_error'],
    ['F5 HTTP 503 that claims success', { status: 503, body: success() }, 'provider_error'],
    [
      'F5 HTTP 500 that claims a decline',
      { status: 500, body: failure('51', 'BANK_ERROR') },
      'provider_error',
    ],
    ['F5 HTTP 429', { status: 429, headers: { 'retry-after': '5' } }, 'provider_error'],
    ['F5 HTTP 408', { status: 408 }, 'provider_error'],
    ['F5 a page of HTML with 200', { body: '<html>OK</html>' }, 'unreadable_answer'],
    ['F7 an empty 200', { body: '' }, 'unreadable_answer'],
    ['F7 an empty 204', { status: 204 }, 'unreadable_answer'],
    ['F7 an array', { body: [success()] }, 'unreadable_answer'],
    ['F7 a text', { body: '"success"' }, 'unreadable_answer'],
    ['F7 no status', { body: success({ status: undefined }) }, 'unreadable_answer'],
    ['F7 a status nobody knows', { body: success({ status: 'pending' }) }, 'unreadable_answer'],
    ['F7 a success with an error code', { body: success({ errorCode: '380201' }) }, 'unreadable_answer'],
    ['F7 a success with HTTP 400', { status: 400, body: success() }, 'unreadable_answer'],
    ['F7 an amount finer than the currency', { body: success({ price: '240.005' }) }, 'unreadable_answer'],
    ['F7 an amount in Turkish writing', { body: success({ price: '240,00' }) }, 'unreadable_answer'],
    ['F7 a currency nobody knows', { body: success({ currency: 'TL' }) }, 'unreadable_answer'],
    ['F8 an answer that never ends', 'drip', 'deadline'],
    ['F9 a body over one megabyte', { body: `"${'x'.repeat(1_100_000)}"` }, 'unreadable_answer'],
    ['F9 nesting of a hundred thousand', { body: '['.repeat(100_000) }, 'unreadable_answer'],
    ['F9 a compressed body', { headers: { 'content-encoding': 'gzip' }, body: 'x' }, 'unreadable_answer'],
    ['F10 a redirect', { status: 307, headers: { location: '/in-store' } }, 'redirect'],
    [
      'F11 an answer to another conversation',
      { body: success({ conversationId: 'txn_2' }) },
      'unreadable_answer',
    ],
    [
      'F11 a decline of another reference',
      { body: failure('51', 'BANK_ERROR', { transactionReferenceId: 'ref_2' }) },
      'unreadable_answer',
    ],
    [
      'F11 a refusal of another device',
      { body: failure('380104', 'VALIDATION_ERROR', { deviceUniqueId: 'P2' }) },
      'unreadable_answer',
    ],
  ])('%s leaves the outcome open, and nothing is sent again', async (_fault, told, cause) => {
    expect(await perform(told, kind, model)).toEqual(unknown(cause));
    expect(provider.arrived).toHaveLength(1);
  });

  it('F7 a success whose known field has a wrong type is never an approval', async () => {
    for (const field of Object.keys(success())) {
      for (const wrong of [{}, [], true, { toString: 'x' }]) {
        expect(await perform({ body: success({ [field]: wrong }) }, kind, model)).toEqual(
          unknown('unreadable_answer'),
        );
      }
    }
  });

  it('F11 hands on what a success says about another reference, device, amount or currency', async () => {
    const other = {
      transactionReferenceId: 'ref_9',
      deviceUniqueId: 'P9',
      price: '118.000',
      currency: 'usd',
    };
    expect(await perform({ body: success(other) }, kind, model)).toMatchObject({
      kind: 'approved',
      evidence: { reference: 'ref_9', providerDeviceId: 'P9', amountMinor: 11_800, currency: 'USD' },
    });
  });

  it('F12 a success without the id that makes it ours is open', async () => {
    const without = kind === 'sale' ? { paymentId: null } : { transactionReferenceId: '' };
    expect(await perform({ body: success(without) }, kind, model)).toEqual(unknown('incomplete_answer'));
  });
});

describe('a body cut anywhere', () => {
  it('is never an approval, a decline or a refusal', async () => {
    const bodies = [success(), failure('51', 'BANK_ERROR'), failure('380104', 'VALIDATION_ERROR')];
    for (const body of bodies.map((whole) => JSON.stringify(whole))) {
      for (let length = 0; length < body.length; length++) {
        expect(await perform({ body: body.slice(0, length) })).toEqual(unknown('unreadable_answer'));
      }
    }
  });
});

describe('a success', () => {
  it.each([null, '', 0, 20_261_301, '2026'])(
    'of a sale with the accounting day %j is open',
    async (paymentDate) => {
      expect(await perform({ body: success({ paymentDate }) })).toEqual(unknown('incomplete_answer'));
    },
  );

  it.each([
    ['SUCCESS', ''],
    ['Success', null],
    ['success', 0],
    ['success', '0'],
    ['success', undefined],
  ])('may be written %s with error code %s', async (status, errorCode) => {
    expect(await perform({ body: success({ status, errorCode }) })).toMatchObject({ kind: 'approved' });
  });

  it('with HTTP 201, a byte-order mark and unknown fields is still one', async () => {
    const body = `\ufeff${JSON.stringify(success({ campaign: { nested: [1] }, traceToken: null }))}`;
    expect(await perform({ status: 201, body })).toMatchObject({ kind: 'approved' });
  });

  it('says only what it says: what is missing stays null', async () => {
    const bare = {
      status: 'success',
      transactionReferenceId: 'ref_1',
      paymentId: 'PAY-1',
      paymentDate: 20_260_101,
    };
    const reply = await perform({ body: bare });
    if (reply.kind !== 'approved') throw new Error('not approved');
    const { reference, providerPaymentId, providerDate, ...rest } = reply.evidence;
    expect([reference, providerPaymentId, providerDate]).toEqual(['ref_1', 'PAY-1', '2026-01-01']);
    expect(Object.values(rest).every((value) => value === null)).toBe(true);
  });
});
