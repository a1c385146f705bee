import { describe, expect, it } from 'vitest';
import { approvedFields, called, SLIPS } from '#tests/support/called-interpay.ts';
import type { RawCallback } from '../callback.ts';
import { readCallback } from './callback.ts';

const ABOUT = { kind: 'sale', providerDeviceId: 'SIM-OK', currency: 'CAD' } as const;
const read = (raw: RawCallback) => readCallback(raw, ABOUT);
const EXPECTED = read(called(approvedFields()));

const FORM = 'application/x-www-form-urlencoded';
const FLAT = { ...approvedFields({ RECEIPTS: undefined }) } as Record<string, string>;
const asForm = (more: Record<string, string>) => new URLSearchParams({ ...FLAT, ...more }).toString();
const asTag = (text: string) => encodeURIComponent(text).replaceAll('%26', '&&');
const asTags = (fields: Record<string, string>) =>
  Object.entries(fields)
    .map(([name, value]) => `${name}=${asTag(value)}`)
    .join('&');
const group = `[Customer=${asTag(SLIPS.Customer)}&Merchant=${asTag(SLIPS.Merchant)}]`;
const asParts = (fields: Record<string, string>, boundary = 'part-1') =>
  Object.entries(fields)
    .map(
      ([name, value]) =>
        `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
    )
    .join('')
    .concat(`--${boundary}--\r\n`);
const withSlips = { ...FLAT, RECEIPTS: JSON.stringify(SLIPS) };
const latin1 = (text: string) => Buffer.from(text, 'latin1');

// §15.2: every encoding of §12.2 and more gives the same record.
describe('the same result in any writing (§6.3)', () => {
  it.each<[string, RawCallback]>([
    ['JSON', called(approvedFields())],
    ['JSON without a content type', called(approvedFields(), { contentType: null })],
    ['JSON called a form', called(approvedFields(), { contentType: FORM })],
    ['JSON called text', called(approvedFields(), { contentType: 'text/plain; charset=utf-8' })],
    ['JSON behind blanks and a byte-order mark', called(`\ufeff\r\n ${JSON.stringify(approvedFields())}\n`)],
    ['JSON with numbers', called(approvedFields({ CODE: 0, AMT: 12.4, REQUESTID: 1234567890 }))],
    [
      'JSON in lower case',
      called(
        Object.fromEntries(
          Object.entries(approvedFields()).map(([name, value]) => [name.toLowerCase(), value]),
        ),
      ),
    ],
    ['JSON in a list of one', called([approvedFields()])],
    ['JSON wrapped in data', called({ data: approvedFields() })],
    [
      'JSON wrapped beside other words',
      called({ event: 'terminalResult', id: 7, payload: [approvedFields()] }),
    ],
    ['JSON with slips as a text', called(approvedFields({ RECEIPTS: JSON.stringify(SLIPS) }))],
    // §15.2: invalid UTF-8.
    ['JSON in Windows-1252', called(latin1(JSON.stringify(approvedFields())))],
    ['a form', called(asForm({ RECEIPTS: JSON.stringify(SLIPS) }), { contentType: FORM })],
    [
      'a form with flattened slips',
      called(asForm({ 'RECEIPTS[Customer]': SLIPS.Customer, 'Receipts[merchant]': SLIPS.Merchant }), {
        contentType: FORM,
      }),
    ],
    [
      'a form with a charset',
      called(asForm({ RECEIPTS: JSON.stringify(SLIPS) }), { contentType: `${FORM}; charset=UTF-8` }),
    ],
    ['a form called JSON', called(asTags(withSlips))],
    [
      'a form in Windows-1252',
      called(asForm({ RECEIPTS: JSON.stringify(SLIPS) }).replaceAll('%C3%A9', '%E9'), { contentType: FORM }),
    ],
    ['multipart', called(asParts(withSlips), { contentType: 'multipart/form-data; boundary=part-1' })],
    [
      'multipart with a quoted boundary',
      called(asParts(withSlips, 'a b'), { contentType: 'Multipart/Form-Data; boundary="a b"' }),
    ],
    [
      'multipart in Windows-1252',
      called(latin1(asParts(withSlips)), { contentType: 'multipart/form-data; boundary=part-1' }),
    ],
    ['tag/value with a group', called(`${asTags(FLAT)}&RECEIPTS=${group}`, { contentType: 'text/plain' })],
    [
      'tag/value without a content type',
      called(`${asTags(FLAT)}&RECEIPTS=${group}\r\n`, { contentType: null }),
    ],
    [
      'tag/value with a group per copy',
      called(
        `${asTags(FLAT)}&RECEIPTS.CUSTOMER=${asTag(SLIPS.Customer)}&RECEIPTS_MERCHANT=${asTag(SLIPS.Merchant)}`,
        { contentType: 'text/plain' },
      ),
    ],
    ['a query alone', called('', { contentType: null, query: asForm({ RECEIPTS: JSON.stringify(SLIPS) }) })],
    ['a query beside a body', called(approvedFields({ AUTH: undefined }), { query: 'AUTH=004311&x=1' })],
    // §15.2: the query cannot override the body.
    [
      'a body whose query says the contrary',
      called(approvedFields(), { query: 'CODE=8509&TEXT=DECLINED&AMT=1.00&REQUESTID=1' }),
    ],
    // §15.2: prototype keys.
    [
      'a body with names of JavaScript',
      called(`{"__proto__":{"CODE":"8509"},"constructor":"x",${JSON.stringify(approvedFields()).slice(1)}`),
    ],
  ])('%s', (_how, raw) => {
    expect(EXPECTED.kind).toBe('outcome');
    expect(read(raw)).toEqual(EXPECTED);
  });

  it('decodes what Windows-1252 has and Latin-1 has not', () => {
    const text = Buffer.from([
      ...latin1('{"CODE":"8514","SECUREID":"a","REQUESTID":"1","AMT":"1.00","TEXT":"'),
      0x80,
      ...latin1('"}'),
    ]);
    expect(read(called(text))).toMatchObject({ outcome: { result: { text: '€' } } });
  });

  it('reads plus signs as blanks in a form and as themselves elsewhere', () => {
    const body = 'CODE=8514&SECUREID=a&REQUESTID=1&AMT=1.00&TEXT=A+B%2BC';
    const textOf = (raw: RawCallback) => {
      const reading = read(raw);
      return reading.kind === 'outcome' && 'text' in reading.outcome.result
        ? reading.outcome.result.text
        : null;
    };
    expect(textOf(called(body, { contentType: FORM }))).toBe('A B+C');
    expect(textOf(called(body, { contentType: 'text/plain' }))).toBe('A+B+C');
    expect(textOf(called('', { query: body }))).toBe('A B+C');
  });

  it.each([
    ['A&&B', 'A&B'],
    ['A&&', 'A&'],
    ['[DECLINED]', '[DECLINED]'],
    ['[', '['],
    [']', ']'],
    ['100%', '100%'],
    ['%zz%', '%zz%'],
    ['%5B1%5D', '[1]'],
    ['a=b', 'a=b'],
  ])('reads a tag/value text %s as «%s», and what follows it', (written, text) => {
    const raw = called(`TEXT=${written}&CODE=8514&SECUREID=a&REQUESTID=1&AMT=1.00`, {
      contentType: 'text/plain',
    });
    expect(read(raw)).toMatchObject({ outcome: { result: { kind: 'declined', text }, amountMinor: 100 } });
  });

  it('reads groups within groups, and leaves deeper ones as text', () => {
    const deep = `${'X=['.repeat(50)}Y=1${']'.repeat(50)}`;
    const raw = called(`${deep}&CODE=8514&SECUREID=a&REQUESTID=1&AMT=1.00`, { contentType: 'text/plain' });
    expect(read(raw)).toMatchObject({ outcome: { amountMinor: 100 } });
  });
});

describe('what may be two things is none of them', () => {
  it.each([
    'CODE=0000&CODE=8509&SECUREID=a&REQUESTID=1&AMT=1.00',
    'CODE=0000&SECUREID=a&REQUESTID=1&AMT=1.00&AMT=2.00',
    'CODE=0000&SECUREID=a&secureid=b&REQUESTID=1&AMT=1.00',
    'CODE=0000&SECUREID=a&REQUESTID=1&AMT=1.00&REFUND=Y&REFUND=N',
  ])('%s is a hint', (body) => {
    expect(read(called(body, { contentType: FORM }))).toEqual({ kind: 'hint' });
  });

  it('the same twice is the same', () => {
    expect(
      read(called(`${asForm({ RECEIPTS: JSON.stringify(SLIPS) })}&CODE=0000`, { contentType: FORM })),
    ).toEqual(EXPECTED);
  });

  it.each<[string, RawCallback]>([
    ['a JSON body cut anywhere', called(JSON.stringify(approvedFields()))],
    [
      'a multipart body cut anywhere',
      called(asParts(withSlips), { contentType: 'multipart/form-data; boundary=part-1' }),
    ],
  ])('%s says nothing', (_what, whole) => {
    const end = whole.body.byteLength - 4;
    for (let length = 0; length < end; length++) {
      expect(read({ ...whole, body: whole.body.subarray(0, length) })).toEqual({ kind: 'unreadable' });
    }
  });

  it('a code cut short is never filled up: 0205 does not become 0000', () => {
    const body = 'SECUREID=a&REQUESTID=1&AMT=1.00&CODE=0205';
    for (let length = body.length - 3; length < body.length; length++) {
      expect(read(called(body.slice(0, length), { contentType: 'text/plain' }))).toEqual({ kind: 'hint' });
    }
  });
});
