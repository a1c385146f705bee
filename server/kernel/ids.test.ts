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
