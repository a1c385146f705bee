import { describe, expect, it } from 'vitest';
import type { BankFigure } from '#server/gateways/terminal-gateway.ts';
import { matchBankReport, type WantedBook } from './match-bank-report.ts';

const BOOK: WantedBook = {
  providerDeviceId: 'TILL-1',
  number: '012',
  bankDate: '2026-03-04',
  currencies: ['CAD'],
  takenNumbers: ['011'],
  knownDevices: ['TILL-1', 'TILL-2'],
};

function line(changes: Partial<Omit<BankFigure, 'net'>> & { minor?: number } = {}): BankFigure {
  const { minor = 100_00, ...others } = changes;
  return {
    ...{ providerDeviceId: 'TILL-1', batchNumber: '12', bankDate: '2026-03-04', cardBrand: 'visa' },
    net: { minor, currency: 'CAD' },
    ...others,
  };
}

const inDollars = (figure: BankFigure): BankFigure => ({
  ...figure,
  net: { minor: 100_00, currency: 'USD' },
});
const match = (figures: BankFigure[], changes: Partial<WantedBook> = {}) =>
  matchBankReport({ kind: 'reported', figures }, { ...BOOK, ...changes });
const figuresOf = (...figures: [group: string, amountMinor: number][]) =>
  figures.map(([group, amountMinor]) => ({ group, amountMinor, currency: 'CAD' }));

describe('figures of the bank’s report are ours', () => {
  it('by terminal and batch number, leading zeros or not, whatever else the report lists', () => {
    const found = match([
      line({ minor: 90_00 }),
      line({ cardBrand: 'interac', minor: -5_00 }),
      line({ batchNumber: '13', minor: 1 }),
      line({ providerDeviceId: 'TILL-2', minor: 2 }),
    ]);
    expect(found).toEqual({
      kind: 'figures',
      batchNumber: '012',
      figures: figuresOf(['visa', 90_00], ['interac', -5_00]),
      strangers: [],
    });
  });

  it('by their number although the bank dates it otherwise', () => {
    expect(match([line({ bankDate: '2026-03-03' })])).toMatchObject({ kind: 'figures' });
  });

  it('by the bank’s day where no slip told us a number, and the number becomes known', () => {
    const found = match([line({ batchNumber: '31' }), line({ batchNumber: '30', bankDate: '2026-03-03' })], {
      number: null,
    });
    expect(found).toMatchObject({ kind: 'figures', batchNumber: '31', figures: figuresOf(['visa', 100_00]) });
  });

  it('by the bank’s day where the bank tells no number', () => {
    const found = match([line({ batchNumber: null }), line({ batchNumber: null, bankDate: '2026-03-03' })]);
    expect(found).toMatchObject({
      kind: 'figures',
      batchNumber: '012',
      figures: figuresOf(['visa', 100_00]),
    });
  });

  it('summed where the bank lists a kind of card in several lines', () => {
    expect(match([line({ minor: 60_00 }), line({ minor: 40_00 })])).toMatchObject({
      figures: figuresOf(['visa', 100_00]),
    });
  });

  it('under a card type that nobody knows as it is', () => {
    expect(match([line({ cardBrand: 'Z' })])).toMatchObject({ figures: figuresOf(['Z', 100_00]) });
  });

  it('and a terminal that nobody set up here is said beside them', () => {
    expect(match([line(), line({ providerDeviceId: 'TILL-9' })])).toMatchObject({ strangers: ['TILL-9'] });
  });
});

describe('nothing is filled in', () => {
  it.each<[string, BankFigure[], Partial<WantedBook>, object]>([
    ['of an empty report', [], {}, { kind: 'no_report' }],
    [
      'of a report that is of the day before',
      [line({ batchNumber: '11', bankDate: '2026-03-03' })],
      {},
      { kind: 'no_report' },
    ],
    [
      'of another terminal',
      [line({ providerDeviceId: 'TILL-2' }), line({ providerDeviceId: 'TILL-2', cardBrand: 'amex' })],
      {},
      { kind: 'not_listed', devices: ['TILL-2'] },
    ],
    [
      'of a terminal that the report does not name',
      [line({ providerDeviceId: null })],
      {},
      { kind: 'not_listed', devices: [] },
    ],
    ['of another batch', [line({ batchNumber: '21' })], {}, { kind: 'other_batch', numbers: ['21'] }],
    [
      'of a batch that is another book’s, where ours has no number',
      [line({ batchNumber: '11' })],
      { number: null },
      { kind: 'other_batch', numbers: ['11'] },
    ],
    [
      'where it could be one of several batches',
      [line({ batchNumber: '30' }), line({ batchNumber: '31' })],
      { number: null },
      { kind: 'several_batches', numbers: ['30', '31'] },
    ],
    [
      'in a currency that the account does not take, and nothing of the rest either',
      [line(), inDollars(line({ cardBrand: 'amex' }))],
      {},
      { kind: 'other_currency', currency: 'USD' },
    ],
    [
      'of a day that the report does not tell, where there is no number',
      [line({ bankDate: null })],
      { number: null },
      { kind: 'other_batch', numbers: ['12'] },
    ],
  ])('%s', (_what, figures, changes, expected) => {
    expect(match(figures, changes)).toEqual(expected);
  });

  it('of another currency’s figures of somebody else’s batch, which do not matter', () => {
    expect(match([line(), inDollars(line({ providerDeviceId: 'TILL-2' }))])).toMatchObject({
      kind: 'figures',
    });
  });
});

describe('a bank that answers nothing', () => {
  it.each([
    ['unreachable', 'unreachable'],
    ['sign_in_failed', 'sign_in_failed'],
    ['unreadable_answer', 'unusable'],
    ['deadline', 'unusable'],
    ['connection_lost', 'unusable'],
    ['provider_error', 'unusable'],
  ] as const)('for %s is said to be %s', (cause, said) => {
    expect(matchBankReport({ kind: 'no_answer', cause }, BOOK)).toEqual({ kind: 'no_answer', cause: said });
  });

  it('has no report where it says that it has none', () => {
    expect(matchBankReport({ kind: 'no_record' }, BOOK)).toEqual({ kind: 'no_report' });
  });
});
