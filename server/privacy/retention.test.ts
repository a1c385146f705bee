import { expect, test } from 'vitest';
import { monthsBefore, retentionSetting, USUAL_MONTHS } from './retention.ts';

test('what is not said keeps its usual time', () => {
  expect(retentionSetting.parse(undefined)).toEqual(USUAL_MONTHS);
  expect(retentionSetting.parse('mails:6, exchanges:36')).toEqual({
    ...USUAL_MONTHS,
    mails: 6,
    exchanges: 36,
  });
});

test.each(['mails', 'mails:0', 'mails:x', 'mails:121', 'sums:1', 'mails:1:2', '__proto__:1'])(
  '%j is refused',
  (text) => expect(retentionSetting.safeParse(text).success).toBe(false),
);

test.each([
  ['2026-03-31T12:00:00.000Z', 1, '2026-02-28T12:00:00.000Z'],
  ['2026-01-15T12:00:00.000Z', 24, '2024-01-15T12:00:00.000Z'],
  ['2024-02-29T00:00:00.000Z', 12, '2023-02-28T00:00:00.000Z'],
])('%s less %i months is %s', (at, count, before) =>
  expect(monthsBefore(new Date(at), count).toISOString()).toBe(before),
);
