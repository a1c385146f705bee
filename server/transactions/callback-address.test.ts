import { expect, test } from 'vitest';
import { ids } from '#tests/factories/ids.ts';
import { answerTo, hashSecret, readToken } from './callback-address.ts';

const merchantId = ids.next('merchant');
const secret = ids.secret();
const tokenOf = (address: string) => address.split('/').at(-2) ?? '';

test('what an address carries is read back as its merchant and the hash of its secret', () => {
  const to = answerTo('https://pay.example', 'interpay', merchantId, secret);
  expect(to.success).toMatch(/^https:\/\/pay\.example\/api\/callbacks\/interpay\/[\w-]{69}\/s$/);
  expect(to.failure).toBe(to.success.replace(/s$/, 'f'));
  expect(readToken(tokenOf(to.success))).toEqual({ merchantId, secretHash: hashSecret(secret) });
  expect(hashSecret(secret)).toMatch(/^[0-9a-f]{64}$/);
});

test('under the longest name we may have, an address stays below 200 characters (§6.4)', () => {
  const { success } = answerTo(`https://${'a'.repeat(92)}`, 'interpay', merchantId, secret);
  expect(success.length).toBeLessThan(200);
});

test.each([
  '',
  'x',
  `${merchantId}${secret}`,
  `${merchantId.slice(4)}${secret}x`,
  `${merchantId.slice(4)}${secret.slice(1)}`,
  `${merchantId.slice(4)}${secret.slice(1)}\n`,
  `${merchantId.slice(4)}${secret.slice(1)}%`,
  `${'u'.repeat(26)}${secret}`,
  `${merchantId.slice(4).toUpperCase()}${secret}`,
  `../../${'a'.repeat(63)}`,
])('%j is no token', (text) => {
  expect(readToken(text)).toBeNull();
});
