import { mkdtempSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { BookEntryInput } from './book.ts';
import { control, rink, startFields, startGateway } from './testing.ts';

type Received = { method: string; url: string; body: string };

const ends: (() => Promise<void>)[] = [];

afterEach(async () => {
  await Promise.all(ends.splice(0).map((end) => end()));
});

/** Somebody who takes callbacks. */
async function listener(status = 200) {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { method = '', url = '' } = request;
    received.push({ method, url, body: Buffer.concat(chunks).toString('utf8') });
    response.writeHead(status, { location: '/elsewhere' }).end('OK');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ends.push(() => new Promise((resolve) => server.close(() => resolve())));
  const { port } = server.address() as AddressInfo;
  return { received, url: `http://127.0.0.1:${port}` };
}

let requestId = 5_000_000_000;

function fieldsFor(url: string, over: Record<string, string> = {}) {
  requestId += 1;
  const urls = { SUCCESSURL: `${url}/s`, FAILUREURL: `${url}/f` };
  return { ...startFields(String(requestId)), ...urls, ...over };
}

async function post(url: string, fields: object) {
  const response = await fetch(`${url}/`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(fields),
  });
  return { status: response.status, body: Object(await response.json()) };
}

test('a sale goes out over one host, comes back by callback, and is cancelled over the other', async () => {
  const gateway = await startGateway();
  const { received, url } = await listener();
  const answer = await post(gateway.url, fieldsFor(url));
  expect(answer).toMatchObject({ status: 200, body: { CODE: '0000', HOST: gateway.url } });
  await expect.poll(() => received).toHaveLength(1);
  expect(received[0]).toMatchObject({ method: 'POST', url: '/s' });
  const elsewhere = answer.body.CANCELURL.replace(gateway.url, gateway.secondUrl);
  expect(await (await fetch(elsewhere)).text()).toMatch(/^CODE=0000&TEXT=REQUEST%20ACCEPTED&/);
  await expect.poll(() => received).toHaveLength(2);
  expect(JSON.parse(received[1]?.body ?? '')).toMatchObject({ TEXT: 'VOIDED' });
  expect(gateway.book().map(({ state }) => state)).toEqual(['voided']);
});

test('every wrong request is answered with HTTP 200', async () => {
  const gateway = await startGateway();
  for (const [method, query] of [
    ['GET', ''],
    ['POST', ''],
    ['PUT', ''],
    ['GET', '?TERMID=%'],
  ] as const) {
    const response = await fetch(`${gateway.url}/api${query}`, { method });
    expect([response.status, (await response.text()).slice(0, 9)]).toEqual([200, 'CODE=1000']);
  }
});

test('callbacks leave this machine for nobody, and the log says so', async () => {
  const gateway = await startGateway();
  await post(gateway.url, fieldsFor('http://192.0.2.1:9'));
  await expect
    .poll(() => gateway.log().at(-1))
    .toMatchObject({
      kind: 'callback',
      status: null,
      problem: 'not sent: the address is not on this machine',
    });
});

test('a callback follows no redirect, and one nobody takes is in the log', async () => {
  const gateway = await startGateway();
  const { received, url } = await listener(307);
  await post(gateway.url, fieldsFor(url));
  await expect.poll(() => gateway.log().at(-1)).toMatchObject({ kind: 'callback', status: 307 });
  expect(received).toHaveLength(1);
  await Promise.all(ends.splice(0).map((end) => end()));
  await post(gateway.url, fieldsFor(url));
  await expect
    .poll(() => gateway.log().at(-1))
    .toMatchObject({ status: null, problem: expect.stringMatching(/^not delivered: ECONN/) });
});

test('SIM-DROP tears the connection down without a byte', async () => {
  const gateway = await startGateway();
  const { received, url } = await listener();
  await expect(post(gateway.url, fieldsFor(url, { DEVICEID: 'SIM-DROP' }))).rejects.toThrow();
  await expect.poll(() => received).toHaveLength(1);
  expect(gateway.log()[0]).toMatchObject({ kind: 'request', call: 'start', outcome: 'dropped' });
});

test('the session goes on when the caller hangs up', async () => {
  const gateway = await startGateway({ settings: { slowAnswerMs: 100, slowApprovalMs: 0 } });
  const { received, url } = await listener();
  const caller = new AbortController();
  const call = fetch(gateway.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(fieldsFor(url, { DEVICEID: 'SIM-SLOW' })),
    signal: caller.signal,
  });
  await expect.poll(() => received).toHaveLength(1);
  caller.abort();
  await expect(call).rejects.toThrow();
  await expect.poll(() => gateway.log()[0]).toMatchObject({ outcome: 'caller-gone' });
});

