import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { librarySigning } from '#tests/support/iyzipay-library.ts';
import {
  KEYS,
  opened,
  order,
  payWithIyzicoAt,
  returned,
  returns,
} from '#tests/support/told-pay-with-iyzico.ts';
import type { HttpGet, HttpPost } from '../http.ts';
import { signedDecimal } from './decimal.ts';
import { answerSignature, authorization } from './sign.ts';

/** What the provider's own library would put into the header. */
const theirs = (path: string, body: object, randomKey: string) =>
  librarySigning.generateAuthorizationHeaderV2(
    'IYZWSv2',
    KEYS.apiKey,
    ':',
    KEYS.secretKey,
    path,
    body,
    randomKey,
  );

describe('our header is that of the provider’s own library', () => {
  it('for the same keys, path, random key and any body', () => {
    const member = fc.oneof(fc.string({ unit: 'grapheme' }), fc.integer(), fc.boolean(), fc.constant(null));
    const body = fc.dictionary(fc.string({ unit: 'grapheme' }), fc.oneof(member, fc.array(member)));
    fc.assert(
      fc.property(body, fc.webPath(), fc.uuid(), (fields, path, randomKey) => {
        const ours = authorization(KEYS, { randomKey, path, body: JSON.stringify(fields) });
        expect(ours).toBe(theirs(path, fields, randomKey));
      }),
    );
  });

  it('for every call that has a body, whatever letters are in it', async () => {
    const asked: HttpPost[] = [];
    const post = async (call: HttpPost) => {
      asked.push(call);
      const body = JSON.stringify(asked.length === 1 ? opened() : returned('cancel'));
      return { kind: 'answered', status: 200, headers: {}, body } as const;
    };
    const get = async (_call: HttpGet) => ({ kind: 'deadline' }) as const;
    const { gateway, record } = payWithIyzicoAt('https://provider.example', {
      http: { post, get, allows: () => true },
    });
    const letters = 'İĞÜŞÖÇ ığüşöç 😀 "\\/ \u2028';
    await gateway.openPage({ ...order, payer: { ...order.payer, name: letters } }, record);
    for (const wish of Object.values(returns)) await gateway.giveBack({ ...wish, reason: letters }, record);
    expect(asked).toHaveLength(4);
    for (const { url, headers, body } of asked) {
      const { pathname } = new URL(url);
      expect(headers.authorization).toBe(theirs(pathname, JSON.parse(body), headers['x-iyzi-rnd'] ?? ''));
    }
  });
});

it('an answer is signed as the library signs it, amounts as a program would print them', () => {
  fc.assert(
    fc.property(fc.nat(99_999_999), fc.string(), (minor, text) => {
      const amount = minor / 100;
      const ours = answerSignature(KEYS.secretKey, [text, signedDecimal(amount.toFixed(8))]);
      expect(ours).toBe(librarySigning.calculateHmacSHA256Signature([text, amount], KEYS.secretKey));
    }),
  );
});
