import { expect, test } from 'vitest';
import { pseudonymOf, readContact } from './contact.ts';

test.each([
  ['Ayse@Example.com ', { kind: 'email', email: 'ayse@example.com' }],
  ['0532 111 22 33', { kind: 'phone', digits: '5321112233' }],
  ['+90 (532) 111-22-33', { kind: 'phone', digits: '5321112233' }],
  ['00905321112233', { kind: 'phone', digits: '5321112233' }],
  ['5321112233', { kind: 'phone', digits: '5321112233' }],
  ['+1 514 555 0101', { kind: 'phone', digits: '5145550101' }],
])('%j is %j', (typed, contact) => expect(readContact(typed)).toEqual(contact));

test.each([
  '',
  ' ',
  '@',
  'a@b',
  'a@b@c.d',
  'a@b.com, c@d.com',
  '"a@evil.com"@victim.com',
  '532',
  '٥٣٢١١١٢٢٣٣',
  '5'.repeat(16),
  '%',
  'a'.repeat(300),
])('%j is neither an address nor a number', (typed) => expect(readContact(typed)).toBeNull());

test('a pseudonym is the same for the same person of a merchant, another elsewhere, and says nothing', () => {
  const key = Buffer.alloc(32, 1);
  const ayse = { kind: 'email', email: 'ayse@example.com' } as const;
  const name = pseudonymOf(key, 'mer_1', ayse);
  expect(name).toMatch(/^person_[0-9a-f]{32}$/);
  expect(pseudonymOf(key, 'mer_1', ayse)).toBe(name);
  expect(pseudonymOf(key, 'mer_2', ayse)).not.toBe(name);
  expect(pseudonymOf(Buffer.alloc(32, 2), 'mer_1', ayse)).not.toBe(name);
  expect(pseudonymOf(key, 'mer_1', { kind: 'phone', digits: '5321112233' })).not.toBe(name);
});
