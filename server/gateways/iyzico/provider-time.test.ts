import { expect, test } from 'vitest';
import type { ExactJson } from '../exact-json.ts';
import { providerTime } from './provider-time.ts';

const NOON = '2026-01-01T12:00:00.000Z';
const EPOCH = String(Date.parse(NOON));
const HEADER = { date: 'Thu, 01 Jan 2026 12:00:00 GMT' };
const read = (json: ExactJson | undefined, status = 200, headers: Record<string, string> = {}) =>
  providerTime(json, { status, headers })?.toISOString() ?? null;

test.each<[string, ExactJson]>([
  ['milliseconds of a service answer', { systemTime: EPOCH }],
  ['its seconds', { systemTime: EPOCH.slice(0, -3) }],
  ['when a login code was issued', { issuedAt: '2026-01-01T15:00:00.000055098+03:00' }],
])('the time is read from %s', (_what, json) => {
  expect(read(json)).toBe(NOON);
});

test('a refused login tells no time but that of its HTTP answer; no other answer is dated by it', () => {
  expect(read({ errorCode: 'invalid_request' }, 401, HEADER)).toBe(NOON);
  expect(read(undefined, 401, HEADER)).toBe(NOON);
  expect(read({ access_token: 'x' }, 200, HEADER)).toBeNull();
  expect(read('<html>', 502, HEADER)).toBeNull();
});

test.each<[string, ExactJson | undefined]>([
  ['no body', undefined],
  ['no time', {}],
  ['nonsense', { systemTime: 'soon', issuedAt: 'today' }],
  ['other shapes', { systemTime: ['1'], issuedAt: { at: NOON } }],
  ['an endless number', { systemTime: '9'.repeat(40) }],
])('%s tells nothing', (_what, json) => {
  expect(read(json)).toBeNull();
  expect(read(json, 401, { date: 'yesterday' })).toBeNull();
});
