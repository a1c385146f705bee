import { describe, expect, test } from 'vitest';
import { captureForm, refundForm, voidForm } from './refund-form.ts';
import { saleForm } from './sale-form.ts';

const sale = {
  intentKey: '2f1d3c8e-0b51-4c3b-9a44-6a1a6f0d9b11',
  deviceId: 'dev_01m7xrwre9gsh0ney5z51c5ew5',
  currency: 'TRY',
  amount: '118.00',
  installmentCount: '1',
};
const refund = {
  intentKey: sale.intentKey,
  saleId: 'txn_01m7xrwre9gsh0ney5z51c5ew5',
  currency: 'TRY',
  amount: '1',
  reason: '',
};
const line = { name: 'Filtre kahve', unitCode: 'C62', vatRate: '10', quantity: 2, unitPrice: '59.00' };

/** The fields a form is refused for; empty when it is taken. */
function refusedFields(
  schema: typeof saleForm | typeof refundForm | typeof voidForm | typeof captureForm,
  form: object,
): string[] {
  const parsed = schema.safeParse(form);
  return parsed.success ? [] : parsed.error.issues.map((issue) => String(issue.path[0] ?? ''));
}

const NO_AMOUNTS = [
  '',
  '0',
  '0.00',
  '-1',
  '0.001',
  '12.345',
  '1e3',
  '0x10',
  'NaN',
  'Infinity',
  '1,234.56',
  '1.234,56',
  '+5',
  ' 5 ',
  '٥',
  '５',
  '1_000',
  '9999999999999.99',
  '9007199254740993',
  'true',
  'null',
  '[]',
  '{}',
];

const NO_IDS = [
  '',
  'x'.repeat(64),
  'x'.repeat(65),
  'dev_\u0000',
  'dev_\r\n',
  '../../etc/passwd',
  '%00',
  "dev_' or 1=1 --",
  '💳',
  'DEV_01M7XRWRE9GSH0NEY5Z51C5EW5',
  'mer_01m7xrwre9gsh0ney5z51c5ew5',
];

describe('the form of a sale', () => {
  test('with an amount is read as exact minor units', () => {
    expect(saleForm.parse(sale)).toMatchObject({
      amount: { minor: 11_800, currency: 'TRY' },
      installmentCount: 1,
      lines: [],
    });
  });

  test.each(NO_AMOUNTS)('with %j for an amount is refused beside the amount', (amount) => {
    expect(refusedFields(saleForm, { ...sale, amount })).toEqual(['amount']);
  });

  test.each(['try', 'XXX', '', '__proto__'])(
    'with %j for a currency is refused beside the currency',
    (currency) => {
      expect(refusedFields(saleForm, { ...sale, currency })).toEqual(['currency']);
    },
  );

  test.each(NO_IDS)('with %j for a terminal is refused beside the terminal', (deviceId) => {
    expect(refusedFields(saleForm, { ...sale, deviceId })).toEqual(['deviceId']);
  });

  test.each(['', 'abc', '-1', '1.5', '1e1', '100'])(
    'with %j instalments is refused beside them',
    (installmentCount) => {
      expect(refusedFields(saleForm, { ...sale, installmentCount })).toEqual(['installmentCount']);
    },
  );

  test.each(['', 'again', "'; drop table"])('with %j for its key is refused', (intentKey) => {
    expect(refusedFields(saleForm, { ...sale, intentKey })).toEqual(['intentKey']);
  });

  test('with a field nobody asked for is refused whole', () => {
    expect(saleForm.safeParse({ ...sale, merchantId: 'mer_other' }).success).toBe(false);
  });

  test('with lines reads each to the kuruş', () => {
    expect(saleForm.parse({ ...sale, lines: JSON.stringify([line]) }).lines).toEqual([
      {
        name: 'Filtre kahve',
        unitCode: 'C62',
        vatRate: '10',
        quantity: 2,
        unitPriceMinor: 5_900,
        grossMinor: 11_800,
        totalMinor: 11_800,
      },
    ]);
  });

  test.each([
    'null',
    '{}',
    '[[]]',
    'not json',
    `[${'['.repeat(5_000)}`,
    ...[
      { name: '' },
      { name: 'a\u202eb' },
      { name: 'x'.repeat(10_240) },
      { name: '4111 1111 1111 1111' },
      { quantity: 0 },
      { quantity: 1.5 },
      { quantity: '2' },
      { unitPrice: '0' },
      { unitPrice: '1.001' },
      { unitPrice: 59 },
      { vatRate: '18' },
      { unitCode: 'XXX' },
      { constructor: 'x' },
    ].map((change) => JSON.stringify([{ ...line, ...change }])),
  ])('with the lines %.60s is refused beside the lines', (lines) => {
    expect(refusedFields(saleForm, { ...sale, lines })).toEqual(['lines']);
  });
});

describe('the form of a refund', () => {
  test.each(NO_AMOUNTS)('with %j for an amount is refused beside the amount', (amount) => {
    expect(refusedFields(refundForm, { ...refund, amount })).toEqual(['amount']);
  });

  test.each([
    '',
    '[]',
    'x',
    '[{"providerLineId":"1","quantity":0}]',
    '[{"providerLineId":"","quantity":1}]',
    '[{"quantity":1}]',
  ])('with the lines %j is refused beside the lines', (lines) => {
    expect(refusedFields(refundForm, { ...refund, lines })).toEqual(['lines']);
  });

  test.each(['müşteri vazgeçti', '<script>alert(1)</script>', '=HYPERLINK("x")', '%_', "O'Hara"])(
    'keeps %j as plain text',
    (reason) => {
      expect(refundForm.parse({ ...refund, reason })).toMatchObject({ reason });
      expect(voidForm.parse({ intentKey: sale.intentKey, saleId: refund.saleId, reason })).toMatchObject({
        reason,
      });
    },
  );

  test.each([
    '4111111111111111',
    'kart: 4111-1111-1111-1111',
    'a\u0000b',
    'a\u200bb',
    'a\nb',
    'x'.repeat(201),
  ])('with %j for a reason is refused beside it', (reason) => {
    expect(refusedFields(refundForm, { ...refund, reason })).toEqual(['reason']);
    expect(refusedFields(voidForm, { intentKey: sale.intentKey, saleId: refund.saleId, reason })).toEqual([
      'reason',
    ]);
  });

  test('without a reason keeps none', () => {
    expect(refundForm.parse(refund).reason).toBeNull();
  });
});

