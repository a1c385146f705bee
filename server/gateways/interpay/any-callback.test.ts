import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { approvedFields, called } from '#tests/support/called-interpay.ts';
import type { RawCallback } from '../callback.ts';
import { readCallback } from './callback.ts';

const ABOUT = { kind: 'sale', providerDeviceId: 'SIM-OK', currency: 'CAD' } as const;
const FORM = 'application/x-www-form-urlencoded';
const read = (raw: RawCallback) => readCallback(raw, ABOUT);

// §15.2: prototype keys and invalid UTF-8, whatever comes.
describe('anything at all', () => {
  afterEach(() => {
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect('CODE' in {}).toBe(false);
  });

  const contentType = fc.constantFrom(
    null,
    'application/json',
    FORM,
    'text/plain',
    'multipart/form-data; boundary=x',
    '',
    '\u0000',
  );
  const claims = fc.constantFrom('success' as const, 'failure' as const);
  const piece = fc.oneof(
    fc.constantFrom(
      '&',
      '&&',
      '=',
      '[',
      ']',
      '[a=1]',
      '%',
      '%E9',
      '%00',
      '+',
      '{',
      '}',
      '"',
      ':',
      ',',
      '--x',
      '\r\n\r\n',
    ),
    fc.constantFrom(
      'CODE',
      'CODE=0000',
      'TEXT=',
      'AMT=12.40',
      'SECUREID=a',
      'REQUESTID=1',
      'RECEIPTS',
      'RECEIPTS=[',
    ),
    fc.constantFrom(
      '__proto__',
      'constructor',
      'prototype',
      '{"__proto__":{"CODE":"0000"}}',
      'toString',
      'hasOwnProperty',
    ),
    fc.constantFrom(
      '\r\n--x\r\ncontent-disposition: form-data; name="CODE"\r\n\r\n0000',
      '\r\n--x--',
      '\ufeff',
      '\u0000',
    ),
    fc.string({ unit: 'binary', maxLength: 6 }),
  );
  const text = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(''));
  const anyRaw = fc.record({
    claims,
    contentType,
    query: fc.oneof(fc.constant(''), text),
    body: fc.oneof(
      fc.uint8Array({ maxLength: 400 }),
      text.map((one) => new Uint8Array(Buffer.from(one))),
      fc.json().map((one) => new Uint8Array(Buffer.from(one))),
    ),
  });

  it('is read without an error, and is nobody’s approval unless it says 0000', () => {
    fc.assert(
      fc.property(anyRaw, (raw) => {
        const reading = read(raw);
        if (reading.kind !== 'outcome') return;
        const { outcome } = reading;
        expect(outcome.reference).toMatch(/^\d{1,32}$/);
        expect(outcome.sessionId).toMatch(/^[\w-]{1,64}$/);
        if (outcome.result.kind !== 'approved') return;
        const said = Buffer.from(raw.body).toString('latin1') + raw.query;
        expect(/0000|\b0+\b/.test(decodeURIComponentLeniently(said))).toBe(true);
      }),
      { numRuns: 1500 },
    );
  });

  const value = fc.oneof(
    {
      weight: 3,
      arbitrary: fc.constantFrom<unknown>(
        '0000',
        '8509',
        'VOIDED',
        'DECLINED',
        '',
        null,
        0,
        true,
        [],
        {},
        '12.40',
        '1.2',
      ),
    },
    { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
  );
  const names = [
    'CODE',
    'TEXT',
    'SECUREID',
    'REQUESTID',
    'AMT',
    'REFUND',
    'ACK',
    'AUTH',
    'CARDTYPE',
    'CARDMASK',
    'RECEIPTS',
    '__proto__',
    'constructor',
  ];
  const spoilt = fc
    .dictionary(fc.constantFrom(...names), value, { maxKeys: 5, noNullPrototype: false })
    .map((changes) => ({ ...approvedFields(), ...changes }));

  it('spoilt in any field is approved only with its own reference, session and a whole amount', () => {
    fc.assert(
      fc.property(spoilt, claims, (fields, claim) => {
        const reading = read(called(fields, { claims: claim }));
        if (reading.kind !== 'outcome' || reading.outcome.result.kind !== 'approved') return;
        const { evidence } = reading.outcome.result;
        const { REQUESTID: sent } = fields;
        // Of a number its digits are kept, in whatever way it was written.
        if (typeof sent === 'number') expect(Number(evidence.reference)).toBe(sent);
        else expect(evidence.reference).toBe(String(sent).trim());
        expect([evidence.providerDeviceId, evidence.currency]).toEqual([
          ABOUT.providerDeviceId,
          ABOUT.currency,
        ]);
        expect(evidence.amountMinor === null || Number.isSafeInteger(evidence.amountMinor)).toBe(true);
        expect(JSON.stringify(reading)).not.toContain('\\u0000');
      }),
      { numRuns: 1000 },
    );
  });

  it('of the largest size is read in time in proportion to it', () => {
    const size = 512 * 1024;
    const shapes = ['&', '[]', '[x]', 'A=[&', 'A=1&', '%41', '\r\n--x\r\n', '{"A":'];
    for (const shape of shapes) {
      for (const type of [FORM, 'multipart/form-data; boundary=x']) {
        const body = `CODE=${shape.repeat(Math.floor((size - 5) / shape.length))}`;
        const began = process.cpuUsage();
        read(called(body, { contentType: type }));
        expect(process.cpuUsage(began).user / 1000, `${shape} as ${type}`).toBeLessThan(2000);
      }
    }
  }, 60_000);
});

function decodeURIComponentLeniently(text: string): string {
  return text.replace(/%[0-9a-f]{2}/gi, (code) => String.fromCharCode(Number.parseInt(code.slice(1), 16)));
}
