import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ids } from '#tests/factories/ids.ts';
import { type CallbackContent, contentHash, sealContent, unsealContent } from './callback-content.ts';

const key = { id: 'k1', bytes: randomBytes(32) };
const place = { merchantId: ids.next('merchant'), provider: 'interpay', id: ids.next('callback') } as const;
const content: CallbackContent = {
  method: 'POST',
  claims: 'success',
  contentType: 'application/json',
  headers: [['user-agent', 'x']],
  query: '',
  address: '203.0.113.7',
  body: Buffer.from('{"CODE":"0000"}'),
  isCut: false,
};

test('whatever the bytes, they are got back as they came', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 2_000 }), fc.string(), (bytes, query) => {
      const came = { ...content, query, body: Buffer.from(bytes) };
      expect(unsealContent([key], place, sealContent([key], place, came))).toEqual(came);
    }),
  );
});

test('it opens for its own row alone', () => {
  const sealed = sealContent([key], place, content);
  for (const change of [
    { merchantId: ids.next('merchant') },
    { provider: 'iyzico' as const },
    { id: ids.next('callback') },
  ])
    expect(() => unsealContent([key], { ...place, ...change }, sealed)).toThrow();
});

test('two deliveries are the same when everything that means something is', () => {
  const copy = { ...content, headers: [], address: '198.51.100.1' } satisfies CallbackContent;
  expect(contentHash(copy)).toBe(contentHash(content));
  const others: Partial<CallbackContent>[] = [
    { body: Buffer.from('{"CODE":"0001"}') },
    { query: 'a=1' },
    { claims: 'failure' },
    { method: 'GET' },
    { contentType: null },
  ];
  const hashes = others.map((change) => contentHash({ ...content, ...change }));
  expect(new Set([contentHash(content), ...hashes]).size).toBe(others.length + 1);
});
