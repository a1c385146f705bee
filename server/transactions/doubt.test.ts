import { expect, test } from 'vitest';
import { STATES } from '#db/schema/transactions.ts';
import { leavesDoubt } from './doubt.ts';

test('only what is unknown, or ended in a way that leaves it open, asks for a look at the device', () => {
  const doubtful = STATES.filter((state) => leavesDoubt({ state, flags: [] }));
  expect(doubtful).toEqual(['unknown']);
  for (const state of ['declined', 'failed', 'cancelled'] as const)
    expect(leavesDoubt({ state, flags: ['check_device'] })).toBe(true);
});

test('an approval ends the doubt, whatever was said before', () => {
  expect(leavesDoubt({ state: 'approved', flags: ['late', 'check_device'] })).toBe(false);
});
