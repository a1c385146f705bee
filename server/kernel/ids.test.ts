import { expect, test } from 'vitest';
import { createIdSource, isId } from './ids.ts';

const fixed = (size: number) => new Uint8Array(size).fill(7);

test('an id says its kind, sorts by time and has its own shape', () => {
  const early = createIdSource(() => new Date('2026-01-01T00:00:00.000Z'), fixed).next('transaction');
  const late = createIdSource(() => new Date('2026-01-01T00:00:00.001Z'), fixed).next('transaction');
  expect(early < late).toBe(true);
  expect(isId('transaction', early)).toBe(true);
  expect(isId('device', early)).toBe(false);
});

test('a secret is 256 bits that fit an address', () => {
  const source = createIdSource(() => new Date(), fixed);
  expect(source.secret()).toMatch(/^[\w-]{43}$/);
  expect(Buffer.from(source.secret(), 'base64url')).toEqual(Buffer.alloc(32, 7));
});

test('ten digits never begin with a nought, whatever is drawn', () => {
  const drawn = (bytes: number[]) =>
    createIdSource(
      () => new Date(),
      () => Uint8Array.from(bytes),
    ).tenDigits();
  expect(drawn([0, 0, 0, 0, 0])).toBe('1000000000');
  // 2^40 holds 122 whole rounds of nine billion numbers; the last of them ends the round.
  const last = 122 * 9_000_000_000 - 1;
  expect(drawn(toBytes(last))).toBe('9999999999');
});

test('a draw beyond the last whole round is drawn again, so that no number is likelier than another', () => {
  const draws = [toBytes(2 ** 40 - 1), toBytes(122 * 9_000_000_000), toBytes(41)];
  const source = createIdSource(
    () => new Date(),
    () => Uint8Array.from(draws.shift() ?? []),
  );
  expect(source.tenDigits()).toBe('1000000041');
  expect(draws).toEqual([]);
});

/** A number as five bytes, the highest first. */
function toBytes(number: number): number[] {
  return [4, 3, 2, 1, 0].map((place) => Math.floor(number / 256 ** place) % 256);
}

test.each([
  '',
  'txn_',
  'txn_../../etc',
  "txn_' or 1=1",
  'txn_\u0000',
  `txn_${'0'.repeat(27)}`,
  'TXN_00000000000000000000000000',
])('%j is no id', (text) => {
  expect(isId('transaction', text)).toBe(false);
});
