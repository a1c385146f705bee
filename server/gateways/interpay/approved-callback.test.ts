import { describe, expect, it } from 'vitest';
import { approvedFields, called, SLIPS } from '#tests/support/called-interpay.ts';
import type { CalledOutcome } from '../callback.ts';
import { readCallback } from './callback.ts';

const ABOUT = { kind: 'sale', providerDeviceId: 'SIM-OK', currency: 'CAD' } as const;

const read = (fields: object, claims: 'success' | 'failure' = 'success') =>
  readCallback(called(fields, { claims }), ABOUT);

function outcomeOf(fields: object, claims: 'success' | 'failure' = 'success'): CalledOutcome {
  const reading = read(fields, claims);
  if (reading.kind !== 'outcome') throw new Error(`no outcome: ${reading.kind}`);
  return reading.outcome;
}

const approved = (overrides: object = {}) => outcomeOf(approvedFields(overrides));

// §6.2, field by field.
describe('an approved outcome (§6.2)', () => {
  it('says all that its fields say, and device and currency of the operation that was called', () => {
    expect(approved()).toEqual({
      result: {
        kind: 'approved',
        isProven: true,
        evidence: {
          reference: '1234567890',
          providerDeviceId: 'SIM-OK',
          amountMinor: 1240,
          currency: 'CAD',
          providerPaymentId: 'WP0123456789ABCD',
          authCode: '004311',
          cardBrand: 'visa',
          cardType: null,
          last4: '3259',
          ...Object.fromEntries(
            ['providerDate', 'rrn', 'stan', 'batchNumber', 'acquirerId', 'acquirerName', 'issuerId'].map(
              (name) => [name, null],
            ),
          ),
          ...Object.fromEntries(
            ['tid', 'mid', 'bin', 'saleNumber', 'entryMode', 'providerAt'].map((name) => [name, null]),
          ),
        },
      },
      reference: '1234567890',
      sessionId: 'a1b2c3d4e5f6g7h8i9j0',
      isRefund: false,
      amountMinor: 1240,
      isMisdirected: false,
      slips: { customer: SLIPS.Customer, merchant: SLIPS.Merchant },
      dropped: [],
    });
  });

  it.each(['', undefined, null])('with REFNUM %j is known by its session', (REFNUM) => {
    expect(approved({ REFNUM }).result).toMatchObject({
      evidence: { providerPaymentId: 'a1b2c3d4e5f6g7h8i9j0' },
    });
  });

  it.each([
    ['V', 'visa', null],
    ['M', 'mastercard', null],
    ['A', 'amex', null],
    ['D', 'discover', null],
    ['I', 'interac', 'debit'],
    ['i', 'interac', 'debit'],
    ['B', 'B', null],
    ['JCB', 'JCB', null],
    ['', null, null],
    [undefined, null, null],
    ['<b>', null, null],
  ])('with a card of type %j shows %j', (CARDTYPE, cardBrand, cardType) => {
    expect(approved({ CARDTYPE }).result).toMatchObject({ evidence: { cardBrand, cardType } });
  });

  it.each([
    ['****1234', '1234'],
    ['XXXX XXXX XXXX 1234', '1234'],
    ['1234', '1234'],
    ['4543601234560006', null],
    ['454360******0006', null],
    ['****', null],
    ['', null],
  ])('of a card %s keeps %j', (CARDMASK, last4) => {
    const outcome = approved({ CARDMASK });
    expect(outcome.result).toMatchObject({ evidence: { last4, bin: null } });
    expect(JSON.stringify({ ...outcome, slips: null })).not.toMatch(/\d{13}/);
  });

  it('without AUTH, or with ACK=N, is not proven; a missing ACK proves nothing either way', () => {
    const isProven = (overrides: object) => {
      const { result } = approved(overrides);
      return result.kind === 'approved' && result.isProven;
    };
    expect([{ AUTH: '' }, { AUTH: undefined }, { ACK: 'N' }, { ACK: 'n' }].map(isProven)).toEqual(
      Array(4).fill(false),
    );
    expect([{}, { ACK: undefined }, { ACK: '' }].map(isProven)).toEqual(Array(3).fill(true));
  });

  it.each([
    ['12.40', 1240],
    ['12.4', 1240],
    ['12', 1200],
    ['0.01', 1],
    ['9999999.99', 999_999_999],
    ['1.2', 120],
    [12.4, 1240],
    ['0', 0],
    ...[
      '',
      '-12.40',
      '+12.40',
      '12,40',
      '1,212.40',
      '12.405',
      '12.',
      '.40',
      '1e3',
      '0x10',
      'NaN',
      '١٢',
      '$12.40',
    ].map((text) => [text, null] as const),
    ['9'.repeat(30), null],
  ] as const)('with an amount written %j is about %j cents', (AMT, minor) => {
    const outcome = approved({ AMT });
    expect(outcome.amountMinor).toBe(minor);
    expect(outcome.result).toMatchObject({ kind: 'approved', evidence: { amountMinor: minor } });
  });

  it('never reads an amount that passes through a float', () => {
    for (let cents = 0; cents < 3000; cents++) {
      const AMT = `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`;
      expect(outcomeOf({ ...approvedFields(), AMT }).amountMinor).toBe(cents);
    }
  });

  it.each([
    ['Y', true],
    ['y', true],
    [true, false],
    ['N', false],
    ['', false],
    [undefined, false],
  ])('with REFUND %j is a refund: %s, or proves nothing', (REFUND, isRefund) => {
    const reading = read(approvedFields({ REFUND }));
    // A flag that is no text is no flag, and its message no proof.
    if (REFUND === true) expect(reading).toEqual({ kind: 'hint' });
    else expect(reading).toMatchObject({ outcome: { isRefund } });
  });
});
