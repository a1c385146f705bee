import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { ids } from '#tests/factories/ids.ts';
import { type Letter, maskAddress, openLetter, sealLetter } from './letter.ts';

const KEYS = [{ id: 'k1', bytes: randomBytes(32) }] as const;
const PLACE = { merchantId: ids.next('merchant'), mailId: ids.next('mail') };
const LETTER: Letter = {
  to: 'ayşe@example.com',
  subject: 'Fişiniz',
  text: 'Ekte: ı ğ ş €',
  attachment: { filename: 'fiş.pdf', contentType: 'application/pdf', bytes: Buffer.from([0, 255, 13, 10]) },
};

test('a letter is opened as it was sealed, its attachment to the byte', () => {
  expect(openLetter(KEYS, PLACE, sealLetter([...KEYS], PLACE, LETTER))).toEqual(LETTER);
  const plain = { ...LETTER, attachment: null };
  expect(openLetter(KEYS, PLACE, sealLetter([...KEYS], PLACE, plain))).toEqual(plain);
});

test('a sealed letter says nothing, and opens in no other place', () => {
  const sealed = sealLetter([...KEYS], PLACE, LETTER);
  expect(sealed).not.toContain('example');
  expect(() => openLetter(KEYS, { ...PLACE, mailId: ids.next('mail') }, sealed)).toThrow();
});

test.each([
  ['elif@example.com', 'e•••@example.com'],
  ['a@b.co', 'a•••@b.co'],
  ['"odd@name"@example.com', '"•••@example.com'],
])('of %s stays %s', (address, masked) => {
  expect(maskAddress(address)).toBe(masked);
});
