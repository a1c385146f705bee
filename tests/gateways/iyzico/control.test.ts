import { expect, test } from 'vitest';
import { authorizeForm, merchant, merchant507, sale507, send, sendForm, startGateway } from './testing.ts';

test('the log keeps every request in order, without secrets', async () => {
  const gateway = await startGateway();
  const { post, authorization } = await merchant(gateway, merchant507);
  const request = sale507(10);
  await post('/payment', request);
  await post('/payment', { ...request, tip: 1 });
  const log = gateway.log();
  expect(log.map((line) => [line.method, line.path.split('/').at(-1), line.status])).toEqual([
    ['POST', 'authorize', 200],
    ['POST', 'token', 200],
    ['POST', 'payment', 200],
    ['POST', 'payment', 400],
  ]);
  expect(log[2]).toMatchObject({
    clientId: 'merchant-507',
    deviceUniqueId: 'P00001',
    transactionReferenceId: request.transactionReferenceId,
    body: request,
    response: { status: 'success' },
    outcome: 'answered',
    problems: [],
  });
  expect(log[3]?.problems.join()).toContain('tip');
  const text = JSON.stringify((await send(gateway, 'GET', '/_sandbox/log')).body);
  for (const secret of ['"secret"', 'till-password', authorization.slice(7)])
    expect(text).not.toContain(secret);
  const since = await send(gateway, 'GET', `/_sandbox/log?since=${log[2]?.id}`);
  expect(since.body).toHaveLength(1);
  await send(gateway, 'DELETE', '/_sandbox/log');
  expect(gateway.log()).toEqual([]);
});

test('settings change while it runs, and keep what is not named', async () => {
  const gateway = await startGateway();
  const { body } = await send(gateway, 'PUT', '/_sandbox/settings', { accessTokenSeconds: 5 });
  expect(body).toMatchObject({ accessTokenSeconds: 5, deviceWaitMs: 60, latencyMs: 0 });
  const { status } = await send(gateway, 'PUT', '/_sandbox/settings', { latency: 5 });
  expect(status).toBe(400);
  await send(gateway, 'PUT', '/_sandbox/settings', { requestTimestampUnit: 'milliseconds' });
  const refused = await sendForm(gateway, '/in-store/oauth2/authorize', authorizeForm(merchant507));
  expect(refused.status).toBe(401);
});

test.each([
  ['PUT', '/_sandbox/devices/P00001', { scenario: 'rain' }, 400],
  ['PUT', '/_sandbox/devices/nowhere', {}, 404],
  ['POST', '/_sandbox/devices/P00002/act', { action: 'insert' }, 400],
  ['POST', '/_sandbox/devices/P00002/act', { action: 'dance' }, 400],
  ['GET', '/_sandbox/nothing', undefined, 404],
  ['POST', '/_sandbox/tokens/other', undefined, 404],
])('%s %s with %o is refused', async (method, path, body, status) => {
  const gateway = await startGateway();
  const answer = await send(gateway, method, path, body);
  expect(answer.status).toBe(status);
  expect(answer.body.error).toEqual(expect.any(String));
});

test('a planned fault meets the next request of its path, and nothing happens behind it', async () => {
  const gateway = await startGateway();
  const { post } = await merchant(gateway, merchant507);
  const query = '/payment/query-transaction-status';
  await send(gateway, 'POST', '/_sandbox/faults', { path: query, fault: 'drop' });
  await send(gateway, 'POST', '/_sandbox/faults', { path: '/gmu/payment', fault: 'garbled', times: 2 });
  await expect(post(query, { paymentId: '1' })).rejects.toThrow();
  expect((await post(query, { paymentId: '1' })).body).toMatchObject({ errorCode: '380107' });
  const spoiled = sale507(10);
  await expect(post('/payment', spoiled)).rejects.toThrow();
  const { transactionReferenceId } = spoiled;
  expect(gateway.log().at(-1)).toMatchObject({ body: spoiled, transactionReferenceId });
  await send(gateway, 'DELETE', '/_sandbox/faults');
  expect(gateway.book()).toEqual([]);
  expect((await post('/payment', sale507(10))).status).toBe(200);
});

test('a control call from a foreign page, which cannot send JSON, is refused', async () => {
  const gateway = await startGateway();
  const response = await fetch(`${gateway.url}/_sandbox/devices/P00002/act`, { method: 'POST', body: '{}' });
  expect(response.status).toBe(415);
});

test('every page opens, knows its buttons and escapes what it shows', async () => {
  const gateway = await startGateway();
  await sendForm(gateway, '/in-store/oauth2/authorize', { client_id: '<script>alert(1)</script>' });
  const read = async (path: string) => {
    const response = await fetch(`${gateway.url}${path}`);
    return { status: response.status, html: await response.text() };
  };
  for (const path of ['/', '/terminals', '/log', '/terminals/P00002']) {
    const { status, html } = await read(path);
    expect(status).toBe(200);
    expect(html).not.toContain('<script>alert');
    expect(html).not.toMatch(/(src|href)="https?:/);
  }
  const { html } = await read('/terminals/P00002');
  for (const name of ['Tap', 'Insert + PIN', 'Decline', 'Cancel', 'Walk away']) {
    expect(html).toContain(`>${name}</button>`);
  }
  expect((await read('/terminals/none')).status).toBe(404);
});
