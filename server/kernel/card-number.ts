/**
 * Whether a text is a whole card number: 13 to 19 digits, grouped or not, with the right check digit (ISO/IEC 7812-1).
 * Zeros alone are none: files are padded with them. Such a text is refused wherever people write, so that no card number is ever stored or searched for (INV-19).
 */
export function isCardNumber(text: string): boolean {
  const digits = text.replace(/[\s-]/g, '');
  return /^(?!0+$)\d{13,19}$/.test(digits) && checkSum(digits) % 10 === 0;
}

function checkSum(digits: string): number {
  return [...digits].reverse().reduce((sum, figure, place) => {
    const value = Number(figure) * (place % 2 === 0 ? 1 : 2);
    return sum + (value > 9 ? value - 9 : value);
  }, 0);
}
