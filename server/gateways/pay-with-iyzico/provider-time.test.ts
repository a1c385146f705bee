import { expect, it } from 'vitest';
import { dayOf, readInstant, readTime } from './provider-time.ts';

it.each([
  ['2026-01-01 00:30:05', '2025-12-31T21:30:05.000Z'],
  ['2026-01-01T00:30:05', '2025-12-31T21:30:05.000Z'],
  ['2026-01-01T00:30:05+03:00', '2025-12-31T21:30:05.000Z'],
  ['2026-01-01T00:30:05+0300', '2025-12-31T21:30:05.000Z'],
  ['2026-01-01T00:30:05.123Z', '2026-01-01T00:30:05.123Z'],
  ['2026-01-01 00:30', '2025-12-31T21:30:00.000Z'],
])('%s is a time, in Istanbul unless it says otherwise', (text, at) => {
  expect(readTime(text)?.toISOString()).toBe(at);
});

it.each([null, '', '2026-02-30 10:00:00', '2026-01-01 24:00:00', '2026-01-01', '1767267600000', 'now'])(
  '%s is none',
  (text) => {
    expect(readTime(text)).toBeNull();
  },
);

it('an instant is whole milliseconds of this age', () => {
  expect(readInstant('1767267600000')?.toISOString()).toBe('2026-01-01T11:40:00.000Z');
  for (const text of [null, '', '17672676', '9767267600000', '1767267600000.5', '-1767267600000']) {
    expect(readInstant(text)).toBeNull();
  }
});

it('a day ends at midnight in Istanbul', () => {
  expect(dayOf(new Date('2026-01-01T20:59:59Z'))).toBe('2026-01-01');
  expect(dayOf(new Date('2026-01-01T21:00:00Z'))).toBe('2026-01-02');
  expect(dayOf(null)).toBeNull();
});