test('a planned fault spoils the calls it means: before, nothing happened; after, only the answer is lost', async () => {
  const gateway = await startGateway();
  const { received, url } = await listener();
  const before = { call: 'start', host: 'primary', when: 'before', fault: 'server-error' };
  expect((await control(gateway, 'POST', 'faults', before)).status).toBe(200);
  await control(gateway, 'POST', 'faults', { ...before, host: 'secondary', when: 'after', fault: 'garbled' });
  const options = (fields: object) => ({
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(fields),
  });
  expect((await fetch(gateway.url, options(fieldsFor(url)))).status).toBe(500);
  expect(gateway.book()).toEqual([]);
  const fields = fieldsFor(url);
  await expect((await fetch(gateway.secondUrl, options(fields))).json()).rejects.toThrow();
  await expect.poll(() => received).toHaveLength(1);
  expect((await post(gateway.url, fields)).body.CODE).toBe('9012');
});

test('book, numbers used up, batches and devices are there again after a restart; a live session charged nobody', async () => {
  const dataFile = join(mkdtempSync(join(tmpdir(), 'interpay-')), 'state.json');
  const { url } = await listener();
  const first = await startGateway({ dataFile });
  const sold = fieldsFor(url);
  await post(first.url, sold);
  await expect.poll(() => first.book()[0]?.state).toBe('approved');
  await control(first, 'POST', 'settle', {});
  await control(first, 'POST', 'devices/T-AUTO', { scenario: 'SIM-FLIP', line: 'busy' });
  await post(first.url, fieldsFor(url, { DEVICEID: 'T-HAND' }));
  const before = first.book();
  await first.close();

  const second = await startGateway({ dataFile });
  expect(second.book()[0]).toEqual(before[0]);
  expect(second.book()[1]).toMatchObject({ state: 'cancelled', text: 'TERMINAL RESTARTED', chargedMinor: 0 });
  expect(second.closedBatches()).toEqual(first.closedBatches());
  expect((await control(second, 'GET', 'devices/T-AUTO')).body).toMatchObject({
    scenario: 'SIM-FLIP',
    line: 'busy',
    openBatchNo: '2',
    transaction: 0,
  });
  expect((await post(second.url, sold)).body.CODE).toBe('9012');
});

test('a history is taken over once, settled up to the open batches, and answers like one that was lived here', async () => {
  const gateway = await startGateway();
  const entry = (over: Pick<BookEntryInput, 'requestId'> & Partial<BookEntryInput>): BookEntryInput => ({
    deviceId: 'T-AUTO',
    startedAt: '2026-03-30T15:00:00Z',
    amountMinor: 2500,
    ...over,
  });
  const history = {
    entries: [
      entry({
        requestId: '7000000001',
        inv: 'HIST0001',
        batch: 4,
        card: { type: 'V', lastFourDigits: '1119' },
      }),
      entry({ requestId: '7000000002', state: 'voided', batch: 4 }),
      entry({ requestId: '7000000003', state: 'declined' }),
      entry({ requestId: '7000000004', batch: 5, startedAt: '2026-03-31T15:00:00Z' }),
    ],
    openBatches: { 'T-AUTO': 5 },
  };
  expect((await control(gateway, 'POST', 'book', history)).body).toEqual({ imported: 4, known: 0 });
  expect((await control(gateway, 'POST', 'book', history)).body).toEqual({ imported: 0, known: 4 });
  const { entries, closedBatches, openBatches } = (await control(gateway, 'GET', 'book')).body;
  expect(
    entries.map(({ state, batch, transaction }: Record<string, unknown>) => [state, batch, transaction]),
  ).toEqual([
    ['approved', 4, 1],
    ['voided', 4, 2],
    ['declined', 0, 0],
    ['approved', 5, 1],
  ]);
  expect(closedBatches).toMatchObject([
    { deviceId: 'T-AUTO', batch: 4, closedAt: '2026-03-31T04:00:00.000Z', settlementDate: '20260331' },
  ]);
  expect(openBatches).toContainEqual({ termId: 'RINK0001', deviceId: 'T-AUTO', openBatch: 5 });
  const { TERMID, PASS } = startFields('1');
  const found = await post(gateway.url, { TERMID, PASS, TYPE: 'Q', SUBTYPE: 'T', INV: 'HIST0001' });
  expect(found.body.RECORDS).toMatchObject([{ AMT: '25.00', BATCH: '4', CARDTYPE: 'V' }]);
  const settled = await fetch(`${gateway.url}/api/TERMPAY/cancel/?JSON=Y&SecureID=${entries[0].secureId}`);
  expect(await settled.json()).toMatchObject({ CODE: '8508' });
  const one = (await control(gateway, 'GET', `sessions/${entries[3].secureId}`)).body;
  expect(one.receipts.Merchant).toContain('Batch #: 5');
});

