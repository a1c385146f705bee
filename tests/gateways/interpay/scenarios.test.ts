import { expect, test } from 'vitest';
import { scenarioNames, scenarios } from './scenarios.ts';
import { type Asking, bodyOf, jsonOf, laboratory, type Sent } from './testing.ts';

/** Starts a session on the device of a scenario and lets a minute and a half pass. */
async function played(deviceId: string, over: Record<string, string> = {}, options = {}) {
  const lab = laboratory(options);
  const asking = lab.start({ DEVICEID: deviceId, ...over });
  await lab.pass(90_000);
  return { lab, asking, entry: lab.gateway.ledger.entries().at(-1) };
}

const path = ({ url }: Sent) => new URL(url).pathname;
const times = (sent: readonly Sent[]) => sent.map(({ at }) => at);

test('SIM-OK: answered after 3.7 s, approved after 6 s, one JSON callback', async () => {
  const { lab, asking, entry } = await played('SIM-OK');
  expect(asking.at).toBe(3737);
  expect(times(lab.sent)).toEqual([6000]);
  const [sent] = lab.sent;
  expect(sent).toMatchObject({ method: 'POST', url: 'http://127.0.0.1:9/cb/s' });
  expect(jsonOf(sent)).toEqual({
    CODE: '0000',
    TEXT: 'APPROVED',
    SECUREID: bodyOf(asking).SECUREID,
    REQUESTID: entry?.requestId,
    AMT: '12.40',
    REFNUM: expect.stringMatching(/^WP[A-Z0-9]{14}$/),
    INV: '',
    ACK: 'Y',
    AUTH: expect.stringMatching(/^\d{6}$/),
    CARDTYPE: 'I',
    CARDMASK: '****4821',
    CUSTEMAIL: 'guest@example.com',
    RECEIPTS: { Customer: expect.any(String), Merchant: expect.any(String) },
  });
  expect(entry).toMatchObject({ state: 'approved', chargedMinor: 1240, transaction: 1, batch: 1 });
});

test('a refund says so in its outcome', async () => {
  const { lab, entry } = await played('SIM-OK', { REFUND: 'Y' });
  expect(jsonOf(lab.sent[0])).toMatchObject({ CODE: '0000', REFUND: 'Y' });
  expect(entry).toMatchObject({ kind: 'refund', state: 'approved' });
});

test.each([
  ['SIM-DECLINE', '8509', 'DECLINED'],
  ['SIM-ISSUER', '0205', 'NSF'],
])('%s: outcome %s %s to FAILUREURL, without what only an approval has', async (device, CODE, TEXT) => {
  const { lab, entry } = await played(device);
  expect(lab.sent.map(path)).toEqual(['/cb/f']);
  const body = jsonOf(lab.sent[0]);
  expect(body).toMatchObject({ CODE, TEXT, AMT: '12.40', ACK: 'Y' });
  for (const name of ['AUTH', 'CARDTYPE', 'CARDMASK', 'CUSTEMAIL']) expect(body).not.toHaveProperty(name);
  expect(entry).toMatchObject({ state: 'declined', chargedMinor: 0 });
});

test('SIM-OTHER: outcome 8514 with a reason and cancelled slips', async () => {
  const { lab, entry } = await played('SIM-OTHER');
  const body = jsonOf(lab.sent[0]);
  expect(body).toMatchObject({ CODE: '8514', TEXT: 'CARD REMOVED TOO EARLY', REFNUM: '' });
  expect(Object(body.RECEIPTS).Customer).toContain('<INV><B><LG><C>* CANCELED </C></LG></B></INV>');
  expect(entry).toMatchObject({ state: 'cancelled', chargedMinor: 0 });
});

test.each([
  ['SIM-PRECHECK', '8509'],
  ['SIM-BUSY', '8505'],
  ['SIM-OFF', '8512'],
  ['SIM-MUTE', '8504'],
])('%s: StartSession answers %s, no session and no callback', async (device, CODE) => {
  const { lab, asking, entry } = await played(device);
  expect(bodyOf(asking)).toMatchObject({ CODE });
  expect(bodyOf(asking)).not.toHaveProperty('SECUREID');
  expect(entry).toBeUndefined();
  expect(lab.sent).toEqual([]);
});

test('SIM-GWERR: the first host answers 9901, the second takes the same request', async () => {
  const lab = laboratory();
  const fields = lab.fieldsOf({ DEVICEID: 'SIM-GWERR' });
  const first = lab.post(fields);
  await lab.pass(0);
  expect(bodyOf(first).CODE).toBe('9901');
  const second = lab.post(fields, 'secondary');
  await lab.pass(6000);
  expect(bodyOf(second)).toMatchObject({ CODE: '0000', HOST: 'https://b.example' });
  expect(bodyOf(second).CANCELURL).toContain('https://b.example/');
  expect(lab.sent).toHaveLength(1);
});

