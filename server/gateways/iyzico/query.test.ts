import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  failure,
  gatewayTo,
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

async function query(told: Told) {
  provider.onService = () => told;
  const { gateway, record } = gatewayTo(provider.url, { settings: patienceWith(told) });
  return gateway.query?.(operations.sale, record);
}

describe('asking about a sale', () => {
  it.each<[string, Told, string]>([
    ['F3 silence', 'hang', 'deadline'],
    ['F4 a break', 'break', 'connection_lost'],
    ['F7 nonsense', { body: '<html>' }, 'unreadable_answer'],
    ['F8 a drip', 'drip', 'deadline'],
    ['F10 a redirect', { status: 302, headers: { location: '/' } }, 'redirect'],
    ['F12 a success without payment id', { body: success({ paymentId: '' }) }, 'incomplete_answer'],
    ['a device error', { status: 400, body: failure('380205', 'DEVICE_ERROR') }, 'device_error'],
    ['a timeout', { status: 400, body: failure('380103', 'TIMEOUT_ERROR') }, 'provider_timeout'],
    ['a faulty question', { status: 400, body: failure('380111', 'VALIDATION_ERROR') }, 'provider_error'],
    [
      'a device that is not ours',
      { status: 400, body: failure('380101', 'BUSINESS_ERROR') },
      'provider_error',
    ],
    [
      'F11 a «not found» about another reference',
      { status: 400, body: failure('380108', 'BUSINESS_ERROR', { transactionReferenceId: 'ref_2' }) },
      'unreadable_answer',
    ],
  ])('%s is no answer: the state stays', async (_fault, told, cause) => {
    expect(await query(told)).toEqual({ kind: 'no_answer', cause, retryAfterMs: null });
  });

  it('F1 is no answer when nobody listens', async () => {
    const gone = await startToldProvider();
    await gone.close();
    const { gateway, record } = gatewayTo(gone.url);
    const noAnswer = { kind: 'no_answer', cause: 'unreachable', retryAfterMs: null };
    expect(await gateway.query?.(operations.sale, record)).toEqual(noAnswer);
  });

  it.each([
    ['7', 7000],
    ['99999', 900_000],
    ['Thu, 01 Jan 1970 00:00:30 GMT', 0],
    ['soon', null],
  ])('F5 respects Retry-After: %s', async (header, retryAfterMs) => {
    const told = { status: 503, headers: { 'retry-after': header } };
    expect(await query(told)).toEqual({ kind: 'no_answer', cause: 'provider_error', retryAfterMs });
  });

  it.each(['380107', '380108', '380109'])('F16 %s is «not found»', async (code) => {
    expect(await query({ status: 400, body: failure(code, 'BUSINESS_ERROR') })).toEqual({
      kind: 'not_found',
    });
  });

  it.each([
    ['51', 'BANK_ERROR', 'insufficient_funds'],
    ['51', null, 'insufficient_funds'],
    ['10054', 'PAYMENT_ERROR', 'expired_card'],
  ])('repeats a decline %s %s', async (code, group, reason) => {
    const reply = await query({ status: 400, body: failure(code, group) });
    expect(reply).toEqual({ kind: 'declined', reason, code, text: 'olmadı' });
  });

  it('does not take a general error number for a bank code', async () => {
    expect(await query({ body: failure('1', null) })).toMatchObject({ kind: 'no_answer' });
    expect(await query({ body: failure('51', 'SYSTEM_ERROR') })).toMatchObject({ kind: 'no_answer' });
    expect(await query({ body: failure('10001', 'PAYMENT_ERROR') })).toMatchObject({ kind: 'no_answer' });
  });

  it('a state or amount that did not allow the operation means that nothing was carried out', async () => {
    for (const code of ['380112', '999999']) {
      expect(await query({ status: 400, body: failure(code, 'BUSINESS_ERROR') })).toEqual({
        kind: 'not_found',
      });
    }
  });

  it('a sale that was voided or refunded since was approved', async () => {
    const later = { cancelHostReference: 'C1', refundHostReference: 'R1' };
    expect(await query({ body: success(later) })).toMatchObject({ kind: 'approved' });
  });
});