test('a history that cannot be is refused with a sentence', async () => {
  const gateway = await startGateway();
  const entry = {
    requestId: '7000000001',
    startedAt: '2026-03-30T15:00:00Z',
    amountMinor: 1,
    deviceId: 'NOBODY',
  };
  const { status, body } = await control(gateway, 'POST', 'book', { entries: [entry] });
  expect([status, body.error]).toEqual([400, 'entry 7000000001: device NOBODY: no such device']);
});

test('a void at the terminal is told like one over CANCELURL', async () => {
  const gateway = await startGateway();
  const { received, url } = await listener();
  const { body } = await post(gateway.url, fieldsFor(url));
  await expect.poll(() => received).toHaveLength(1);
  const path = `sessions/${body.SECUREID}/void`;
  expect((await control(gateway, 'POST', path, {})).body).toMatchObject({ state: 'voided' });
  await expect.poll(() => received).toHaveLength(2);
  expect((await control(gateway, 'POST', path, {})).status).toBe(409);
});

test('a device that two accounts have is meant only together with its account', async () => {
  const gateway = await startGateway();
  expect((await control(gateway, 'GET', 'devices/SIM-OK')).status).toBe(409);
  const one = await control(gateway, 'GET', 'devices/SIM-OK?termId=BAKE0002');
  expect(one.body).toMatchObject({ termId: 'BAKE0002', deviceId: 'SIM-OK' });
  expect((await control(gateway, 'GET', 'devices/T-AUTO')).body).toMatchObject({ termId: 'RINK0001' });
});

test('settling can be kept to one account or device', async () => {
  const gateway = await startGateway();
  const { url } = await listener();
  await post(gateway.url, fieldsFor(url));
  await expect.poll(() => gateway.book()[0]?.state).toBe('approved');
  expect((await control(gateway, 'POST', 'settle', { termId: 'BAKE0002' })).body).toEqual({ closed: [] });
  const { closed } = (await control(gateway, 'POST', 'settle', { deviceId: 'T-AUTO' })).body;
  expect(closed).toMatchObject([{ termId: rink.termId, deviceId: 'T-AUTO', batch: 1 }]);
});

test('what cannot be done by remote control is a sentence', async () => {
  const gateway = await startGateway();
  expect((await control(gateway, 'POST', 'devices/T-AUTO', { scenario: 'SIM-NONE' })).status).toBe(400);
  expect((await control(gateway, 'PUT', 'settings', { answerMs: -1 })).status).toBe(400);
  expect((await control(gateway, 'PUT', 'settings', { answerMs: 5 })).body).toMatchObject({ answerMs: 5 });
  expect((await control(gateway, 'GET', 'sessions/unknown')).status).toBe(404);
  const form = await fetch(`${gateway.url}/sim/settle`, { method: 'POST', body: new URLSearchParams({}) });
  expect(form.status).toBe(415);
});

test('the pages of people are there, and a bare address leads to them', async () => {
  const gateway = await startGateway({
    accounts: [{ ...rink, devices: [{ deviceId: '<b>', label: '<i>"', mode: 'auto' }] }],
  });
  for (const path of ['sim', 'sim/terminals', 'sim/traffic', 'sim/terminal/%3Cb%3E', '']) {
    const response = await fetch(`${gateway.url}/${path}`, { headers: { accept: 'text/html' } });
    expect([path, response.status, response.headers.get('content-type')]).toEqual([
      path,
      200,
      'text/html; charset=utf-8',
    ]);
    expect(await response.text()).not.toMatch(/<b>|<i>"/);
  }
  expect((await fetch(`${gateway.url}/sim/terminal/nobody`)).status).toBe(404);
});
