import { expect, test } from 'vitest';
import { type DraftSale, emptyDraft, emptyLine } from './draft-sale.ts';
import { lineTotal, priceDraft } from './price-draft.ts';

const register = { saleBy: 'lines', takesDiscount: true, takesSurcharge: true } as const;
const coffee = { ...emptyLine('a'), name: ' Filtre kahve ', quantity: '3', unitPrice: '95.50' };
const book = {
  ...emptyLine('b'),
  name: 'Kitap',
  vatRate: '0' as const,
  quantity: '1',
  unitPrice: '13.50',
};
const sale = (change: Partial<DraftSale> = {}): DraftSale => ({
  ...emptyDraft([]),
  lines: [coffee],
  ...change,
});

test('a line is its quantity times its price less its discount, to the kuruş', () => {
  expect(lineTotal(coffee, 'TRY')).toBe(28_650);
  expect(lineTotal({ ...coffee, discount: { kind: 'percent', basisPoints: 333 } }, 'TRY')).toBe(27_696);
  expect(lineTotal({ ...coffee, discount: { kind: 'amount', decimal: '0.01' } }, 'TRY')).toBe(28_649);
});

test.each([
  { name: '  ' },
  { quantity: '0' },
  { quantity: '1.5' },
  { quantity: '' },
  { unitPrice: '' },
  { unitPrice: '0' },
  { unitPrice: '1.234' },
  { discount: { kind: 'unreadable' as const } },
  { discount: { kind: 'amount' as const, decimal: '286.50' } },
])('a line with %j is not whole, and neither is the sale', (change) => {
  expect(lineTotal({ ...coffee, ...change }, 'TRY')).toBeNull();
  expect(priceDraft(sale({ lines: [coffee, { ...coffee, ...change }] }), register)).toBeNull();
});

test('a line in which nothing was written is not sold', () => {
  expect(priceDraft(sale({ lines: [coffee, emptyLine('b')] }), register)?.priceMinor).toBe(28_650);
  expect(priceDraft(sale({ lines: [emptyLine('b')] }), register)).toBeNull();
});

test('a discount of the whole sale is spread over the lines, and the VAT of each rate follows', () => {
  const figures = priceDraft(
    sale({ lines: [coffee, book], discount: { kind: 'percent', basisPoints: 1000 } }),
    register,
  );
  expect(figures).toMatchObject({ priceMinor: 27_000, discountMinor: 3_000, amountMinor: 27_000 });
  expect(figures?.vat).toEqual([
    { rate: '0', paidMinor: 1_215, vatMinor: 0 },
    { rate: '10', paidMinor: 25_785, vatMinor: 2_344 },
  ]);
});

test('a surcharge counts only with instalments', () => {
  expect(priceDraft(sale({ surcharge: '10' }), register)?.amountMinor).toBe(28_650);
  expect(priceDraft(sale({ surcharge: '10', installmentCount: 3 }), register)).toMatchObject({
    priceMinor: 28_650,
    surchargeMinor: 1_000,
    amountMinor: 29_650,
  });
});

test('a device that sells by amount knows no lines and no discount', () => {
  const terminal = { saleBy: 'amount', takesDiscount: false, takesSurcharge: false } as const;
  const draft = sale({ amount: '12.34', discount: { kind: 'percent', basisPoints: 1000 } });
  expect(priceDraft(draft, terminal)?.amountMinor).toBe(1_234);
  expect(priceDraft({ ...draft, amount: '0' }, terminal)).toBeNull();
});
