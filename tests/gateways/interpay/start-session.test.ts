import { expect, test } from 'vitest';
import { bakery, bodyOf, laboratory, rink, startFields } from './testing.ts';

async function codeOf(lab: ReturnType<typeof laboratory>, fields: object): Promise<unknown> {
  const asking = lab.post(fields);
  await lab.pass(5000);
  return bodyOf(asking).CODE;
}

test('an accepted session answers with its SECUREID, the URL that cancels it, and the time in Toronto', async () => {
  const lab = laboratory();
  const asking = lab.start();
  await lab.pass(3736);
  expect(asking.reply).toBeNull();
  await lab.pass(1);
  const { secureId } = lab.last();
  expect(secureId).toMatch(/^[a-z0-9]{20}$/);
  expect(bodyOf(asking)).toEqual({
    CODE: '0000',
    TEXT: 'SENT TO TERMINAL',
    SECUREID: secureId,
    CANCELURL: `https://a.example/api/TERMPAY/cancel/?SecureID=${secureId}`,
    HOST: 'https://a.example',
    USERFEE: '0.00',
    DATE: '2026-04-02',
    TIME: '10:00:03',
    DUR: '3.737',
  });
});

/** Each step of §12.1 in its order, with a request that is wrong there and right before. */
const steps: [code: string, wrong: Record<string, string | undefined>][] = [
  ['1001', { TERMID: 'NOBODY' }],
  ['9128', { PASS: 'guess' }],
  ['9010', { ACTION: 'GetResult' }],
  ['9011', { REQUESTID: undefined }],
  ['9014', { CUSTEMAIL: undefined }],
  ['9024', { AMT: '12' }],
  ['9001', { SUCCESSURL: 'ftp://127.0.0.1/' }],
  ['1036', { INV: 'no' }],
  ['8501', { DEVICEID: 'NOBODY' }],
];

test.each(steps.map(([code], at) => [code, at] as const))(
  '%s is said before anything that is checked later',
  async (code, at) => {
    const lab = laboratory();
    const wrong = Object.assign({}, ...steps.slice(at).map(([, fields]) => fields));
    expect(await codeOf(lab, lab.fieldsOf(wrong))).toBe(code);
    expect(lab.gateway.ledger.entries()).toEqual([]);
  },
);

test.each([
  ['9010', { TYPE: 'S' }],
  ['9010', { TYPE: undefined }],
  ['9011', { REQUESTID: '' }],
  ['9012', { REQUESTID: '1234' }],
  ['9012', { REQUESTID: '12345678901' }],
  ['9012', { REQUESTID: '12345a' }],
  ['9014', { CUSTEMAIL: 'nobody' }],
  ['9014', { CUSTEMAIL: `${'a'.repeat(50)}@example.com` }],
  ['9014', { CUSTEMAIL: 'a b@example.com' }],
  ['9024', { AMT: '12.4' }],
  ['9024', { AMT: '12,40' }],
  ['9024', { AMT: '0.00' }],
  ['9024', { AMT: '-1.00' }],
  ['9024', { AMT: undefined }],
  ['9025', { AMT: '100000.00' }],
  ['9025', { AMT: '12345678.00' }],
  ['9001', { SECUREID: 'abc' }],
  ['9001', { FAILUREURL: `http://127.0.0.1/${'x'.repeat(200)}` }],
  ['1036', { INV: 'A-1234' }],
  ['1036', { INV: 'A'.repeat(21) }],
  ['1000', { LANG: 'D' }],
  ['1000', { DESC: 'x'.repeat(61) }],
  ['8503', { USERFEE: '1.00' }],
])('%s answers %o', async (code, over) => {
  const lab = laboratory();
  expect(await codeOf(lab, lab.fieldsOf(over))).toBe(code);
  expect(lab.gateway.ledger.entries()).toEqual([]);
});

test('1000 answers a request that does not begin with TERMID, whatever else it is', async () => {
  const lab = laboratory();
  const { TERMID, ...rest } = lab.fieldsOf();
  expect(await codeOf(lab, { ...rest, TERMID })).toBe('1000');
  expect(await codeOf(lab, rest)).toBe('1000');
  expect(await codeOf(lab, { termid: TERMID, ...rest })).toBe('1000');
  expect(await codeOf(lab, { TERMID: 12_345, ...rest })).toBe('1000');
  const garbled = lab.request({ text: '{"TERMID":' });
  await lab.pass(0);
  expect(bodyOf(garbled).CODE).toBe('1000');
});

test('the largest amount is taken, and the smallest', async () => {
  const lab = laboratory();
  expect(await codeOf(lab, lab.fieldsOf({ AMT: '99999.99' }))).toBe('0000');
  expect(await codeOf(lab, lab.fieldsOf({ AMT: '0.01', DEVICEID: 'SIM-OK' }))).toBe('0000');
});

test('a REQUESTID is taken once per terminal and for ever, also by a request its device refused', async () => {
  const lab = laboratory();
  const first = lab.fieldsOf();
  expect(await codeOf(lab, first)).toBe('0000');
  await lab.pass(24 * 3600 * 1000);
  expect(await codeOf(lab, first)).toBe('9012');
  const refused = lab.fieldsOf({ DEVICEID: 'SIM-OFF' });
  expect(await codeOf(lab, refused)).toBe('8512');
  expect(await codeOf(lab, { ...refused, DEVICEID: 'SIM-OK' })).toBe('9012');
  expect(await codeOf(lab, startFields(first.REQUESTID ?? '', bakery))).toBe('0000');
});

