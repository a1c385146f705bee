import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { createRecoveryCodes, hashRecoveryCode } from './recovery-codes.ts';

it('ten codes of 120 bits are made, none like another', () => {
  const codes = createRecoveryCodes(randomBytes);
  expect(codes).toHaveLength(10);
  expect(new Set(codes).size).toBe(10);
  for (const code of codes) expect(code).toMatch(/^(?:[0-9a-hjkmnp-tv-z]{4}-){5}[0-9a-hjkmnp-tv-z]{4}$/);
});

it('a code is the same however it is typed', () => {
  const code = 'abcd-ef01-2345-6789-ghjk-mnpq';
  const hash = hashRecoveryCode(code);
  expect(hash).toMatch(/^[0-9a-f]{64}$/);
  for (const typed of [
    'ABCD EF01 2345 6789 GHJK MNPQ',
    ' abcdefo12345678 9ghjkmnpq ',
    'abcd-efOI-2345-6789-ghjk-mnpq',
  ])
    expect(hashRecoveryCode(typed)).toBe(hash);
  expect(hashRecoveryCode('abcd-ef01-2345-6789-ghjk-mnpr')).not.toBe(hash);
});

it.each(['', '123456', 'abcd-ef01-2345-6789-ghjk-mnpqr', 'abcd-ef01-2345-6789-ghjk-mnp!', 'ç'.repeat(24)])(
  '«%s» is no code',
  (typed) => {
    expect(hashRecoveryCode(typed)).toBeNull();
  },
);
