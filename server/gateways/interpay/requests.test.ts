import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CURRENCY_CODES } from '#server/kernel/money.ts';
import { CREDENTIALS, interpayAt, operations } from '#tests/support/told-interpay.ts';
import type { SaleOptions } from '../sale-options.ts';
import type { TerminalOperation } from '../terminal-gateway.ts';
import { type Asker, lookUpRequest, startSession, unsendable } from './requests.ts';
import { settingsSchema } from './settings.ts';

const asker = (settings: object = {}): Asker => ({
  ...settingsSchema.parse({ fallbackEmail: 'till@shop.example', ...settings }),
  credentials: CREDENTIALS,
});
const NO_OPTIONS: SaleOptions = {
  invoiceNumber: null,
  description: null,
  email: null,
  printsOnTerminal: true,
};
const withOptions = (options: Partial<SaleOptions>) => ({
  ...operations.sale,
  options: { ...NO_OPTIONS, ...options },
});

describe('a StartSession (§3)', () => {
  // §15.1: field order; no REFUND key on sales.
  it('of a sale has every field in its order, TERMID first, and no word of a refund', () => {
    expect(JSON.stringify(startSession(asker(), operations.sale))).toBe(
      JSON.stringify({
        TERMID: 'T1E4S7T8',
        PASS: 'pa55-word',
        TYPE: 'W',
        ACTION: 'StartSession',
        AMT: '12.40',
        REQUESTID: '1234567890',
        DEVICEID: 'SIM-OK',
        CUSTEMAIL: 'till@shop.example',
        SUCCESSURL: operations.sale.answerTo.success,
        FAILUREURL: operations.sale.answerTo.failure,
        INV: '1234567890',
        JSON: 'Y',
        LANG: 'E',
      }),
    );
  });

  // §15.8: own REQUESTID.
  it('of a refund says REFUND=Y, and is a session of its own: nothing ties it to its sale (§8.8, §8.9)', () => {
    const fields = startSession(asker(), operations.refund);
    expect(fields).toMatchObject({ REFUND: 'Y', REQUESTID: '1234567890', INV: '1234567890' });
    expect(JSON.stringify(fields)).not.toContain(operations.refund.original.reference);
  });

  // §15.1: no REFUND key on sales.
  it('names a flag only where it is set: its presence alone may count', () => {
    expect(Object.keys(startSession(asker(), operations.sale))).not.toContain('REFUND');
    for (const options of [null, NO_OPTIONS]) {
      expect(startSession(asker(), { ...operations.sale, options })).not.toHaveProperty('NOTERMPRINT');
    }
    expect(startSession(asker(), withOptions({ printsOnTerminal: false })).NOTERMPRINT).toBe('Y');
  });

  it.each([
    ['fr', 'F'],
    ['en', 'E'],
    ['tr', 'E'],
    [undefined, 'E'],
  ] as const)('speaks to a customer of %s in %s', (language, letter) => {
    expect(startSession(asker(), { ...operations.sale, language }).LANG).toBe(letter);
  });

  it('sends the customer’s address, or the merchant’s where none was given', () => {
    expect(startSession(asker(), withOptions({ email: 'jo+x@shop.example' })).CUSTEMAIL).toBe(
      'jo+x@shop.example',
    );
    expect(startSession(asker(), withOptions({})).CUSTEMAIL).toBe('till@shop.example');
  });

  it('leaves the addresses out for an account that may not override its own (9001)', () => {
    const fields = startSession(asker({ dynamicUrls: false }), operations.sale);
    expect(fields).not.toHaveProperty('SUCCESSURL');
    expect(fields).not.toHaveProperty('FAILUREURL');
  });

  it.each([
    [{ invoiceNumber: 'F-2026/17', description: 'Table 4' }, 'F-2026/17 Table 4'],
    [{ invoiceNumber: null, description: 'Crème brûlée, şekersiz, ılık' }, 'Creme brulee, sekersiz, ilik'],
    [{ invoiceNumber: 'A', description: ' ' }, 'A'],
    [{ invoiceNumber: 'A\n\u202eB', description: '☕' }, 'A B'],
    [{ invoiceNumber: null, description: 'x'.repeat(59).concat(' y') }, 'x'.repeat(59)],
  ])('describes itself in 60 characters every report can print: %j', (options, description) => {
    expect(startSession(asker(), withOptions(options)).DESC).toBe(description);
  });

  it('says nothing where there is nothing to say', () => {
    expect(startSession(asker(), withOptions({ description: '☕ ' }))).not.toHaveProperty('DESC');
  });

  it('never has a description that is empty, too long or not printable', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.string({ unit: 'grapheme' }),
        (invoiceNumber, description) => {
          const { DESC } = startSession(asker(), withOptions({ invoiceNumber, description }));
          expect(DESC ?? 'x').toMatch(/^[\x20-\x7e]{1,60}$/);
        },
      ),
    );
  });

  it('writes every amount it can with exactly two decimals', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 999_999_999 }), (minor) => {
        const operation = { ...operations.sale, amount: { minor, currency: 'CAD' as const } };
        const all = asker({ maxAmountMinor: 999_999_999 });
        expect(unsendable(all, operation)).toBeNull();
        const written = startSession(all, operation).AMT;
        expect(written).toMatch(/^\d{1,7}\.\d{2}$/);
        expect(Number(String(written).replace('.', ''))).toBe(minor);
      }),
    );
  });
});

