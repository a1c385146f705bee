/** Figures that could be a whole card number: 13 to 19 of them, blanks and hyphens between or not. */
const FIGURES = /(?<![\w.-])[2-6](?:[ -]?\d){12,18}(?![\w-]|\.\d)/g;

/** Which ranges belong to a scheme of cards; others that sum up rightly are numbers of something else. */
const SCHEMES =
  /^(?:4|5[1-5]|2(?:22[1-9]|2[3-9]|[3-6]|7[01]|720)|3[47]|6(?:011|5|4[4-9])|62|9792|35(?:2[89]|[3-8]))/;

/** What in a text is a whole card number by its scheme, its length and its check digit (ISO/IEC 7812, Luhn). */
export function findCardNumbers(text: string): string[] {
  return [...new Set((text.match(FIGURES) ?? []).filter(isCardNumber))];
}

function isCardNumber(written: string): boolean {
  const digits = written.replaceAll(/[ -]/g, '');
  if (!SCHEMES.test(digits) || /^(\d)\1*$/.test(digits)) return false;
  const long = /^3[47]/.test(digits) ? [15] : /^4/.test(digits) ? [13, 16, 19] : [16, 17, 18, 19];
  if (!long.includes(digits.length)) return false;
  const sum = [...digits].reverse().reduce((total, digit, place) => {
    const value = Number(digit) * (place % 2 === 1 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}
