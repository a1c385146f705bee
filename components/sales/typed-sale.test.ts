import { expect, test } from 'vitest';
import { emptyLine, linesJson, linesTotal, lineTotal } from './typed-sale.ts';

const coffee = { ...emptyLine('a'), name: ' Filtre kahve ', quantity: '3', unitPrice: '95.50' };

test('a line is its quantity times its price, to the kuruş', () => {
  expect(lineTotal(coffee, 'TRY')).toBe(28_650);
});

test.each([
  { name: '  ' },
  { quantity: '0' },
  { quantity: '1.5' },
  { quantity: '' },
  { unitPrice: '' },
  { unitPrice: '0' },
  { unitPrice: '1.234' },
])('a line with %j is not whole, and neither is the sum', (change) => {
  expect(lineTotal({ ...coffee, ...change }, 'TRY')).toBeNull();
  expect(linesTotal([coffee, { ...coffee, ...change }], 'TRY')).toBeNull();
});

test('no lines have no sum', () => {
  expect(linesTotal([], 'TRY')).toBeNull();
});

test('lines are sent with trimmed names and exact prices', () => {
  expect(JSON.parse(linesJson([coffee]))).toEqual([
    { name: 'Filtre kahve', unitCode: 'C62', vatRate: '10', quantity: 3, unitPrice: '95.50' },
  ]);
});
