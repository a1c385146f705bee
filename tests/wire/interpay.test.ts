import { describe, expect, it } from 'vitest';
import { checkInterpayRequest } from './interpay.ts';
import type { InterpayFacts } from './interpay-tables.ts';
import type { RawRequest } from './iyzico-terminal.ts';
import { watchInterpay } from './watch-interpay.ts';

const FACTS: InterpayFacts = {
  issuedTo: [
    { termId: 'T1E4S7T8', pass: 'secret', dynamicUrls: true },
    { termId: 'FIXED001', pass: 'secret2', dynamicUrls: false },
  ],
};

const SESSION = {
  TERMID: 'T1E4S7T8',
  PASS: 'secret',
  TYPE: 'W',
  ACTION: 'StartSession',
  AMT: '12.40',
  REQUESTID: '1234567890',
  DEVICEID: 'SIM-OK',
  CUSTEMAIL: 'jo+x@shop.example',
  SUCCESSURL: 'https://shop.example/s',
  FAILUREURL: 'http://127.0.0.1:3000/f',
  INV: '1234567890',
  JSON: 'Y',
};
const EXTRAS = { REFUND: 'Y', NOTERMPRINT: 'Y', LANG: 'F', DESC: 'Table 4' };
const LOOK_UP = { TERMID: 'T1E4S7T8', PASS: 'secret', TYPE: 'Q', SUBTYPE: 'T', INV: '1234567890', JSON: 'Y' };

function post(body: object | string, change: Partial<RawRequest> = {}): RawRequest {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return {
    method: 'POST',
    target: '/',
    headers: [['Content-Type', 'application/json']],
    body: Buffer.from(text),
    ...change,
  };
}

function cancel(target: string, change: Partial<RawRequest> = {}): RawRequest {
  return { method: 'GET', target, headers: [], body: Buffer.alloc(0), ...change };
}

describe('a request that is as published', () => {
  it.each([
    ['a sale', post(SESSION)],
    ['a session with everything it may have', post({ ...SESSION, ...EXTRAS })],
    ['one at /api', post(SESSION, { target: '/api' })],
    ['a look-up', post(LOOK_UP)],
    [
      'a report of settlements',
      post({ ...LOOK_UP, INV: undefined, SETT: 'Y', STARTDATE: '20260401', ENDDATE: '20260402' }),
    ],
    ['a call to a cancel address', cancel('/api/TERMPAY/cancel/?SecureID=a1b2')],
    [
      'a session of an account with fixed addresses',
      post({ ...SESSION, TERMID: 'FIXED001', PASS: 'secret2', SUCCESSURL: undefined, FAILUREURL: undefined }),
    ],
  ])('%s', (_what, request) => {
    expect(checkInterpayRequest(request, FACTS)).toEqual([]);
  });
});

describe('a session (§3)', () => {
  it.each(Object.keys(SESSION))('without %s is wrong', (name) => {
    expect(checkInterpayRequest(post({ ...SESSION, [name]: undefined }), FACTS)).not.toEqual([]);
  });

  it.each(Object.keys(SESSION))('with %s that is no string is wrong', (name) => {
    for (const value of [12.4, null, true, {}, [], '']) {
      expect(checkInterpayRequest(post({ ...SESSION, [name]: value }), FACTS)).not.toEqual([]);
    }
  });

  it.each([
    ['AMT', '12', '12.4', '0.00', '-1.00', '12,40', '12345678.00', '1e2', ' 12.40'],
    ['REQUESTID', '123456789', '12345678901', 'ref_1', '12345 7890'],
    ['DEVICEID', 'SIM OK', 'x'.repeat(65), 'SİM'],
    ['CUSTEMAIL', "o'hara@shop.example", `${'x'.repeat(60)}@a.example`, 'a b@shop.example'],
    ['SUCCESSURL', 'http://shop.example/s', 'shop.example', `https://shop.example/${'x'.repeat(200)}`],
    ['FAILUREURL', 'ftp://shop.example/f'],
    ['INV', '1234', 'A-1234', 'x'.repeat(21)],
    ['REFUND', 'N', 'y', '1'],
    ['NOTERMPRINT', 'N'],
    ['LANG', 'EN', 'f', 'T'],
    ['DESC', 'x'.repeat(61), 'Café', 'a\nb', ' '],
    ['TYPE', 'w', 'V', 'R', 'M', 'D', '__proto__'],
    ['ACTION', 'startsession', 'GetResult', 'Ack'],
    ['JSON', 'N'],
    ['SECUREID', 'a1b2'],
    ['USERFEE', '0.00'],
    ['amt', '12.40'],
  ])('with a wrong %s is wrong', (name, ...values) => {
    for (const value of values) {
      expect(checkInterpayRequest(post({ ...SESSION, [name]: value }), FACTS), value).not.toEqual([]);
    }
  });

  it('has TERMID as its first field (§2.10)', () => {
    const { TERMID, ...rest } = SESSION;
    expect(checkInterpayRequest(post({ ...rest, TERMID }), FACTS)).toEqual(['TERMID: not the first field']);
  });

  it('says REFUND on every refund and never on a sale', () => {
    const isRefund = (requestId: string) => requestId === '1234567890';
    const check = (body: object) => checkInterpayRequest(post(body), { ...FACTS, isRefund });
    expect(check({ ...SESSION, REFUND: 'Y' })).toEqual([]);
    expect(check(SESSION)).toEqual(['REFUND: missing on a refund']);
    expect(check({ ...SESSION, REQUESTID: '2234567890' })).toEqual([]);
    expect(check({ ...SESSION, REQUESTID: '2234567890', REFUND: 'Y' })).toEqual(['REFUND: never on a sale']);
  });

  it('names addresses where the account may, and only there', () => {
    expect(
      checkInterpayRequest(post({ ...SESSION, TERMID: 'FIXED001', PASS: 'secret2' }), FACTS),
    ).toHaveLength(2);
  });

  it('shows the credentials of one merchant', () => {
    for (const change of [{ PASS: 'secret2' }, { TERMID: 'T1E4S7T9' }]) {
      expect(checkInterpayRequest(post({ ...SESSION, ...change }), FACTS)).toContain(
        'credentials: not those of any one merchant',
      );
    }
  });
});