test('a request that was wrong has not used its REQUESTID up', async () => {
  const lab = laboratory();
  const fields = lab.fieldsOf();
  expect(await codeOf(lab, { ...fields, AMT: '1' })).toBe('9024');
  expect(await codeOf(lab, fields)).toBe('0000');
});

test('a device takes one session at a time', async () => {
  const lab = laboratory();
  const first = lab.start();
  const second = lab.start();
  await lab.pass(0);
  expect(bodyOf(second).CODE).toBe('8505');
  await lab.pass(6000);
  expect(bodyOf(first).CODE).toBe('0000');
  expect(await codeOf(lab, lab.fieldsOf())).toBe('0000');
});

test('an account with fixed URLs refuses others and sends its outcomes there', async () => {
  const lab = laboratory();
  const fields = startFields('1234567890', bakery);
  expect(await codeOf(lab, { ...fields, SUCCESSURL: 'http://127.0.0.1:9/other' })).toBe('9001');
  expect(await codeOf(lab, fields)).toBe('0000');
  await lab.pass(6000);
  const declined = { ...startFields('1234567891', bakery), DEVICEID: 'SIM-DECLINE' };
  expect(await codeOf(lab, declined)).toBe('0000');
  await lab.pass(6000);
  expect(lab.sent.map(({ url }) => url)).toEqual([bakery.staticUrls?.success, bakery.staticUrls?.failure]);
});

test('an account knows neither the devices nor the sessions of another', async () => {
  const lab = laboratory();
  const foreign = { ...startFields('1234567890', bakery), DEVICEID: 'T-AUTO' };
  expect(await codeOf(lab, foreign)).toBe('8501');
  lab.start({ INV: 'SHARED01' });
  await lab.pass(6000);
  expect((await lab.lookUp({ INV: 'SHARED01' })).CODE).toBe('0000');
  expect((await lab.lookUp({ INV: 'SHARED01' }, bakery)).CODE).toBe('8340');
});

test('REFUND and NOTERMPRINT count by their presence, whatever their value', async () => {
  const lab = laboratory();
  lab.start({ REFUND: 'N', NOTERMPRINT: 'N' });
  await lab.pass(0);
  expect(lab.last()).toMatchObject({ kind: 'refund', printsOnTerminal: false });
});

const asTags = (fields: Record<string, string>) =>
  Object.entries(fields)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&');

test('tag/value is answered in tag/value, as a body or as a query', async () => {
  const lab = laboratory();
  for (const path of ['/', '/api']) {
    const { JSON: _, ...fields } = lab.fieldsOf({ DEVICEID: path === '/' ? 'SIM-OK' : 'T-AUTO' });
    const asking =
      path === '/'
        ? lab.request({ path, contentType: 'text/plain', text: asTags(fields) })
        : lab.request({ path, method: 'GET', query: asTags(fields), contentType: '' });
    await lab.pass(4000);
    expect(asking.reply).toMatchObject({
      kind: 'text',
      status: 200,
      contentType: expect.stringMatching(/^text\/plain/),
      text: expect.stringMatching(
        /^CODE=0000&TEXT=SENT%20TO%20TERMINAL&SECUREID=[a-z0-9]{20}&CANCELURL=https%3A%2F%2Fa/,
      ),
    });
  }
});

test('tag/value with JSON=Y is answered in JSON', async () => {
  const lab = laboratory();
  const asking = lab.request({ contentType: 'text/plain', text: asTags(lab.fieldsOf({ TYPE: 'X' })) });
  await lab.pass(0);
  expect(bodyOf(asking)).toMatchObject({ CODE: '9010', DATE: '2026-04-02', TIME: '10:00:00', DUR: '0.000' });
});

test('a doubled ampersand is one inside a value, a bare name is a flag', async () => {
  const lab = laboratory();
  const { JSON: _, ...fields } = lab.fieldsOf();
  lab.request({
    contentType: 'text/plain',
    text: `${asTags(fields)}&DESC=Fish && chips%21&REFUND&X=[a=1&b=2][a=3]`,
  });
  await lab.pass(0);
  expect(lab.last()).toMatchObject({ desc: 'Fish & chips!', kind: 'refund' });
});

test('the answer can be forced into tag/value', async () => {
  const lab = laboratory({ settings: { answersInTags: true } });
  const asking = lab.start({ AMT: '1' });
  await lab.pass(0);
  expect(asking.reply).toMatchObject({ kind: 'text', text: expect.stringMatching(/^CODE=9024&/) });
});

test('neither the password nor a token is in the log', async () => {
  const lab = laboratory();
  const token = 'A1b2_-'.repeat(7);
  lab.start({ SUCCESSURL: `http://127.0.0.1:9/api/callbacks/interpay/${token}/s`, DEVICEID: 'SIM-GET' });
  await lab.pass(7000);
  const log = JSON.stringify(lab.gateway.log.list());
  expect(log).not.toContain(token);
  expect(log).not.toContain(rink.pass);
  expect(log).toContain('/api/callbacks/interpay/[token]/s');
});
