import { expect, test } from 'vitest';
import { hrefBehind } from './href-behind.ts';

const request = { days: { from: '2026-03-25', to: '2026-03-31' } } as const;

test('a bar leads to the list with the filter of its picture, its days written out, in its currency', () => {
  const asked = { q: 'sale', period: 'last7', branch: 'brn_1' };
  expect(hrefBehind('kahve', asked, request, { side: 'hour', value: '13', currency: 'TRY' })).toBe(
    '/kahve/transactions?q=sale&branch=brn_1&from=2026-03-25&to=2026-03-31&hour=13&currency=TRY',
  );
});

test('a day is the whole period', () => {
  expect(hrefBehind('kahve', {}, request, { side: 'day', value: '2026-03-26', currency: 'EUR' })).toBe(
    '/kahve/transactions?from=2026-03-26&to=2026-03-26&currency=EUR',
  );
});

test('what was declined is counted in every currency, and so is the list behind it', () => {
  expect(hrefBehind('kahve', {}, request, { side: 'declined', value: 'wrong_pin' })).toBe(
    '/kahve/transactions?from=2026-03-25&to=2026-03-31&declined=wrong_pin',
  );
});

test('what was not told leads nowhere', () => {
  expect(hrefBehind('kahve', {}, request, { side: 'card', value: '', currency: 'TRY' })).toBeNull();
  expect(hrefBehind('kahve', {}, request, { side: 'card', value: 'cash', currency: 'TRY' })).toBeNull();
});
