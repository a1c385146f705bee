import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  gatewayTo,
  operations,
  startToldProvider,
  success,
  type ToldProvider,
} from '#tests/support/told-provider.ts';

let provider: ToldProvider;
beforeAll(async () => {
  provider = await startToldProvider();
});
afterAll(() => provider.close());
beforeEach(() => {
  provider.arrived.length = 0;
});

describe('what is recorded', () => {
  it('survives a recorder that fails: the answer is not lost', async () => {
    provider.onService = () => ({ body: success() });
    const { gateway } = gatewayTo(provider.url);
    const reply = await gateway.perform(operations.sale, () => {
      throw new Error('disk full');
    });
    expect(reply.kind).toBe('approved');
  });

  it('holds what was sent and answered, without token, secret or card number', async () => {
    const answer = success({ access_token: 'x', pan: '4543601234560006', binNumber: '45436012' });
    provider.onService = () => ({ body: answer });
    const { gateway, record, exchanges } = gatewayTo(provider.url, { session: null });
    await gateway.perform(operations.sale, record);
    expect(exchanges.map(({ purpose, path, httpStatus }) => [purpose, path, httpStatus])).toEqual([
      ['sign_in', '/in-store/oauth2/authorize', 200],
      ['sign_in', '/in-store/oauth2/token', 200],
      ['operation', '/v2/terminal-host/payment', 200],
    ]);
    const [authorize, token, sale] = exchanges;
    expect([authorize?.request, authorize?.response, token?.request, token?.response]).toEqual(
      Array(4).fill(null),
    );
    expect(sale?.request).toMatchObject({ price: '240.00', transactionReferenceId: 'ref_1' });
    expect(sale?.response).toMatchObject({
      price: '240',
      access_token: '[removed]',
      pan: '454360******0006',
      binNumber: '454360',
    });
  });

  it('names the failure and keeps the beginning of an answer that is no JSON', async () => {
    provider.onService = (_call, earlier) =>
      earlier === 0 ? 'break' : { status: 502, body: '<h1>Bad gateway</h1>' };
    const { gateway, record, exchanges } = gatewayTo(provider.url);
    await gateway.perform(operations.sale, record);
    await gateway.perform(operations.sale, record);
    expect(exchanges).toMatchObject([
      { httpStatus: null, response: null, failure: 'lost while waiting' },
      { httpStatus: 502, response: '<h1>Bad gateway</h1>', failure: null },
    ]);
  });
});
