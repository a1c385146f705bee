import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import {
  failure,
  gatewayTo,
  goodLogin,
  patienceWith,
  startToldProvider,
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

async function close(told: Told, model: '507' | '509' = '507') {
  provider.onService = () => told;
  const { gateway, record } = gatewayTo(provider.url, { model, settings: patienceWith(told) });
  return gateway.closeBatch?.({ attemptId: 'eod_1', providerDeviceId: 'P00134' }, record);
}

const row = {
  acquirerId: '62',
  acquirerName: 'Banka A',
  terminalId: '00000777',
  bankMerchantId: '000000004321',
  totalTransactionAmount: '240.00',
  totalTransactionCount: '1',
  batchNo: '017',
  responseCode: '00',
  internalErrorCode: null,
};
const closed = (overrides: object = {}): Told => ({
  body: {
    status: 'success',
    errorCode: '0',
    conversationId: 'eod_1',
    batchNo: '017',
    tails: [row],
    ...overrides,
  },
});
const unknown = (cause: string) => expect.objectContaining({ kind: 'unknown_outcome', cause });

it('reads batch and totals under either name, with every leading zero', async () => {
  const total = {
    acquirerId: '62',
    acquirerName: 'Banka A',
    tid: '00000777',
    mid: '000000004321',
    amountText: '240.00',
    count: 1,
    batchNumber: '017',
    isClosed: true,
    code: '00',
  };
  expect(await close(closed())).toEqual({ kind: 'closed', batchNumber: '017', totals: [total] });
  expect(provider.arrived[0]?.text).toBe(
    '{"locale":"TR","conversationId":"eod_1","deviceUniqueId":"P00134"}',
  );
  const as509 = closed({ status: 'SUCCESS', errorCode: '', tails: undefined, totals: [row] });
  expect(await close(as509, '509')).toEqual({ kind: 'closed', batchNumber: '017', totals: [total] });
});

it('names the acquirer that did not close, beside those that did', async () => {
  const failed = { ...row, responseCode: '12', internalErrorCode: '380202' };
  const reply = await close(closed({ tails: [row, failed] }));
  expect(reply).toMatchObject({ totals: [{ isClosed: true }, { isClosed: false, code: '380202' }] });
});

it('an empty batch closes without totals', async () => {
  expect(await close(closed({ tails: [] }))).toEqual({ kind: 'closed', batchNumber: '017', totals: [] });
});

it.each<[string, Told, string]>([
  ['F3 silence', 'hang', 'deadline'],
  ['F4 a break', 'break', 'connection_lost'],
  ['F5 HTTP 502', { status: 502 }, 'provider_error'],
  ['F7 nonsense', { body: '<html>' }, 'unreadable_answer'],
  ['F7 totals that are no list', closed({ tails: 'none' }), 'unreadable_answer'],
  ['F11 another device', closed({ deviceUniqueId: 'P2' }), 'unreadable_answer'],
  ['F11 another conversation', closed({ conversationId: 'eod_2' }), 'unreadable_answer'],
  ['F12 no batch number', closed({ batchNo: null }), 'incomplete_answer'],
  [
    'F12 a total without its amount',
    closed({ tails: [{ ...row, totalTransactionAmount: '' }] }),
    'incomplete_answer',
  ],
  [
    'F12 a total without its count',
    closed({ tails: [{ ...row, totalTransactionCount: 'x' }] }),
    'incomplete_answer',
  ],
  ['F13 a device error', { status: 400, body: failure('380202', 'DEVICE_ERROR') }, 'device_error'],
  ['F13 a timeout', { status: 400, body: failure('380103', 'TIMEOUT_ERROR') }, 'provider_timeout'],
  ['F13 a bank error', { status: 400, body: failure('91', 'BANK_ERROR') }, 'provider_error'],
  ['F6 an unpublished 401', { status: 401 }, 'auth_error'],
])('%s leaves the batch open to question, and nothing is sent again', async (_fault, told, cause) => {
  expect(await close(told)).toEqual(unknown(cause));
  expect(provider.at('/eod')).toHaveLength(1);
});

it.each([
  ['380201', 'DEVICE_ERROR', 'device_busy'],
  ['380101', 'BUSINESS_ERROR', 'device_unknown'],
  ['380102', 'SYSTEM_ERROR', 'device_forbidden'],
  ['380104', 'VALIDATION_ERROR', 'invalid_request'],
  ['999999', 'BUSINESS_ERROR', 'state_forbids'],
])('F13 %s %s is refused and the batch stays open', async (code, group, reason) => {
  expect(await close({ status: 400, body: failure(code, group) })).toEqual({
    kind: 'refused',
    reason,
    code,
    text: 'olmadı',
  });
});

it('F6 a dead token at the door is a refusal, not repeated, and renewed for the next try', async () => {
  const told = { status: 401, body: failure('100311', 'SYSTEM_ERROR') };
  expect(await close(told)).toEqual({
    kind: 'refused',
    reason: 'sign_in_failed',
    code: '100311',
    text: null,
  });
  expect(provider.at('/eod')).toHaveLength(1);
  expect(provider.at('/token')).toHaveLength(1);
});

it('F1 is «not sent» when nobody can sign in', async () => {
  provider.onLogin = () => ({ status: 401 });
  const { gateway, record } = gatewayTo(provider.url, { session: null });
  const request = { attemptId: 'eod_1', providerDeviceId: 'P00134' };
  expect(await gateway.closeBatch?.(request, record)).toMatchObject({
    kind: 'not_sent',
    reason: 'sign_in_failed',
  });
});
