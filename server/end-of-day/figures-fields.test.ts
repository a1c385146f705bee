import { describe, expect, it } from 'vitest';
import { bankTotalsForm } from './figures-fields.ts';

const runId = `eod_${'0'.repeat(26)}`;
const form = (changes: Record<string, unknown> = {}) => ({
  runId,
  batchNumber: ' 012 ',
  groups: ['visa', 'interac'],
  currencies: ['CAD', 'CAD'],
  counts: ['3', ''],
  amounts: ['1234.5', '-5'],
  ...changes,
});
const problems = (changes: Record<string, unknown>) =>
  bankTotalsForm.safeParse(form(changes)).error?.issues.map((issue) => issue.path.join('.'));

describe('the form of the bank’s figures', () => {
  it('reads amounts to the cent, below zero too, and a count that may be left out', () => {
    expect(bankTotalsForm.parse(form())).toEqual({
      runId,
      readAt: null,
      batchNumber: '012',
      numberNote: null,
      acceptsDifference: false,
      figures: [
        { group: 'visa', currency: 'CAD', count: 3, amountMinor: 1_234_50 },
        { group: 'interac', currency: 'CAD', count: null, amountMinor: -5_00 },
      ],
    });
  });

  it('says which answer of the bank it was filled in from', () => {
    const readAt = new Date('2026-03-05T14:00:00.123Z');
    expect(bankTotalsForm.parse(form({ readAt: readAt.toISOString() }))).toMatchObject({ readAt });
  });

  it.each([
    ['amounts.1', { amounts: ['1', ''] }],
    ['amounts.0', { amounts: ['1e3', '1'] }],
    ['amounts.0', { amounts: ['1,5', '1'] }],
    ['amounts.0', { amounts: ['0.001', '1'] }],
    ['amounts.0', { amounts: ['100000000000.01', '1'] }],
    ['counts.0', { counts: ['-1', ''] }],
    ['counts.0', { counts: ['1.5', ''] }],
    ['counts.1', { counts: ['', '１'] }],
    ['currencies.1', { currencies: ['CAD', 'XXX'] }],
    ['', { amounts: ['1'] }],
    ['', { groups: [] }],
    ['', { more: 'than asked' }],
    ['runId', { runId: 'eod_1' }],
    ['readAt', { readAt: 'yesterday' }],
    ['accepts', { accepts: 'no' }],
  ])('says at %s what it cannot take: %j', (field, changes) => {
    expect(problems(changes)).toEqual([field]);
  });
});
