import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isCitizenNumber, isCompanyNumber } from './tax-number.ts';

/** The same text with the digit at a place moved on by some steps. */
function withOneDigitWrong(number: string, place: number, steps: number): string {
  const digit = (Number(number[place]) + steps) % 10;
  return `${number.slice(0, place)}${digit}${number.slice(place + 1)}`;
}

const MALFORMED = [
  '',
  ' 10000000146',
  '10000000146 ',
  '1000000014',
  '100000001460',
  '١٠٠٠٠٠٠٠١٤٦',
  '1e9',
  '1234567 90',
];

// 10000000146 by hand: odd places 1 + 0 + 0 + 0 + 1 = 2, even places 0, 7 × 2 − 0 = 14 → 4; 1 + 1 + 4 = 6.
const CITIZENS = ['10000000146', '12345678950', '98765432150', '50000000050', '26481937550', '99000000042'];

describe("a citizen's number", () => {
  test.each(CITIZENS)('%s is one', (number) => expect(isCitizenNumber(number)).toBe(true));

  test.each([...MALFORMED, '00000000000', '01234567890', '11111111111', '12345678905', '1234567890'])(
    '%j is none',
    (text) => expect(isCitizenNumber(text)).toBe(false),
  );

  test('with any one digit wrong is none', () => {
    const wrong = fc.tuple(
      fc.constantFrom(...CITIZENS),
      fc.integer({ min: 0, max: 10 }),
      fc.integer({ min: 1, max: 9 }),
    );
    fc.assert(fc.property(wrong, (how) => !isCitizenNumber(withOneDigitWrong(...how))));
  });
});

// 4000000004 by hand: moved on, 3 8 7 6 5 4 3 2 1; counted, 6 + 5 + 5 + 6 + 7 + 1 + 6 + 8 + 2 = 46, and 4 are missing to 50.
const COMPANIES = ['1234567890', '0000000001', '9876543217', '4000000004', '0620048172', '9999999994'];

describe("a company's number", () => {
  test.each(COMPANIES)('%s is one', (number) => expect(isCompanyNumber(number)).toBe(true));

  test.each([...MALFORMED, '0000000000', '1234567891', '1111111111', '12345678950'])('%j is none', (text) =>
    expect(isCompanyNumber(text)).toBe(false),
  );

  test('with any one digit wrong is none', () => {
    const wrong = fc.tuple(
      fc.constantFrom(...COMPANIES),
      fc.integer({ min: 0, max: 9 }),
      fc.integer({ min: 1, max: 9 }),
    );
    fc.assert(fc.property(wrong, (how) => !isCompanyNumber(withOneDigitWrong(...how))));
  });
});
