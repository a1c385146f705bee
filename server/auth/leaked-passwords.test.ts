import { expect, test } from 'vitest';
import list from './leaked-passwords.json' with { type: 'json' };
import { isLeaked } from './leaked-passwords.ts';

test('the list holds far more than the three thousand most used passwords that the rule would let pass', () => {
  const all = list.digests.match(/.{8}/g) ?? [];
  expect(all.join('')).toBe(list.digests);
  expect(new Set(all).size).toBe(all.length);
  expect(all.length).toBeGreaterThan(25_000);
});

test.each(['qazwsxedc123', '123456789qwe', 'vladislav260591', 'Ronaldinho10', ' QWERTYUIOP12 '])(
  '%j has leaked, however it is written',
  (password) => expect(isLeaked(password)).toBe(true),
);

test.each(['kahve-molasi-1630', 'bir cümle, uzun ve 1 rakamlı', 'qazwsxedc1239', ''])(
  '%j has not',
  (password) => expect(isLeaked(password)).toBe(false),
);

test('none of ten thousand made-up passwords has leaked', () => {
  const made = Array.from({ length: 10_000 }, (_, n) => `a made-up password of ours ${n}`);
  expect(made.filter(isLeaked)).toEqual([]);
});
