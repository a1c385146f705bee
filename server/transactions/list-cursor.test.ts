import { describe, expect, it } from 'vitest';
import { readCursor, toCursor } from './list-cursor.ts';

const row = {
  createdAt: new Date('2026-03-04T05:06:07.089Z'),
  id: 'txn_01jqz3k4m5n6p7q8r9s0t1v2w3',
} as const;

describe('the cursor of the list', () => {
  it('comes back exactly, to the millisecond', () => {
    expect(readCursor(toCursor(row))).toEqual(row);
  });

  it('reads as nothing when it is broken, foreign or made up', () => {
    const good = toCursor(row);
    const broken = [
      '',
      '-',
      good.slice(0, -1),
      `${good}x`,
      ` ${good}`,
      good.toUpperCase(),
      good.replace('txn_', 'dev_'),
      good.replace('-', '_'),
      `zzzzzzzzzzz-${row.id}`,
      `-1-${row.id}`,
      `${row.id}`,
      "1' or '1'='1",
      '\u0000',
      '../../etc/passwd',
      'a'.repeat(10_000),
    ];
    for (const text of broken) expect(readCursor(text), text.slice(0, 40)).toBeNull();
  });
});
