import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createTotpSecret, inGroups, judgeCode, totpAddress } from './totp.ts';

/** The secret and the values of RFC 6238, appendix B, of which an app shows the last six digits. */
const RFC = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
const at = (seconds: number) => new Date(seconds * 1000);

describe('a code', () => {
  it.each([
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
    [20_000_000_000, '353130'],
  ])('of the standard at %d s is right', (seconds, code) => {
    expect(judgeCode(RFC, code, at(seconds), null)).toEqual({
      kind: 'right',
      step: Math.floor(seconds / 30),
    });
  });

  it('is right one step early and one step late, and no further', () => {
    const worth = (seconds: number) => judgeCode(RFC, '287082', at(seconds), null).kind;
    expect([0, 29, 30, 59, 60, 89, 90].map(worth)).toEqual([
      ...['right', 'right', 'right', 'right', 'right', 'right', 'wrong'],
    ]);
    expect(judgeCode(RFC, '005924', at(1_234_567_890 - 60), null).kind).toBe('wrong');
  });

  it('is used up with its step, and so is every earlier one', () => {
    expect(judgeCode(RFC, '287082', at(59), 1)).toEqual({ kind: 'used' });
    expect(judgeCode(RFC, '287082', at(70), 2)).toEqual({ kind: 'used' });
    expect(judgeCode(RFC, '287082', at(59), 0)).toEqual({ kind: 'right', step: 1 });
  });

  it('may be typed as apps show it', () => {
    expect(judgeCode(RFC, ' 287 082 ', at(59), null).kind).toBe('right');
  });

  it.each(['', '28708', '2870820', '-28708', '٢٨٧٠٨٢', '287082\u0000', '2.8708', '1e5555', '000000'])(
    '«%s» is wrong',
    (typed) => {
      expect(judgeCode(RFC, typed, at(59), null)).toEqual({ kind: 'wrong' });
    },
  );
});

it('a new secret has 160 bits and is never the same', () => {
  const secrets = Array.from({ length: 20 }, () => createTotpSecret(randomBytes));
  expect(new Set(secrets).size).toBe(20);
  for (const secret of secrets) expect(secret).toMatch(/^[A-Z2-7]{32}$/);
});

it('the address for apps names the product, the person and the secret', () => {
  expect(totpAddress(RFC, { issuer: 'Vezne', account: 'a b@test.example' })).toBe(
    `otpauth://totp/Vezne:a%20b%40test.example?issuer=Vezne&secret=${RFC}&algorithm=SHA1&digits=6&period=30`,
  );
  expect(inGroups('ABCDEFGHIJ')).toBe('ABCD EFGH IJ');
});
