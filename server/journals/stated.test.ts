import { expect, test } from 'vitest';
import type { LedgerEntry } from './ledger-entry.ts';
import { startStating } from './stated.ts';

const entry = (number: number, sides: [debit: number, credit: number][]): LedgerEntry => ({
  ...{ number, day: '2026-05-12', title: 'Day', currency: 'TRY' },
  lines: sides.map(([debitMinor, creditMinor]) => ({ account: '102', text: '', debitMinor, creditMinor })),
});

async function pass(...entries: LedgerEntry[]) {
  const stating = startStating('TRY');
  async function* source() {
    yield* entries;
  }
  for await (const _ of stating.through(source()));
  return stating.read();
}

test('a file of entries states how many they are and what both sides come to', async () => {
  const first = entry(1, [
    [500, 0],
    [0, 300],
    [0, 200],
  ]);
  expect(
    await pass(
      first,
      entry(2, [
        [70, 0],
        [0, 70],
      ]),
    ),
  ).toEqual({
    ...{ entries: 2, lines: 5, currency: 'TRY', debitMinor: 570, creditMinor: 570 },
  });
});

test('an entry that does not balance is never written', async () => {
  await expect(
    pass(
      entry(1, [
        [500, 0],
        [0, 499],
      ]),
    ),
  ).rejects.toThrow('Entry 1 does not balance');
});
