import { expect, test } from 'vitest';
import { isAt, type NavKey, navigation, splitForBar } from './navigation.ts';

function barOf(keys: readonly NavKey[]): { bar: NavKey[]; rest: NavKey[] } {
  const { bar, rest } = splitForBar(navigation.filter(({ key }) => keys.includes(key)));
  return { bar: bar.map(({ key }) => key), rest: rest.map(({ key }) => key) };
}

test('a manager has what a day is made of in the bar', () => {
  expect(barOf(navigation.map(({ key }) => key)).bar).toEqual([
    'home',
    'transactions',
    'unresolved',
    'endOfDay',
  ]);
});

test('a role that may see less has its own places in the bar instead of a gap', () => {
  expect(barOf(['home', 'transactions', 'unresolved', 'devices', 'paymentLinks', 'settings'])).toEqual({
    bar: ['home', 'transactions', 'unresolved', 'devices'],
    rest: ['paymentLinks', 'settings'],
  });
});

test('nothing is alone behind «more»', () => {
  expect(barOf(['home', 'transactions', 'unresolved', 'receipts', 'paymentLinks'])).toEqual({
    bar: ['home', 'transactions', 'unresolved', 'receipts', 'paymentLinks'],
    rest: [],
  });
});

test('no two places go by the same letter, and none by one that does something else', () => {
  const letters = navigation.flatMap(({ letter }) => letter ?? []);
  expect(new Set(letters).size).toBe(letters.length);
  expect(letters).not.toContain('g');
});

test.each<[string, NavKey]>([
  ['', 'home'],
  ['/transactions', 'transactions'],
  ['/transactions/txn_1', 'transactions'],
  ['/settings/connections', 'settings'],
  ['/settings/users', 'settings'],
  ['/settings/privacy', 'settings'],
  ['/reports/differences/var_1', 'reports'],
])('who is at %j is in one place: %s', (path, key) => {
  const at = navigation.filter((entry) => isAt(entry, '/kahve', `/kahve${path}`));
  expect(at.map((entry) => entry.key)).toEqual([key]);
});
