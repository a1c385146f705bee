import { expect, test } from 'vitest';
import {
  head509,
  merchant,
  merchant507,
  merchant509,
  newReference,
  payment509,
  sale507,
  send,
  startGateway,
} from './testing.ts';

async function desk(options: Parameters<typeof startGateway>[0] = {}) {
  const gateway = await startGateway({ ...options, settings: { deviceWaitMs: 5000, ...options.settings } });
  const { post, authorization } = await merchant(gateway, merchant507);
  const act = (body: object) =>
    send(gateway, 'POST', '/_sandbox/devices/P00002/act', { waitMs: 2000, ...body });
  const screen = async () => (await send(gateway, 'GET', '/_sandbox/devices/P00002')).body;
  const sale = (price: number, over = {}) => sale507(price, { deviceUniqueId: 'P00002', ...over });
  return { gateway, post, authorization, act, screen, sale };
}

test('a sale waits on the screen until somebody taps', async () => {
  const { post, act, screen, sale, gateway } = await desk();
  const answer = post('/payment', sale(1118));
  await expect
    .poll(async () => (await screen()).waiting)
    .toMatchObject({ kind: 'sale', amount: '1118.00', amountMinor: 111_800, currency: 'TRY' });
  expect(gateway.book()[0]?.state).toBe('pending');
  const after = await act({ action: 'tap', card: 'debit-b' });
  expect(after.body).toMatchObject({ waiting: null, lastResult: { result: 'approved', amount: '1118.00' } });
  expect((await answer).body).toMatchObject({
    status: 'success',
    posEntryModeCode: '07',
    lastFourDigits: '0417',
    acquirerId: '12',
  });
});

test.each([
  [{ action: 'insert', pin: '1234' }, 200, { posEntryModeCode: '05' }],
  [{ action: 'insert', pin: '0000' }, 400, { errorGroup: 'BANK_ERROR', errorCode: '55' }],
  [{ action: 'decline' }, 400, { errorGroup: 'BANK_ERROR', errorCode: '05' }],
  [{ action: 'cancel' }, 400, { errorGroup: 'DEVICE_ERROR', errorCode: '380205' }],
])('%o ends the sale', async (action, status, body) => {
  const { post, act, sale } = await desk();
  const answer = post('/payment', sale(10));
  expect((await act(action)).status).toBe(200);
  expect(await answer).toMatchObject({ status, body });
});

test('walking away keeps the device busy until its wait is over', async () => {
  const { post, act, screen, sale } = await desk({ settings: { deviceWaitMs: 150 } });
  const answer = post('/payment', sale(10));
  await act({ action: 'walk-away' });
  expect((await screen()).waiting).toMatchObject({ hasLeft: true });
  expect((await post('/payment', sale(20))).body).toMatchObject({ errorCode: '380201' });
  expect((await answer).body).toMatchObject({ errorCode: '380103', errorGroup: 'TIMEOUT_ERROR' });
  expect((await screen()).busyWith).toBeNull();
});

test('nobody acting is 380103 without a charge', async () => {
  const { post, sale, gateway } = await desk({ settings: { deviceWaitMs: 20 } });
  expect((await post('/payment', sale(10))).body).toMatchObject({ errorCode: '380103' });
  expect(gateway.book()[0]?.state).toBe('not-charged');
});

test('the card is charged though the caller hung up, and the query finds it', async () => {
  const { gateway, post, authorization, act, screen, sale } = await desk();
  const request = sale(10);
  const caller = new AbortController();
  const call = fetch(`${gateway.url}/v2/terminal-host/gmu/payment`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify(request),
    signal: caller.signal,
  });
  await expect.poll(async () => (await screen()).waiting).not.toBeNull();
  caller.abort();
  await expect(call).rejects.toThrow();
  const ask = async () => {
    const { transactionReferenceId } = request;
    return (await post('/payment/query-transaction-status', { transactionReferenceId })).body;
  };
  expect(await ask()).toMatchObject({ status: 'failure', errorCode: '380108' });
  await act({ action: 'tap' });
  expect(await ask()).toMatchObject({ status: 'success', price: 10 });
  expect(gateway.log().some((line) => line.outcome === 'caller-gone')).toBe(true);
});

test('a scenario that charges still waits for the tap', async () => {
  const { gateway, post, act, sale } = await desk();
  await send(gateway, 'PUT', '/_sandbox/devices/P00002', { scenario: 'lost-answer', times: 1 });
  const answer = post('/payment', sale(10)).catch(() => 'lost');
  await act({ action: 'tap' });
  expect(await answer).toBe('lost');
  expect(gateway.book()[0]?.state).toBe('approved');
});

test('cash, 507 voids and the end of day need nobody', async () => {
  const { post, act, sale } = await desk();
  expect((await post('/payment', sale(10, { paymentType: 'CASH' }))).status).toBe(200);
  const answer = post('/payment', sale(20));
  await act({ action: 'tap' });
  const { paymentId, paymentDate } = (await answer).body;
  const reference = { deviceUniqueId: 'P00002', transactionReferenceId: newReference() };
  expect((await post('/payment/void', { paymentId, paymentDate, ...reference })).status).toBe(200);
  expect((await post('/eod', { deviceUniqueId: 'P00002' })).status).toBe(200);
});

test('509 asks for the card again to void and to refund', async () => {
  const gateway = await startGateway({ settings: { deviceWaitMs: 5000 } });
  const { post } = await merchant(gateway, merchant509);
  const act = (action: string) =>
    send(gateway, 'POST', '/_sandbox/devices/T00002/act', { action, waitMs: 2000 });
  const sale = post('/payment', payment509(10, { deviceUniqueId: 'T00002' }));
  await act('tap');
  const { paymentId, paymentDate } = (await sale).body;
  const about = () => {
    const reference = { deviceUniqueId: 'T00002', transactionReferenceId: newReference() };
    return head509({ paymentId, paymentDate, ...reference });
  };
  const refused = post('/payment/refund', { ...about(), price: 4 });
  expect((await act('decline')).body).toMatchObject({ lastResult: { kind: 'refund', result: 'declined' } });
  expect((await refused).status).toBe(400);
  const voided = post('/payment/void', about());
  expect((await act('tap')).body).toMatchObject({ lastResult: { kind: 'void', result: 'approved' } });
  expect((await voided).status).toBe(200);
});

test('acting on an idle device is a 409 sentence', async () => {
  const { act } = await desk();
  const { status, body } = await act({ action: 'tap', waitMs: 0 });
  expect(status).toBe(409);
  expect(body.error).toMatch(/nothing is waiting/);
});
