import { expect, test } from 'vitest';
import { isCardNumber } from './card-number.ts';

test.each([
  '4111111111111111',
  '5555 5555 5555 4444',
  '3782-8224-6310-005',
  '6011111111111117',
  '4222222222222',
  '0000000000000018',
])('%s is a card number', (text) => expect(isCardNumber(text)).toBe(true));

test.each([
  '4111111111111112',
  '411111111111',
  '41111111111111111111',
  '411111******1111',
  '0000000000000',
  '0000 0000 0000 0000',
  '',
])('«%s» is none', (text) => expect(isCardNumber(text)).toBe(false));
