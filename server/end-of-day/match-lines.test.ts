import { describe, expect, test } from 'vitest';
import type { TransactionId } from '#server/kernel/ids.ts';
import { isHeldWhole, matchLines, type NamedBook } from './match-lines.ts';

const id = (place: number) => `txn_${place}` as TransactionId;
const booked = (place: number, amountMinor: number, more: Partial<NamedBook> = {}): NamedBook => ({
  ...{ id: id(place), kind: 'sale', amountMinor, originalId: null },
  ...{ rrn: `00000${place}`, authCode: `A${place}`, providerPaymentId: null },
  ...more,
});
const line = (reference: string | null, amountMinor: number) => ({ reference, amountMinor });
const findings = (lines: ReturnType<typeof line>[], book: NamedBook[]) =>
  matchLines(lines, book).lines.map(({ finding }) => finding);

describe('a line of a statement', () => {
  test('is held against the operation of its reference, with the zeros before it or without', () => {
    const { lines, missing } = matchLines(
      [line('1', 500), line('a2', 700)],
      [booked(1, 500), booked(2, 700)],
    );
    expect(lines.map(({ transactionId }) => transactionId)).toEqual([id(1), id(2)]);
    expect(lines.map(({ finding }) => finding)).toEqual(['agrees', 'agrees']);
    expect(missing).toEqual([]);
  });

  test('of a refund takes off what the refund gave back', () => {
    expect(findings([line('1', -500)], [booked(1, 500, { kind: 'refund' })])).toEqual(['agrees']);
    expect(findings([line('1', 500)], [booked(1, 500, { kind: 'refund' })])).toEqual(['other_amount']);
  });

  test('that repeats the reference of another is said to be there twice', () => {
    expect(findings([line('1', 500), line('1', 500)], [booked(1, 500)])).toEqual(['agrees', 'twice']);
  });

  test('without a reference that we know is taken for what has its amount and no line, and else is not ours', () => {
    const book = [booked(1, 500), booked(2, 700)];
    expect(findings([line('1', 500), line('X', 700)], book)).toEqual(['agrees', 'by_amount']);
    expect(findings([line('1', 500), line('X', 701)], book)).toEqual(['agrees', 'not_ours']);
  });

  test('is a part of a sum where not every line names an operation', () => {
    const held = matchLines([line('1', 500), line(null, 700)], [booked(1, 500), booked(2, 700)]);
    expect(held.lines.map(({ finding }) => finding)).toEqual(['sum', 'sum']);
    expect(held.missing).toBeNull();
  });
});

test('what is in the book and on no line is missing, but for a sale and its void', () => {
  const voided = [booked(2, 700), booked(3, 700, { kind: 'void', originalId: id(2) })];
  expect(matchLines([line('1', 500)], [booked(1, 500), ...voided]).missing).toEqual([]);
  expect(matchLines([line('1', 500)], [booked(1, 500), booked(4, 700)]).missing).toEqual([id(4)]);
});

test('sums that agree do not hide lines that do not', () => {
  const book = [booked(1, 500), booked(2, 700)];
  expect(isHeldWhole(matchLines([line('1', 700), line('2', 500)], book))).toBe(false);
  expect(isHeldWhole(matchLines([line('1', 500), line('2', 700)], book))).toBe(true);
});
