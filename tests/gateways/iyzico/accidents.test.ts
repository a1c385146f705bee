import { describe, expect, test } from 'vitest';
import { merchant, merchant507, sale507, send, startGateway } from './testing.ts';

async function till(options: Parameters<typeof startGateway>[0] = {}) {
  const gateway = await startGateway(options);
  const { post, authorization } = await merchant(gateway, merchant507);
  const state = () => gateway.book().map((entry) => entry.state);
  const ask = async (request: Record<string, unknown>) => {
    const { transactionReferenceId } = request;
    return (await post('/payment/query-transaction-status', { transactionReferenceId })).body;
  };
  return { gateway, post, authorization, state, ask };
}

const found = { status: 'success', paymentId: expect.any(String) };
const notFound = { status: 'failure', errorCode: '380108', errorGroup: 'BUSINESS_ERROR' };

test.each([
  [10.51, 'BANK_ERROR', '51'],
  [10.54, 'BANK_ERROR', '54'],
  [10.57, 'BANK_ERROR', '57'],
])('%d is refused for good, and the query repeats why', async (price, errorGroup, errorCode) => {
  const { post, ask } = await till();
  const request = sale507(price);
  expect(await post('/payment', request)).toMatchObject({ status: 400, body: { errorGroup, errorCode } });
  expect(await ask(request)).toMatchObject({ status: 'failure', errorCode });
});

test.each([
  [10.61, 'DEVICE_ERROR', '380201'],
  [10.62, 'BUSINESS_ERROR', '380101'],
  [10.63, 'TIMEOUT_ERROR', '380103'],
  [10.71, 'DEVICE_ERROR', '380205'],
  [10.72, 'DEVICE_ERROR', '389999'],
])('%d fails without a charge, and the query finds nothing', async (price, errorGroup, errorCode) => {
  const { post, ask } = await till();
  const request = sale507(price);
  expect(await post('/payment', request)).toMatchObject({ status: 400, body: { errorGroup, errorCode } });
  expect(await ask(request)).toMatchObject(notFound);
});

test('a silent device that charged is found by the query', async () => {
  const { post, ask } = await till();
  const request = sale507(10.64);
  expect((await post('/payment', request)).body).toMatchObject({ errorCode: '380103' });
  expect(await ask(request)).toMatchObject(found);
});

test('a lost answer is a dropped connection after the charge', async () => {
  const { gateway, post, ask } = await till();
  const request = sale507(10.65);
  await expect(post('/payment', request)).rejects.toThrow();
  expect(await ask(request)).toMatchObject(found);
  const lost = gateway.log().find((line) => line.path.endsWith('/payment'));
  expect(lost).toMatchObject({ outcome: 'dropped', status: null });
});

test('a connection lost before the charge charges nothing', async () => {
  const { post, ask } = await till();
  const request = sale507(10.66);
  await expect(post('/payment', request)).rejects.toThrow();
  expect(await ask(request)).toMatchObject(notFound);
});

describe('an answer nobody can use', () => {
  const raw = async (price: number, scenario?: string) => {
    const { gateway, authorization, ask } = await till();
    const path = '/_sandbox/devices/P00001';
    if (scenario) await send(gateway, 'PUT', path, { scenario, times: 1 });
    const request = sale507(price);
    const abort = new AbortController();
    const response = await fetch(`${gateway.url}/v2/terminal-host/gmu/payment`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify(request),
      redirect: 'manual',
      signal: abort.signal,
    });
    return { response, request, ask, abort };
  };

  test('is HTTP 500 with a page, after the charge', async () => {
    const { response, request, ask } = await raw(10.67);
    expect(response.status).toBe(500);
    expect(await response.text()).toContain('<html>');
    expect(await ask(request)).toMatchObject(found);
  });

  test('is JSON cut in the middle, after the charge', async () => {
    const { response, request, ask } = await raw(10.68);
    expect(response.status).toBe(200);
    await expect(response.json()).rejects.toThrow();
    expect(await ask(request)).toMatchObject(found);
  });

  test('never ends, after the charge', async () => {
    const { response, request, ask, abort } = await raw(10, 'never-ends');
    expect(response.status).toBe(200);
    expect(await ask(request)).toMatchObject(found);
    abort.abort();
  });

  test('is a redirect, without a charge', async () => {
    const { response, request, ask } = await raw(10, 'redirect');
    expect(response.status).toBe(302);
    expect(await ask(request)).toMatchObject(notFound);
  });
});

test('success without a payment id was charged', async () => {
  const { post, ask } = await till();
  const request = sale507(10.69);
  const { status, body } = await post('/payment', request);
  expect(status).toBe(200);
  expect(body).not.toHaveProperty('paymentId');
  expect(await ask(request)).toMatchObject(found);
});

test('an answer that names another amount was charged as asked', async () => {
  const { gateway, post, ask } = await till();
  const request = sale507(10.7);
  expect((await post('/payment', request)).body.price).toBe(11.7);
  expect(await ask(request)).toMatchObject({ price: 10.7 });
  expect(gateway.book()[0]?.amountMinor).toBe(1070);
});

test('a device scenario comes before the amount and ends after its number of times', async () => {
  const { gateway, post, state } = await till();
  await send(gateway, 'PUT', '/_sandbox/devices/P00001', { scenario: 'decline-expired-card', times: 2 });
  for (const price of [10, 10.51, 10]) await post('/payment', sale507(price));
  expect(gateway.book().map((entry) => entry.refusal?.code)).toEqual(['54', '54', undefined]);
  expect(state()).toEqual(['declined', 'declined', 'approved']);
});

test('a scenario of the end of day waits for it', async () => {
  const { gateway, post } = await till();
  await send(gateway, 'PUT', '/_sandbox/devices/P00001', { scenario: 'eod-refused', times: 1 });
  expect((await post('/payment', sale507(10))).status).toBe(200);
  expect((await post('/eod', { deviceUniqueId: 'P00001' })).status).toBe(400);
});

test('an offline device answers 380103 after the wait and charges nothing', async () => {
  const { gateway, post, ask } = await till();
  await send(gateway, 'PUT', '/_sandbox/devices/P00001', { online: false });
  const request = sale507(10);
  expect((await post('/payment', request)).body).toMatchObject({ errorCode: '380103' });
  expect(await ask(request)).toMatchObject(notFound);
});

test('noise adds what a tolerant reader must skip', async () => {
  const { post } = await till({ settings: { noise: true } });
  const { body } = await post('/payment', sale507(10));
  expect(body).toMatchObject({ price: '10.00', campaign: null, extra: { nested: [1] } });
});

test.each([
  ['broken JSON', '{"price":', 'application/json'],
  ['another content type', '{}', 'text/plain'],
  ['a list', '[]', 'application/json'],
])('%s is a validation error', async (_, body, contentType) => {
  const { gateway, authorization } = await till();
  const response = await fetch(`${gateway.url}/v2/terminal-host/gmu/payment`, {
    method: 'POST',
    headers: { authorization, 'content-type': contentType },
    body,
  });
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ errorGroup: 'VALIDATION_ERROR' });
});
