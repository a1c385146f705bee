import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  failure,
  gatewayTo,
  operations,
  startToldProvider,
  type Told,
  type ToldProvider,
} from '#tests/support/told-provider.ts';

let provider: ToldProvider;
beforeAll(async () => {
  provider = await startToldProvider();
});
afterAll(() => provider.close());

async function perform(told: Told) {
  provider.onService = () => told;
  const { gateway, record } = gatewayTo(provider.url);
  return gateway.perform(operations.sale, record);
}

describe('F13 a documented no', () => {
  it.each([
    ['51', 'insufficient_funds'],
    ['10051', 'insufficient_funds'],
    ['54', 'expired_card'],
    ['55', 'wrong_pin'],
    ['57', 'not_permitted'],
    ['61', 'limit_exceeded'],
    ['41', 'lost_or_stolen'],
    ['43', 'lost_or_stolen'],
    ['05', 'other'],
    ['99', 'other'],
    ['ABC', 'other'],
  ])('BANK_ERROR %s is a decline: %s', async (code, reason) => {
    for (const status of [200, 400, 422]) {
      const reply = await perform({ status, body: failure(code, 'BANK_ERROR') });
      expect(reply).toEqual({ kind: 'declined', reason, code, text: 'olmadı' });
    }
  });

  it.each([
    ['380104', 'VALIDATION_ERROR', 'invalid_request', false],
    ['380105', 'VALIDATION_ERROR', 'invalid_request', false],
    ['380111', null, 'invalid_request', false],
    ['999999', 'VALIDATION_ERROR', 'invalid_request', false],
    ['380107', 'BUSINESS_ERROR', 'not_found', true],
    ['380108', null, 'not_found', true],
    ['380109', 'BUSINESS_ERROR', 'not_found', true],
    ['380112', 'BUSINESS_ERROR', 'amount_unavailable', true],
    ['999999', 'BUSINESS_ERROR', 'state_forbids', true],
    ['380201', 'DEVICE_ERROR', 'device_busy', true],
    ['380201', null, 'device_busy', true],
  ])('%s %s is a refusal: %s, to be confirmed: %s', async (code, group, reason, confirm) => {
    const reply = await perform({ status: 400, body: failure(code, group) });
    expect(reply).toEqual({ kind: 'refused', reason, code, text: 'olmadı', confirm });
  });

  it.each([
    ['380101', 'BUSINESS_ERROR', 'device_unknown'],
    ['380102', 'SYSTEM_ERROR', 'device_forbidden'],
  ])(
    '%s is settled by the same code to a query, and to be confirmed without',
    async (code, group, reason) => {
      expect(await perform({ status: 400, body: failure(code, group) })).toMatchObject({
        reason,
        confirm: false,
      });
      provider.onService = ({ path }) =>
        path.endsWith('status')
          ? { status: 400, body: failure('380108', 'BUSINESS_ERROR') }
          : { status: 400, body: failure(code, group) };
      const { gateway, record } = gatewayTo(provider.url);
      expect(await gateway.perform(operations.sale, record)).toMatchObject({ reason, confirm: true });
    },
  );

  it.each([
    ['380103', 'TIMEOUT_ERROR', 'provider_timeout'],
    ['999999', 'TIMEOUT_ERROR', 'provider_timeout'],
    ['999999', 'SYSTEM_ERROR', 'provider_error'],
    ['380202', 'DEVICE_ERROR', 'device_error'],
    ['380203', 'DEVICE_ERROR', 'device_error'],
    ['380205', 'DEVICE_ERROR', 'device_error'],
    ['389999', 'DEVICE_ERROR', 'device_error'],
    ['10051', 'PAYMENT_ERROR', 'payment_error'],
    ['51', null, 'provider_error'],
    ['999999', null, 'provider_error'],
    ['999999', 'NEW_ERROR', 'provider_error'],
    ['', null, 'provider_error'],
    ['380103', 'BANK_ERROR', 'provider_timeout'],
  ])('%s %s is none: %s', async (code, group, cause) => {
    const reply = await perform({ status: 400, body: failure(code, group) });
    expect(reply).toEqual({ kind: 'unknown_outcome', cause, code: code || null, text: 'olmadı' });
  });

  it('under an unusual HTTP status is believed only when a query agrees, and a decline not at all', async () => {
    const refused = await perform({ status: 404, body: failure('380104', 'VALIDATION_ERROR') });
    expect(refused).toMatchObject({ kind: 'refused', confirm: true });
    expect(await perform({ status: 409, body: failure('51', 'BANK_ERROR') })).toEqual({
      kind: 'unknown_outcome',
      cause: 'provider_error',
      code: '51',
      text: 'olmadı',
    });
  });

  it('shows no card number and no control character in its text', async () => {
    const errorMessage = 'kart 4543601234560006\u0000reddedildi';
    const reply = await perform({ body: failure('05', 'BANK_ERROR', { errorMessage }) });
    expect(reply).toMatchObject({ text: 'kart 454360******0006 reddedildi' });
  });
});

describe('a void that 509 refuses with 422', () => {
  const undo = async (code: string, group: string) => {
    provider.onService = () => ({ status: 422, body: failure(code, group) });
    const { gateway, record } = gatewayTo(provider.url);
    return gateway.perform(operations.void, record);
  };

  it.each([
    ['380112', 'BUSINESS_ERROR', 'amount_unavailable', true],
    ['999999', 'BUSINESS_ERROR', 'state_forbids', true],
    ['380111', 'VALIDATION_ERROR', 'invalid_request', false],
  ])('%s %s is a refusal: %s', async (code, group, reason, confirm) => {
    expect(await undo(code, group)).toEqual({ kind: 'refused', reason, code, text: 'olmadı', confirm });
  });

  it('is a decline when the bank said no, and open when nobody can tell', async () => {
    expect(await undo('57', 'BANK_ERROR')).toMatchObject({ kind: 'declined', reason: 'not_permitted' });
    expect(await undo('380103', 'TIMEOUT_ERROR')).toMatchObject({ kind: 'unknown_outcome' });
  });
});
