import { expect, test } from 'vitest';
import type { SellableDevice } from '#server/terminals/list-sellable-devices.ts';
import { type DraftSale, emptyDraft, emptyLine } from './draft-sale.ts';
import { priceDraft } from './price-draft.ts';
import { saleFields } from './sale-fields.ts';

const register: SellableDevice = {
  id: 'dev_1',
  label: 'Kasa',
  branchName: 'Merkez',
  currencies: ['TRY'],
  maxAmountMinor: null,
  maxInstallmentCount: 12,
  saleBy: 'lines',
  paymentTypes: ['card', 'cash'],
  documents: ['e_invoice', 'expense_slip'],
  takesBuyer: true,
  takesNotice: true,
  saleOptions: [],
  takesDiscount: true,
  takesSurcharge: true,
  preauthorizes: false,
  splitsPayment: true,
};
const terminal: SellableDevice = {
  ...register,
  saleBy: 'amount',
  paymentTypes: ['card'],
  documents: [],
  takesBuyer: false,
  takesNotice: false,
  takesDiscount: false,
  takesSurcharge: false,
};
const draft: DraftSale = {
  ...emptyDraft([register]),
  amount: '10',
  lines: [
    { ...emptyLine('a'), name: ' Filtre kahve ', quantity: '2', unitPrice: '95.50' },
    emptyLine('blank'),
  ],
  discount: { kind: 'amount', decimal: '1' },
  installmentCount: 3,
  surcharge: '5',
  document: 'expense_slip',
  buyer: { ...emptyDraft([]).buyer, kind: 'company', companyName: 'Deneme A.Ş.', firstName: 'kept' },
  email: ' a@example.com ',
};

function fieldsOn(device: SellableDevice, change: Partial<DraftSale> = {}) {
  const whole = { ...draft, ...change };
  const figures = priceDraft(whole, device);
  if (!figures) throw new Error('The draft is not whole');
  return saleFields(whole, device, figures);
}

test('a register is told everything, and the amount is what the customer pays', () => {
  const fields = fieldsOn(register);
  expect(fields).toMatchObject({
    amount: '195.00',
    surcharge: '5.00',
    installmentCount: '3',
    paymentType: 'card',
    document: 'expense_slip',
    email: 'a@example.com',
  });
  expect(JSON.parse(fields.lines ?? '')).toEqual([
    { name: 'Filtre kahve', unitCode: 'C62', vatRate: '10', quantity: 2, unitPrice: '95.50', discount: null },
  ]);
  expect(JSON.parse(fields.discount ?? '')).toEqual({ by: 'amount', amount: '1' });
  expect(Object.keys(JSON.parse(fields.buyer ?? ''))).not.toContain('firstName');
});

test('a terminal that takes an amount only is told nothing else', () => {
  expect(fieldsOn(terminal)).toEqual({
    deviceId: 'dev_1',
    currency: 'TRY',
    amount: '10.00',
    installmentCount: '3',
    paymentType: 'card',
  });
});

test('cash is paid at once', () => {
  expect(fieldsOn(register, { paymentType: 'cash', installmentCount: 1 })).toMatchObject({
    installmentCount: '1',
    paymentType: 'cash',
  });
});

test('a terminal that can hold an amount is told whether to take or to hold it', () => {
  const holding = { ...terminal, preauthorizes: true };
  expect(fieldsOn(holding).kind).toBe('sale');
  expect(fieldsOn(holding, { kind: 'preauthorization' }).kind).toBe('preauthorization');
});

test('of what the provider can be told only what was written is sent, and only where the device passes it on', () => {
  const telling: SellableDevice = {
    ...terminal,
    saleOptions: ['invoiceNumber', 'description', 'email', 'printsOnTerminal'],
  };
  const written = { invoiceNumber: ' R-17 ', receiptEmail: 'a@example.com', printsOnTerminal: false };
  const options = ({
    invoiceNumber,
    description,
    receiptEmail,
    noTerminalPrint,
  }: Record<string, string>) => ({
    invoiceNumber,
    description,
    receiptEmail,
    noTerminalPrint,
  });
  expect(options(fieldsOn(telling, written))).toEqual({
    invoiceNumber: 'R-17',
    description: undefined,
    receiptEmail: 'a@example.com',
    noTerminalPrint: 'yes',
  });
  expect(options(fieldsOn(terminal, written))).toEqual(options({}));
  expect(options(fieldsOn(telling))).toEqual(options({}));
});
