import { describe, expect, test } from 'vitest';
import type { CurrencyCode } from '#server/kernel/money.ts';
import {
  countedOnce,
  isKept,
  type KnownDifference,
  type StatementDifference,
  statementDifferences,
} from './statement-differences.ts';

const said = (amountMinor: number, more: Record<string, unknown> = {}) => ({
  ...{ acquirerId: '12', day: '2026-05-12' as const, batchNumber: '7', currency: 'TRY' as CurrencyCode },
  ...{ amountMinor, reference: null, statementId: 'a' },
  ...more,
});
const NAMELESS = { kind: 'sale', originalId: null, providerPaymentId: null };
const row = (oursMinor: number | null, lines: ReturnType<typeof said>[]) => ({
  ...{ acquirerId: '12', acquirerName: 'Bank', currency: 'TRY' as CurrencyCode, oursMinor, lines },
});

describe('a report beside the statements that speak of it', () => {
  test('differs where the sums do, and nowhere where they agree or no statement speaks', () => {
    expect(statementDifferences([row(500, [said(300), said(200)])], [])).toEqual([]);
    expect(statementDifferences([row(500, [])], [])).toEqual([]);
    expect(statementDifferences([row(500, [said(300)])], [])).toMatchObject([
      { oursMinor: 500, theirsMinor: 300, differenceMinor: -200 },
    ]);
    expect(statementDifferences([row(null, [said(300)])], [])).toMatchObject([{ differenceMinor: 300 }]);
  });

  test('counts once what the file of a day and that of its month both say', () => {
    const month = [said(300, { statementId: 'b' }), said(200, { statementId: 'b' })];
    expect(countedOnce([said(300), ...month], []).map(({ amountMinor }) => amountMinor)).toEqual([300, 200]);
    expect(countedOnce([said(300), said(300)], [])).toHaveLength(2);
  });

  test('counts once a payment that two files call by two of its names, and twice what one file says twice', () => {
    const payment = { ...NAMELESS, id: 'txn_1', amountMinor: 300, rrn: '602147997003', authCode: '603011' };
    const byCode = said(300, { reference: '603011' });
    const byRrn = said(300, { reference: '602147997003', statementId: 'b' });
    const book = [payment] as unknown as Parameters<typeof countedOnce>[1];
    expect(countedOnce([byCode, byRrn], book)).toEqual([byCode]);
    expect(countedOnce([byCode, byCode, byRrn], book)).toHaveLength(2);
    expect(countedOnce([byCode, { ...byRrn, amountMinor: 301 }], book)).toHaveLength(2);
    // Two payments of one name: it may be either.
    const twin = { ...payment, id: 'txn_2' };
    expect(countedOnce([byCode, byRrn], [payment, twin] as unknown as typeof book)).toHaveLength(2);
  });
});

test('a difference is kept once: as one of a statement, or because the terminal said the same', () => {
  const found: StatementDifference = {
    ...{ acquirerId: '12', acquirerName: null, currency: 'TRY' },
    ...{ oursMinor: 500, theirsMinor: 300, differenceMinor: -200 },
  };
  const known = (more: Partial<KnownDifference>): KnownDifference => ({
    ...{
      acquirerId: '12',
      currency: 'TRY',
      kind: 'statement',
      state: 'open',
      oursMinor: 500,
      theirsMinor: 300,
    },
    ...more,
  });
  expect(isKept(found, [known({})])).toBe(true);
  expect(isKept(found, [known({ kind: 'sum', state: 'explained' })])).toBe(true);
  expect(isKept(found, [known({ state: 'withdrawn' })])).toBe(false);
  expect(isKept(found, [known({ theirsMinor: 310 })])).toBe(false);
  expect(isKept(found, [known({ kind: 'late' })])).toBe(false);
});