test('SIM-GWERR: the first host answers 9901 once only', async () => {
  const lab = laboratory();
  const fields = lab.fieldsOf({ DEVICEID: 'SIM-GWERR' });
  lab.post(fields);
  await lab.pass(0);
  const again = lab.post(fields);
  await lab.pass(6000);
  expect(bodyOf(again).CODE).toBe('0000');
});

test('SIM-SLOW: approved callback at 20 s, answer at 70 s', async () => {
  const { lab, asking } = await played('SIM-SLOW');
  expect(times(lab.sent)).toEqual([20_000]);
  expect(asking.at).toBe(70_000);
  expect(bodyOf(asking).CODE).toBe('0000');
});

test('SIM-EARLY: the callback comes 2 s before the answer', async () => {
  const { lab, asking } = await played('SIM-EARLY');
  expect(times(lab.sent)).toEqual([1737]);
  expect(asking.at).toBe(3737);
  expect(bodyOf(asking).SECUREID).toBe(jsonOf(lab.sent[0]).SECUREID);
});

test('SIM-DROP: connection reset, approved callback later, the retry answers 9012', async () => {
  const lab = laboratory();
  const fields = lab.fieldsOf({ DEVICEID: 'SIM-DROP' });
  const first = lab.post(fields);
  await lab.pass(3737);
  expect(first.reply).toEqual({ kind: 'drop' });
  const retry = lab.post(fields, 'secondary');
  await lab.pass(6000);
  expect(bodyOf(retry).CODE).toBe('9012');
  expect(lab.sent.map((sent) => jsonOf(sent).CODE)).toEqual(['0000']);
});

test('SIM-LOST: paid, no callback, the look-up shows it', async () => {
  const { lab, entry } = await played('SIM-LOST');
  expect(entry?.state).toBe('approved');
  expect(lab.sent).toEqual([]);
  const { RECORDS } = await lab.lookUp({ INV: entry?.inv ?? '' });
  expect(RECORDS).toMatchObject([{ REF: entry?.refNum, AMT: '12.40', APPR: 'Y' }]);
});

test('SIM-LOSTALL: paid, no callback, the look-up is empty', async () => {
  const { lab, entry } = await played('SIM-LOSTALL');
  expect(entry?.state).toBe('approved');
  expect(lab.sent).toEqual([]);
  expect((await lab.lookUp({ INV: entry?.inv ?? '' })).CODE).toBe('8340');
});

test('SIM-DUP: the same callback three times, the last two in parallel', async () => {
  const lab = laboratory({ send: undefined, answers: undefined });
  let open = 0;
  let most = 0;
  lab.gateway.send = async (callback) => {
    lab.sent.push({ ...callback, at: lab.now() });
    open += 1;
    most = Math.max(most, open);
    await lab.gateway.wait(100);
    open -= 1;
    return 200;
  };
  lab.start({ DEVICEID: 'SIM-DUP' });
  await lab.pass(10_000);
  expect(times(lab.sent)).toEqual([6000, 7000, 7000]);
  expect(new Set(lab.sent.map(({ body }) => body)).size).toBe(1);
  expect(most).toBe(2);
});

test('SIM-FLIP: declined, then approved 9 s later under the same SECUREID', async () => {
  const { lab, entry } = await played('SIM-FLIP');
  expect(times(lab.sent)).toEqual([6000, 15_000]);
  expect(lab.sent.map((sent) => jsonOf(sent).TEXT)).toEqual(['DECLINED', 'APPROVED']);
  expect(lab.sent.map((sent) => jsonOf(sent).SECUREID)).toEqual([entry?.secureId, entry?.secureId]);
  expect(lab.sent.map(path)).toEqual(['/cb/f', '/cb/s']);
  expect(entry?.state).toBe('approved');
});

test('SIM-AMBIG: 0000 with the text DECLINED, and nothing was charged', async () => {
  const { lab, entry } = await played('SIM-AMBIG');
  expect(jsonOf(lab.sent[0])).toMatchObject({ CODE: '0000', TEXT: 'DECLINED' });
  expect(entry).toMatchObject({ state: 'declined', chargedMinor: 0 });
});

test('SIM-WRONGURL: the approval goes to FAILUREURL', async () => {
  const { lab } = await played('SIM-WRONGURL');
  expect(lab.sent.map(path)).toEqual(['/cb/f']);
  expect(jsonOf(lab.sent[0]).CODE).toBe('0000');
});

