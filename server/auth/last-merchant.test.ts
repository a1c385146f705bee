import { describe, expect, it } from 'vitest';
import { merchantInAddress, merchantToOpen, TAKEN_ADDRESSES } from './last-merchant.ts';

const mine = [{ slug: 'firin' }, { slug: 'kahve' }];

describe('where a person begins', () => {
  it('is the merchant opened last in this browser', () => {
    expect(merchantToOpen(mine, 'kahve')).toBe(mine[1]);
  });

  it.each([undefined, '', 'left-long-ago', '../kahve'])(
    'is their first one when the cookie says %s',
    (kept) => {
      expect(merchantToOpen(mine, kept)).toBe(mine[0]);
    },
  );

  it('is nowhere for who belongs to no merchant, whatever the cookie says', () => {
    expect(merchantToOpen([], 'kahve')).toBeUndefined();
  });
});

describe('the merchant in an address', () => {
  it.each(['/kahve', '/kahve/', '/kahve/transactions/txn_1'])('is read of %s', (path) => {
    expect(merchantInAddress(path)).toBe('kahve');
  });

  it.each([
    '/',
    '',
    '//kahve',
    '/Kahve',
    '/kahve.png',
    '/_next',
    ...TAKEN_ADDRESSES.map((one) => `/${one}/x`),
  ])('is none in %s', (path) => {
    expect(merchantInAddress(path)).toBeNull();
  });
});
