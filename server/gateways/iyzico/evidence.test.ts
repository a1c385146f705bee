import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toDecimal } from '#server/kernel/money.ts';
import { operations } from '#tests/support/told-provider.ts';
import { parseExactJson } from '../exact-json.ts';
import type { TerminalOperation } from '../terminal-gateway.ts';
import { toEvidence } from './evidence.ts';
import { paymentAnswer } from './wire.ts';

function evidenceOf(body: object | string, operation: TerminalOperation = operations.sale) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return toEvidence(paymentAnswer.parse(parseExactJson(text)), operation);
}

describe('evidence', () => {
  it('carries every amount exactly, from the wire to minor units', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999_999_999_999 }), (minor) => {
        const written = toDecimal({ minor, currency: 'TRY' });
        for (const price of [written, `"${written}"`, `${written}0`]) {
          expect(evidenceOf(`{"price":${price},"currency":"TRY"}`).amountMinor).toBe(minor);
        }
      }),
    );
  });

  it.each([
    ['1.0E7', 1_000_000_000],
    ['"1E+7"', 1_000_000_000],
    ['118.000', 11_800],
    ['0.1', 10],
    ['8.005', null],
    ['1e20', null],
    ['-5', -500],
  ])('reads the price %s as %s', (price, minor) => {
    expect(evidenceOf(`{"price":${price},"currency":"TRY"}`).amountMinor).toBe(minor);
  });

  it('counts the surcharge on top of the price an answer quotes, for a sale and its void, not for a refund', () => {
    const answer = { price: 240, currency: 'TRY' };
    const sale = { ...operations.sale, surchargeMinor: 1_250 };
    const original = { ...operations.void.original, surchargeMinor: 1_250 };
    expect(evidenceOf(answer, sale).amountMinor).toBe(25_250);
    expect(evidenceOf(answer, { ...operations.void, original }).amountMinor).toBe(25_250);
    expect(evidenceOf(answer, { ...operations.refund, original }).amountMinor).toBe(24_000);
    expect(evidenceOf({ currency: 'TRY' }, sale).amountMinor).toBeNull();
  });

  it('has no amount without its currency', () => {
    expect(evidenceOf({ price: 5 })).toMatchObject({ amountMinor: null, currency: null });
  });

  it('keeps the leading zeros of everything a bank asks for', () => {
    const answer = { hostReference: '000012345678', stanNo: '000042', authCode: '004311', batchNo: '017' };
    const terminal = { bankTerminalId: '00000777', bankMerchantId: '000000004321' };
    expect(evidenceOf({ ...answer, ...terminal })).toMatchObject({
      rrn: '000012345678',
      stan: '000042',
      authCode: '004311',
      batchNumber: '017',
      tid: '00000777',
      mid: '000000004321',
    });
  });

  it('keeps six digits of a BIN and four of a card at most', () => {
    expect(evidenceOf({ binNumber: '4543601234560006', lastFourDigits: '4543601234560006' })).toMatchObject({
      bin: '454360',
      last4: '0006',
    });
    expect(evidenceOf({ binNumber: '45', lastFourDigits: 6 })).toMatchObject({ bin: null, last4: null });
  });

  it.each([
    [20_260_101, '2026-01-01'],
    ['20260101', '2026-01-01'],
    ['2026-01-01', '2026-01-01'],
    ['20260230', null],
    ['00000000', null],
    ['99991231', null],
    ['today', null],
  ])('reads the accounting day %s as %s', (paymentDate, day) => {
    expect(evidenceOf({ paymentDate }).providerDate).toBe(day);
  });

  it.each([
    [1_767_267_600_000, '2026-01-01T11:40:00.000Z'],
    [1_767_267_600, '2026-01-01T11:40:00.000Z'],
    ['1767267600000', '2026-01-01T11:40:00.000Z'],
    [17, null],
    [null, null],
  ])('reads the clock %s as %s', (systemTime, at) => {
    expect(evidenceOf({ systemTime }).providerAt?.toISOString() ?? null).toBe(at);
  });

  it.each([
    ['CREDIT', 'credit'],
    ['CREDIT_CARD', 'credit'],
    ['debit_card', 'debit'],
    ['PREPAID', 'prepaid'],
    ['Kredi Kartı', null],
  ])('reads the card type %s as %s', (cardType, type) => {
    expect(evidenceOf({ cardType }).cardType).toBe(type);
  });

  it.each([
    ['051', 'chip'],
    ['07', 'contactless'],
    ['901', 'magstripe'],
    ['01', 'manual'],
    ['00', null],
  ])('reads the entry mode %s as %s', (posEntryModeCode, mode) => {
    expect(evidenceOf({ posEntryModeCode }).entryMode).toBe(mode);
  });

  it('takes no id with characters an id does not have', () => {
    for (const paymentId of ['a\u0000b', 'p\u202ed', 'ödeme', 'x'.repeat(101)]) {
      expect(paymentAnswer.safeParse({ paymentId }).success).toBe(false);
    }
    expect(evidenceOf({ authCode: 'ö', acquirerName: 'Türkiye İş Bankası' })).toMatchObject({
      authCode: null,
      acquirerName: 'Türkiye İş Bankası',
    });
  });
});
