import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { type SealBinding, seal, unseal } from './seal.ts';

const key = { id: 'k1', bytes: randomBytes(32) };
type Place = Extract<SealBinding, { field: 'credentials' | 'session' }>;
const place: Place = { merchantId: 'mer_1', provider: 'iyzico', field: 'credentials' };

test('what was sealed opens again, and two seals of the same text differ', () => {
  const [a, b] = [seal([key], place, 'gizli'), seal([key], place, 'gizli')];
  expect(unseal([key], place, a)).toBe('gizli');
  expect(a).not.toBe(b);
  expect(a).not.toContain('gizli');
});

test.each<Partial<Place>>([{ merchantId: 'mer_2' }, { provider: 'other' }, { field: 'session' }])(
  'moved to %j it does not open',
  (change) => {
    expect(() => unseal([key], { ...place, ...change }, seal([key], place, 'gizli'))).toThrow();
  },
);

test('a changed byte or a missing key does not open', () => {
  const sealed = seal([key], place, 'gizli');
  expect(() => unseal([key], place, `${sealed.slice(0, -2)}AA`)).toThrow();
  expect(() => unseal([{ id: 'k2', bytes: key.bytes }], place, sealed)).toThrow();
});

test('an older key still opens while a newer one seals', () => {
  const newer = { id: 'k2', bytes: randomBytes(32) };
  const old = seal([key], place, 'gizli');
  expect(unseal([newer, key], place, old)).toBe('gizli');
  expect(seal([newer, key], place, 'gizli')).toMatch(/^v1\.k2\./);
});

test('a photo opens for its own resolution only', () => {
  const photo = { merchantId: 'mer_1', resolutionId: 'rsl_1', field: 'photo' } as const;
  const sealed = seal([key], photo, 'slip');
  expect(unseal([key], photo, sealed)).toBe('slip');
  expect(() => unseal([key], { ...photo, resolutionId: 'rsl_2' }, sealed)).toThrow();
  expect(() => unseal([key], { ...photo, merchantId: 'mer_2' }, sealed)).toThrow();
});
