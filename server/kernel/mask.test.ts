import { expect, test } from 'vitest';
import { maskEmail, maskName, maskNumber } from './mask.ts';

test('a name shows its first letter, not its length', () => {
  expect(['Ayşe', 'İ', '', '😀x'].map(maskName)).toEqual(['A***', 'İ***', '***', '😀***']);
});

test('a number shows its last digits only', () => {
  expect(maskNumber('5321112233', 2)).toBe('********33');
  expect(maskNumber('12', 3)).toBe('12');
});

test('an address shows its first letter and its domain', () => {
  expect(['ayse@example.com', 'a@b@c.de', 'nonsense'].map(maskEmail)).toEqual([
    'a***@example.com',
    'a***@c.de',
    'n***',
  ]);
});
