import { expect, test } from 'vitest';
import { passwordFlaw } from './password-rule.ts';

const EMAIL = 'ayse.yilmaz1985@firin.example';

test.each([
  ['kahve-molasi-1630', null],
  ['çay bahçesi 12', null],
  [`${'a'.repeat(127)}1`, null],
  ['bir cümle, uzun ve 1 rakamlı', null],
  ['kisa1', 'too_short'],
  ['', 'too_short'],
  // Eleven signs, however many code units they have.
  [`${'😀'.repeat(9)}a1`, 'too_short'],
  [`${'a'.repeat(1024)}1`, 'too_long'],
  ['yalnizca harfler', 'no_digit'],
  ['123456789012', 'no_letter'],
  ['with\u0000nul 12345', 'hidden'],
  ['line\nbreak 12345', 'hidden'],
  [EMAIL, 'is_email'],
  [` ${EMAIL.toUpperCase()} `, 'is_email'],
  ['Ayse.Yilmaz1985', 'is_email'],
  ['Qazwsxedc123', 'leaked'],
  ['asdfghjkl123', 'leaked'],
] as const)('of the password %j is said: %s', (password, flaw) => {
  expect(passwordFlaw(password, EMAIL)).toBe(flaw);
});