describe('what cannot be written is not sent', () => {
  const sale = operations.sale;
  it.each<[string, Partial<TerminalOperation> & object, string]>([
    ['nothing', { amount: { minor: 0, currency: 'CAD' } }, 'AMT'],
    ['less than nothing', { amount: { minor: -1, currency: 'CAD' } }, 'AMT'],
    ['half a cent', { amount: { minor: 0.5, currency: 'CAD' } }, 'AMT'],
    ['more than the account allows', { amount: { minor: 10_000_000, currency: 'CAD' } }, 'AMT'],
    ['another currency than the account’s', { amount: { minor: 100, currency: 'USD' } }, 'AMT'],
    ['a reference of another form', { reference: 'ref_01k' }, 'REQUESTID'],
    ['a reference of eleven digits', { reference: '12345678901' }, 'REQUESTID'],
    ['a reference that begins with zero', { reference: '0123456789' }, 'REQUESTID'],
    ['a device with a blank in its name', { providerDeviceId: 'SIM OK' }, 'DEVICEID'],
    [
      'an apostrophe in an e-mail address',
      { options: { ...NO_OPTIONS, email: "o'hara@shop.example" } },
      'CUSTEMAIL',
    ],
    [
      'a long e-mail address',
      { options: { ...NO_OPTIONS, email: `${'x'.repeat(50)}@shop.example` } },
      'CUSTEMAIL',
    ],
    ['no address for the result', { answerTo: null }, 'SUCCESSURL'],
    [
      'an address of more than 200 characters',
      { answerTo: { success: `https://a.example/${'x'.repeat(200)}`, failure: 'https://a.example/' } },
      'SUCCESSURL',
    ],
    ['cash', { paymentType: 'cash' }, 'TYPE'],
    ['instalments', { installmentCount: 2 }, 'TYPE'],
    ['a surcharge', { surchargeMinor: 1 }, 'TYPE'],
    ['a part of another sale', { partOf: { saleNumber: '1' } }, 'TYPE'],
  ])('%s', async (_what, change, field) => {
    const { gateway, record, exchanges } = interpayAt('http://127.0.0.1:1');
    const operation = { ...sale, ...change } as TerminalOperation;
    expect(await gateway.perform(operation, record)).toEqual({
      kind: 'refused',
      reason: 'invalid_request',
      code: field,
      text: null,
      confirm: false,
    });
    expect(exchanges).toEqual([]);
  });

  it('holds and captures, which no terminal of this provider knows', async () => {
    const { gateway, record } = interpayAt('http://127.0.0.1:1');
    const { answerTo, ...hold } = operations.sale;
    const operation = { ...hold, kind: 'preauthorization', installmentCount: 1 } as const;
    expect(await gateway.perform(operation, record)).toMatchObject({ kind: 'refused', code: 'TYPE' });
  });

  it('an account without addresses of its own needs none', () => {
    expect(unsendable(asker({ dynamicUrls: false }), { ...sale, answerTo: null })).toBeNull();
  });

  it('a currency without exactly two decimals has no place on this wire', () => {
    for (const currency of CURRENCY_CODES) {
      const fault = unsendable(asker({ currency }), { ...sale, amount: { minor: 1240, currency } });
      expect(fault).toBe(['JPY', 'KRW', 'KWD', 'BHD', 'JOD', 'OMR'].includes(currency) ? 'AMT' : null);
    }
  });
});

it('a look-up asks by the one number that can be searched (§10.6), TERMID first', () => {
  expect(JSON.stringify(lookUpRequest(asker(), '1234567890'))).toBe(
    '{"TERMID":"T1E4S7T8","PASS":"pa55-word","TYPE":"Q","SUBTYPE":"T","INV":"1234567890","JSON":"Y"}',
  );
});

it.each(['no address', "o'hara@shop.example", `${'x'.repeat(50)}@shop.example`])(
  'an account cannot be set up with «%s» to fall back on',
  (fallbackEmail) => {
    expect(settingsSchema.safeParse({ fallbackEmail }).success).toBe(false);
  },
);