describe('the form of a hold and of its capture', () => {
  const capture = { intentKey: sale.intentKey, holdId: refund.saleId, currency: 'TRY', amount: '118.00' };

  test('is that of a sale that says so; what says nothing is a sale', () => {
    expect(saleForm.parse(sale).kind).toBe('sale');
    expect(saleForm.parse({ ...sale, kind: 'preauthorization' }).kind).toBe('preauthorization');
  });

  test.each(['', 'refund', 'capture', 'PRE_AUTH'])('of the kind %j is refused beside it', (kind) => {
    expect(refusedFields(saleForm, { ...sale, kind })).toEqual(['kind']);
  });

  test('0 instalments and 1 are both a single payment', () => {
    expect(saleForm.parse({ ...sale, installmentCount: '0' }).installmentCount).toBe(1);
    expect(saleForm.parse({ ...sale, installmentCount: '12' }).installmentCount).toBe(12);
  });

  test('keeps every digit of what is taken', () => {
    expect(captureForm.parse(capture)).toEqual({
      intentKey: sale.intentKey,
      holdId: refund.saleId,
      amountMinor: 11_800,
    });
  });

  test.each(NO_AMOUNTS)('with %j for an amount is refused beside the amount', (amount) => {
    expect(refusedFields(captureForm, { ...capture, amount })).toEqual(['amount']);
  });

  test.each(NO_IDS)('with %j for a hold is refused', (holdId) => {
    expect(refusedFields(captureForm, { ...capture, holdId })).toEqual(['holdId']);
  });

  test.each([
    { currency: 'XXX' },
    { currency: 'try' },
    { reason: 'x' },
    { saleId: refund.saleId },
    { kind: 'sale' },
  ])('with %j is refused', (change) => {
    expect(captureForm.safeParse({ ...capture, ...change }).success).toBe(false);
  });
});

describe('what the provider is told beside the amount', () => {
  const told = {
    invoiceNumber: ' R-17 ',
    description: 'Gâteau d’anniversaire',
    receiptEmail: 'a@example.com',
    noTerminalPrint: 'yes',
  };

  test('is read with the sale, trimmed; nothing at all is nothing', () => {
    expect(saleForm.parse({ ...sale, ...told }).options).toEqual({
      invoiceNumber: 'R-17',
      description: 'Gâteau d’anniversaire',
      email: 'a@example.com',
      printsOnTerminal: false,
    });
    expect(saleForm.parse(sale).options).toBeNull();
    expect(
      saleForm.parse({ ...sale, invoiceNumber: '  ', description: '', receiptEmail: '' }).options,
    ).toBeNull();
  });

  test.each([
    ['an invoice number of 21 characters', { invoiceNumber: 'x'.repeat(21) }, ['invoiceNumber']],
    ['a description of 41 characters', { description: 'x'.repeat(41) }, ['description']],
    [
      'two that are too long together',
      { invoiceNumber: 'x'.repeat(20), description: 'x'.repeat(40) },
      ['description'],
    ],
    ['a whole card number in the description', { description: '4111 1111 1111 1111' }, ['description']],
    ['a whole card number as invoice number', { invoiceNumber: '4111111111111111' }, ['invoiceNumber']],
    ['hidden characters', { description: 'a\u0007b' }, ['description']],
    ['half an address', { receiptEmail: 'a@' }, ['receiptEmail']],
    ['an address of 61 characters', { receiptEmail: `${'a'.repeat(49)}@example.com` }, ['receiptEmail']],
    ['an address with signs no provider takes', { receiptEmail: "o'neil@example.com" }, ['receiptEmail']],
    ['another word than yes', { noTerminalPrint: 'on' }, ['noTerminalPrint']],
    ['another word for a look', { deviceIsIdle: 'true' }, ['deviceIsIdle']],
  ])('(%s) is refused beside its field', (_what, fields, expected) => {
    expect(refusedFields(saleForm, { ...sale, ...fields })).toEqual(expected);
  });

  test('fits at its longest', () => {
    const longest = { invoiceNumber: 'x'.repeat(20), description: 'x'.repeat(39) };
    const receiptEmail = `${'a'.repeat(48)}@example.com`;
    expect(refusedFields(saleForm, { ...sale, ...longest, receiptEmail })).toEqual([]);
  });

  test('of a refund is the address and the print, never an invoice', () => {
    expect(
      refundForm.parse({ ...refund, receiptEmail: 'a@example.com', noTerminalPrint: 'yes' }).options,
    ).toEqual({
      email: 'a@example.com',
      printsOnTerminal: false,
    });
    expect(refusedFields(refundForm, { ...refund, invoiceNumber: 'R-17' })).toEqual(['']);
  });

  test('a look at the device is said with a tick', () => {
    expect(saleForm.parse({ ...sale, deviceIsIdle: 'yes' }).deviceIsIdle).toBe(true);
    expect(refundForm.parse({ ...refund, deviceIsIdle: 'yes' }).deviceIsIdle).toBe(true);
    expect(saleForm.parse(sale).deviceIsIdle).toBe(false);
  });
});
