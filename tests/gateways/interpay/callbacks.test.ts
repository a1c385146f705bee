import { expect, test } from 'vitest';
import { jsonOf, laboratory, type Sent } from './testing.ts';

async function sentBy(deviceId: string, settings = {}, over: Record<string, string> = {}) {
  const lab = laboratory({ settings });
  lab.start({ DEVICEID: deviceId, CUSTEMAIL: 'a+b@example.com', ...over });
  await lab.pass(20_000);
  const [sent] = lab.sent;
  if (!sent) throw new Error('nothing was sent');
  return { lab, sent };
}

/** What the JSON callback of the same session says. */
async function expected(deviceId: string, over: Record<string, string> = {}) {
  const { sent } = await sentBy('SIM-OK', {}, over);
  // The label on the slip is the only thing in which the devices differ.
  return JSON.parse((sent.body ?? '').replaceAll('SIM-OK', deviceId));
}

const flat = (fields: Iterable<[string, unknown]>): Record<string, unknown> => {
  const { RECEIPTS, ...rest } = Object.fromEntries(fields);
  return { ...rest, RECEIPTS: JSON.parse(String(RECEIPTS)) };
};

test('SIM-FORM: a form POST with RECEIPTS as JSON text', async () => {
  const { sent } = await sentBy('SIM-FORM');
  expect(sent).toMatchObject({
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  });
  expect(flat(new URLSearchParams(sent.body ?? ''))).toEqual(await expected('SIM-FORM'));
});

test('SIM-GET: everything in the query, behind what the address had', async () => {
  const { sent } = await sentBy('SIM-GET', {}, { SUCCESSURL: 'http://127.0.0.1:9/cb?mine=1' });
  expect(sent).toMatchObject({ method: 'GET', body: null });
  const { mine, ...fields } = flat(new URL(sent.url).searchParams);
  expect(mine).toBe('1');
  expect(fields).toEqual(await expected('SIM-GET'));
});

test('a multipart form, where it is set', async () => {
  const { sent } = await sentBy('SIM-OK', { callbackEncoding: 'multipart' });
  const form = await new Response(sent.body, { headers: { ...sent.headers } }).formData();
  expect(sent.headers['content-type']).toMatch(/^multipart\/form-data; boundary=/);
  expect(flat(form)).toEqual(await expected('SIM-OK'));
});

/** Reads tag/value by hand: it has one group here, and in this text no doubled ampersand outside a value. */
function readTags({ body }: Sent): Record<string, unknown> {
  const decode = (text: string) => decodeURIComponent(text.replaceAll('&&', '%26'));
  const pairs = (text: string) =>
    text
      .split(/(?<!&)&(?!&)/)
      .map((pair) => [pair.slice(0, pair.indexOf('=')), decode(pair.slice(pair.indexOf('=') + 1))]);
  const [head = '', group = ''] = (body ?? '').split('&RECEIPTS=');
  return { ...Object.fromEntries(pairs(head)), RECEIPTS: Object.fromEntries(pairs(group.slice(1, -1))) };
}

test('SIM-TAGS: text/plain with RECEIPTS as a group', async () => {
  const { sent } = await sentBy('SIM-TAGS');
  expect(sent).toMatchObject({ method: 'POST', headers: { 'content-type': 'text/plain' } });
  expect(sent.body).toMatch(/^CODE=0000&TEXT=APPROVED&.*&RECEIPTS=\[Customer=%3CIMG%20.*&Merchant=.*\]$/);
  expect(readTags(sent)).toEqual(await expected('SIM-TAGS'));
});

test('SIM-TAGS: an ampersand in a value is doubled', async () => {
  const lab = laboratory();
  const [account] = lab.gateway.accounts.values();
  Object.assign(account ?? {}, { name: 'Fish & Chips' });
  lab.start({ DEVICEID: 'SIM-TAGS' });
  await lab.pass(20_000);
  Object.assign(account ?? {}, { name: 'North Rink' });
  expect(lab.sent[0]?.body).toContain('Fish%20&&%20Chips');
});

test('SIM-THIN: SecureID and Status in the query, nothing else', async () => {
  const { lab, sent } = await sentBy('SIM-THIN');
  expect(sent.method).toBe('GET');
  expect(Object.fromEntries(new URL(sent.url).searchParams)).toEqual({
    SecureID: lab.last().secureId,
    Status: '5000',
  });
  expect(lab.sent).toHaveLength(1);
});

test('INV is empty as in the samples, or echoed where that is set', async () => {
  expect(jsonOf((await sentBy('SIM-OK')).sent).INV).toBe('');
  const { lab, sent } = await sentBy('SIM-OK', { echoInv: true });
  expect(jsonOf(sent).INV).toBe(lab.last().inv);
});

test('without FAILUREURL a failure goes to SUCCESSURL', async () => {
  const lab = laboratory();
  const { FAILUREURL: _, ...fields } = lab.fieldsOf({ DEVICEID: 'SIM-DECLINE' });
  lab.post(fields);
  await lab.pass(10_000);
  expect(lab.sent.map(({ url }) => url)).toEqual(['http://127.0.0.1:9/cb/s']);
});

test('with no address at all nothing is sent, and the log says why', async () => {
  const lab = laboratory();
  const { FAILUREURL: _, SUCCESSURL: __, ...fields } = lab.fieldsOf();
  lab.post(fields);
  await lab.pass(10_000);
  expect(lab.sent).toEqual([]);
  expect(lab.gateway.log.list().at(-1)).toMatchObject({
    kind: 'callback',
    problem: expect.stringMatching(/no address/),
  });
});

test('every try is in the log with its status and what was sent', async () => {
  const lab = laboratory({ answers: () => 503 });
  lab.start({ DEVICEID: 'SIM-RETRY' });
  await lab.pass(12_000);
  const tries = lab.gateway.log.list().filter((line) => line.kind === 'callback');
  expect(tries.map(({ attempt, status }) => [attempt, status])).toEqual([
    [1, 503],
    [2, 503],
  ]);
  expect(tries[0]?.body).toContain('"CODE":"0000"');
});
