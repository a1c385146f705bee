import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { roundedMinor, signedDecimal } from './decimal.ts';

describe('figures finer than a currency', () => {
  it.each([
    [['9.401'], 940],
    [['0.349', '0.25'], 60],
    [['0.005'], 1],
    [['0.00499999'], 0],
    [['0.003', '0.003'], 1],
    [['-0.349'], -35],
    [['100'], 10_000],
    [['0.00000000'], 0],
    [[], 0],
    [[null, '1.5', null], 150],
  ])('%j are %d kuruş together', (texts, minor) => {
    expect(roundedMinor(texts, 'TRY')).toBe(minor);
  });

  it('are rounded only once, however many they are', () => {
    expect(roundedMinor(Array(1000).fill('0.004'), 'TRY')).toBe(400);
  });
});

it('an amount is signed the same whatever zeros it was written with', () => {
  fc.assert(
    fc.property(fc.nat(9_999_999), fc.nat(8), (minor, zeros) => {
      const [whole, fraction] = [Math.floor(minor / 100), (minor % 100).toString().padStart(2, '0')];
      const plain = String(minor / 100);
      expect(signedDecimal(`${whole}.${fraction}${'0'.repeat(zeros)}`)).toBe(plain);
    }),
  );
});
