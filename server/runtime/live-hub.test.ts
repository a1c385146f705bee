import { expect, test } from 'vitest';
import { readChange } from './live-hub.ts';

const change = { merchantId: 'mer_01k9q4z8x7w6v5t4s3r2q1p0n9', topic: 'device', id: 'dev_1' };

test('what this product announces is passed on', () => {
  expect(readChange(JSON.stringify(change))).toEqual(change);
});

test.each([
  '',
  '{',
  'null',
  '[]',
  JSON.stringify({ ...change, topic: 'secret' }),
  JSON.stringify({ ...change, merchantId: 'mer_1' }),
  JSON.stringify({ merchantId: change.merchantId, topic: 'device' }),
])('what somebody else writes to the channel is dropped: %s', (payload) => {
  expect(readChange(payload)).toBeNull();
});
