import { describe, expect, it } from 'vitest';
import { readPlace, toPage, toPlaceText, toSlice } from './place.ts';

const id = (n: number) => `bat_${n.toString().padStart(26, '0')}` as const;
const row = (n: number) => ({ at: new Date(1_790_000_000_000 + n), id: id(n) });
const rows = (...numbers: number[]) => numbers.map(row);

describe('a place in a list', () => {
  it('survives the way through an address', () => {
    expect(readPlace('batch', toPlaceText(row(7)))).toEqual(row(7));
  });

  it.each([
    '',
    'x',
    '-1',
    '0',
    `zzzzzzzzzzz-${id(1)}`,
    `1-${id(1)}x`,
    `1-txn_${'0'.repeat(26)}`,
    `1e3-${id(1)}`.replace('1e3', '1.5'),
    `1-bat_${'u'.repeat(26)}`,
    '../../etc',
    `1-${id(1)}\u0000`,
  ])('is not read from %j', (text) => {
    expect(readPlace('batch', text)).toBeNull();
  });

  it('that cannot be read begins at the top', () => {
    expect(toSlice('batch', { after: 'nonsense' }, 2)).toEqual({ limit: 3 });
    expect(toSlice('batch', { before: 'nonsense' }, 2)).toEqual({ limit: 3 });
  });
});

describe('a page of a list', () => {
  const placeOf = (one: ReturnType<typeof row>) => one;

  it('has no newer neighbour at the top, and an older one only when more was read than shown', () => {
    expect(toPage(rows(9, 8), { limit: 3 }, placeOf)).toEqual({ rows: rows(9, 8), newer: null, older: null });
    expect(toPage(rows(9, 8, 7), { limit: 3 }, placeOf)).toEqual({
      rows: rows(9, 8),
      newer: null,
      older: toPlaceText(row(8)),
    });
  });

  it('read towards the newer end drops the extra row at its top', () => {
    expect(toPage(rows(9, 8, 7), { limit: 3, before: row(6) }, placeOf)).toEqual({
      rows: rows(8, 7),
      newer: toPlaceText(row(8)),
      older: toPlaceText(row(7)),
    });
    expect(toPage(rows(9, 8), { limit: 3, before: row(7) }, placeOf).newer).toBeNull();
  });

  it('past a place always leads back', () => {
    expect(toPage(rows(5), { limit: 3, after: row(6) }, placeOf)).toMatchObject({
      newer: toPlaceText(row(5)),
      older: null,
    });
  });
});