test.each([
  ['SIM-BADAMT', 'AMT'],
  ['SIM-BADSID', 'SECUREID'],
  ['SIM-BADREQ', 'REQUESTID'],
])('%s: an approval with another %s, everything else right', async (device, wrong) => {
  const { lab, entry } = await played(device);
  const right: Record<string, unknown> = {
    AMT: '12.40',
    SECUREID: entry?.secureId,
    REQUESTID: entry?.requestId,
  };
  const body = jsonOf(lab.sent[0]);
  for (const name of Object.keys(right)) {
    if (name === wrong) expect(body[name]).not.toBe(right[name]);
    else expect(body[name]).toBe(right[name]);
  }
  expect(String(body[wrong])).toHaveLength(String(right[wrong]).length);
  expect(entry).toMatchObject({ state: 'approved', chargedMinor: 1240 });
  expect(lab.sent).toHaveLength(1);
});

test('SIM-TIP: charged and reported for 1.00 more', async () => {
  const { lab, entry } = await played('SIM-TIP');
  expect(jsonOf(lab.sent[0]).AMT).toBe('13.40');
  expect(entry).toMatchObject({ amountMinor: 1240, chargedMinor: 1340 });
});

test('SIM-BIG: slips of 900 KiB in a body below 1 MiB', async () => {
  const { lab } = await played('SIM-BIG');
  const receipts = Object(jsonOf(lab.sent[0]).RECEIPTS);
  expect(receipts.Customer.length + receipts.Merchant.length).toBe(900 * 1024);
  expect(Buffer.byteLength(lab.sent[0]?.body ?? '')).toBeLessThan(1024 * 1024);
});

test('SIM-EVIL: slips with script, unbalanced tags, entities, control characters and a card number', async () => {
  const { lab } = await played('SIM-EVIL');
  const { Customer } = Object(jsonOf(lab.sent[0]).RECEIPTS);
  for (const part of ['<script>', '</C></LG></INV>', '&lt;', '&#60;', '\u001b', '4111111111111111']) {
    expect(Customer).toContain(part);
  }
});

test('SIM-NOACK: approved with ACK=N and without AUTH', async () => {
  const { lab } = await played('SIM-NOACK');
  expect(jsonOf(lab.sent[0])).toMatchObject({ CODE: '0000', ACK: 'N' });
  expect(jsonOf(lab.sent[0])).not.toHaveProperty('AUTH');
});

test('SIM-RETRY: after 5 s, 30 s and 120 s more, and no longer than until 200', async () => {
  const lab = laboratory({ answers: ({ at }) => (at < 40_000 ? 503 : 200) });
  lab.start({ DEVICEID: 'SIM-RETRY' });
  await lab.pass(300_000);
  expect(times(lab.sent)).toEqual([6000, 11_000, 41_000]);
});

test('SIM-RETRY: gives up after the last wait, and a refused connection counts as no answer', async () => {
  const lab = laboratory();
  lab.gateway.send = async (callback) => {
    lab.sent.push({ ...callback, at: lab.now() });
    throw new Error('ECONNREFUSED');
  };
  lab.start({ DEVICEID: 'SIM-RETRY' });
  await lab.pass(300_000);
  expect(times(lab.sent)).toEqual([6000, 11_000, 41_000, 161_000]);
});

test('nobody else repeats a callback, unless it is set so', async () => {
  const once = await played('SIM-OK', {}, { answers: () => 500 });
  expect(once.lab.sent).toHaveLength(1);
  const often = await played('SIM-OK', {}, { answers: () => 500, settings: { retryCallbacks: true } });
  expect(often.lab.sent).toHaveLength(3);
});

const traces = ({ lab, asking }: { lab: ReturnType<typeof laboratory>; asking: Asking }) => ({
  answered: asking.reply?.kind === 'json' ? Object(asking.reply.body).CODE : asking.reply?.kind,
  sent: lab.sent.map(({ at, method, url, headers }) => [at, method, path({ url } as Sent), headers]),
  codes: lab.gateway.ledger.entries().map(({ state, code, text }) => [state, code, text]),
});

test.each(scenarioNames)(
  '%s is also chosen by its cents on SIM-AMT, and can be told to any device',
  async (name) => {
    const cents = String(scenarios[name].cents).padStart(2, '0');
    const AMT = `8.${cents}`;
    const byName = traces(await played(name, { AMT }));
    expect(traces(await played('SIM-AMT', { AMT }))).toEqual(byName);
    const lab = laboratory();
    for (const device of lab.gateway.devices.values()) {
      if (device.deviceId === 'T-AUTO') Object.assign(device, { scenario: name, times: 1 });
    }
    const asking = lab.start({ AMT });
    await lab.pass(90_000);
    expect(traces({ lab, asking })).toEqual(byName);
    expect([...lab.gateway.devices.values()].every(({ scenario }) => scenario === null)).toBe(true);
  },
);

test('the same seed is the same history, to the last letter', async () => {
  const one = await played('SIM-DUP');
  const two = await played('SIM-DUP');
  expect(two.lab.sent).toEqual(one.lab.sent);
  expect(two.entry).toEqual(one.entry);
});