describe('any other way to put it', () => {
  it.each<[string, RawRequest]>([
    ['a GET with the password in the address (§2.6)', cancel(`/?${new URLSearchParams(SESSION)}`)],
    ['tag/value', post(new URLSearchParams(SESSION).toString())],
    ['a form', post(SESSION, { headers: [['content-type', 'application/x-www-form-urlencoded']] })],
    ['no content type', post(SESSION, { headers: [] })],
    [
      'two content types',
      post(SESSION, {
        headers: [
          ['content-type', 'application/json'],
          ['Content-Type', 'application/json'],
        ],
      }),
    ],
    [
      'a cookie',
      post(SESSION, {
        headers: [
          ['content-type', 'application/json'],
          ['cookie', 'a=b'],
        ],
      }),
    ],
    ['another path', post(SESSION, { target: '/elsewhere' })],
    ['a field given twice', post(JSON.stringify(SESSION).replace('{', '{"AMT":"1.00",'))],
    ['a list', post([SESSION])],
    ['half a body', post(JSON.stringify(SESSION).slice(0, -1))],
    ['a look-up for nothing', post({ ...LOOK_UP, INV: undefined })],
    ['a report without its days', post({ ...LOOK_UP, SETT: 'Y' })],
    ['a cancel address called by POST', cancel('/cancel/?SecureID=a', { method: 'POST' })],
    ['a cancel address with a body', cancel('/cancel/?SecureID=a', { body: Buffer.from('x') })],
    ['a cancel address with two sessions', cancel('/cancel/?SecureID=a&secureid=b')],
    ['a cancel address with the password', cancel('/cancel/?SecureID=a&PASS=secret')],
  ])('%s is wrong', (_what, request) => {
    expect(checkInterpayRequest(request, FACTS)).not.toEqual([]);
  });
});

describe('the watch', () => {
  it('lets the very same request come once more, to the other host, and no other under its REQUESTID', () => {
    const watch = watchInterpay(FACTS);
    watch.see(post(SESSION));
    watch.see(post(SESSION));
    watch.expectRight();
    watch.see(post(SESSION));
    expect(() => watch.expectRight()).toThrow('sent more than twice');
    watch.see(post({ ...SESSION, AMT: '12.41' }));
    expect(() => watch.expectRight()).toThrow('sent before with another request');
  });

  it('remembers what was asked for, and says at the end what was wrong, once', () => {
    const watch = watchInterpay(FACTS);
    watch.see(post({ ...SESSION, ...EXTRAS }));
    watch.see(post(LOOK_UP));
    watch.see(cancel('/api/TERMPAY/cancel/?SecureID=a1b2'));
    watch.see(post({ ...LOOK_UP, TYPE: 'X' }));
    expect(watch.seen()).toEqual([
      ...['StartSession', 'StartSession DESC', 'StartSession LANG=F', 'StartSession NOTERMPRINT=Y'],
      ...['StartSession REFUND=Y', 'StartSession SUCCESSURL', 'cancel', 'look-up by INV'],
    ]);
    expect(() => watch.expectRight()).toThrow(/^Wrong on the wire:\n\/: TYPE: no kind of request$/);
    watch.expectRight();
  });
});
