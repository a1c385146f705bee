import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDecimal, toDecimal } from '#server/kernel/money.ts';
import { type ExactJson, jsonNumber, parseExactJson } from './exact-json.ts';

const minorUnits = fc.integer({ min: 0, max: 999_999_999_999 });

describe('exact JSON', () => {
  it('brings every amount through as its own minor units, however the number is written', () => {
    fc.assert(
      fc.property(minorUnits, fc.nat(4), fc.boolean(), (minor, zeros, isQuoted) => {
        const written = toDecimal({ minor, currency: 'TRY' }) + '0'.repeat(zeros);
        const parsed = parseExactJson(`{"price":${isQuoted ? `"${written}"` : written}}`);
        expect(parsed).toEqual({ price: written });
        expect(parseDecimal(written, 'TRY')).toEqual({ minor, currency: 'TRY' });
      }),
    );
  });

  it('reads the exponents of writers that print 10 million as 1.0E7', () => {
    expect(parseExactJson('[1.0E7, 1.2345678E7, 1e2, 25e-1, 1.0E-3, 0e5, -1.5E+1]')).toEqual([
      '10000000',
      '12345678',
      '100',
      '2.5',
      '0.0010',
      '0',
      '-15',
    ]);
  });

  it('moves the decimal sign of an exponent without losing or inventing a digit', () => {
    fc.assert(
      fc.property(minorUnits, fc.integer({ min: -12, max: 12 }), (minor, shift) => {
        const digits = String(minor);
        const exponent = shift + digits.length - 1;
        const scientific = `${digits[0]}${digits.length > 1 ? `.${digits.slice(1)}` : ''}E${exponent}`;
        const plain = parseExactJson(scientific);
        // The value is digits × 10^shift: compare as whole numbers of the same scale.
        const [whole = '', fraction = ''] = String(plain).split('.');
        const scaled = BigInt(whole + fraction.padEnd(24, '0'));
        expect(scaled).toBe(BigInt(digits) * 10n ** BigInt(24 + shift));
      }),
    );
  });

  it('says the same as JSON.parse about everything that is not a number', () => {
    const withoutNumbers = fc.jsonValue({ maxDepth: 6 }).map((value) => JSON.stringify(value));
    fc.assert(
      fc.property(withoutNumbers, (text) => {
        expect(numbersAsText(JSON.parse(text))).toEqual(numericTexts(parseExactJson(text)));
      }),
    );
  });

  it('is undefined for a body cut at any byte', () => {
    const body =
      '{"status":"success","errorCode":"0","price":240.00,"saleItems":[{"name":"Çay \\"ş\\""}],"a":null}';
    for (let length = 0; length < body.length; length++) {
      expect(parseExactJson(body.slice(0, length))).toBeUndefined();
    }
  });

  it.each([
    ['a member given twice', '{"status":"failure","status":"success"}'],
    ['a member given twice below', '{"a":{"price":1,"price":2}}'],
    ['nesting of ten thousand', '['.repeat(10_000) + ']'.repeat(10_000)],
    ['two values', '{}{}'],
    ['a comment', '{} // yes'],
    ['a page of HTML', '<html><body>OK</body></html>'],
    ['nothing', ''],
    ['NaN', '{"price":NaN}'],
    ['a leading plus', '{"price":+5}'],
    ['hexadecimal', '{"price":0x10}'],
  ])('is undefined for %s', (_what, text) => {
    expect(parseExactJson(text)).toBeUndefined();
  });

  it('tolerates a byte-order mark, and names that would be members of every object', () => {
    expect(parseExactJson('\ufeff{"a":"b"}')).toEqual({ a: 'b' });
    const parsed = parseExactJson('{"__proto__":{"status":"success"},"constructor":1,"toString":"x"}');
    expect(Object.getPrototypeOf(parsed)).toBe(Object.prototype);
    expect(Object.keys(parsed as object)).toEqual(['__proto__', 'constructor', 'toString']);
    expect(({} as { status?: string }).status).toBeUndefined();
  });

  it('is not misled by brackets, colons and escapes inside texts', () => {
    const text = JSON.stringify({ 'a:b{': ['"}]:', '\\', '\\"', ':'.repeat(100), '{'.repeat(100)] });
    expect(parseExactJson(text)).toEqual(JSON.parse(text));
  });

  it('writes an amount with its own digits', () => {
    expect(JSON.stringify({ price: jsonNumber('240.00'), big: jsonNumber('9999999999.99') })).toBe(
      '{"price":240.00,"big":9999999999.99}',
    );
  });
});

/** What JSON.parse gave, with numbers as text that Number reads back. */
function numbersAsText(value: unknown): unknown {
  if (typeof value === 'number') return { number: value };
  if (Array.isArray(value)) return value.map(numbersAsText);
  if (typeof value !== 'object' || value === null)
    return typeof value === 'string' ? asNumeric(value) : value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, numbersAsText(member)]));
}

function numericTexts(value: ExactJson | undefined): unknown {
  if (typeof value === 'string') return asNumeric(value);
  if (Array.isArray(value)) return value.map(numericTexts);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, numericTexts(member)]));
}

/** A text that is a number is indistinguishable from the number; both sides show it the same way. */
function asNumeric(text: string): unknown {
  return /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text) ? { number: Number(text) } : text;
}
