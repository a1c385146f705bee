/** Whether eleven digits are a Turkish citizen's number (TCKN): its last two digits check the others. */
function isCitizenNumber(number: string): boolean {
  if (!/^[1-9]\d{10}$/.test(number)) return false;
  const digits = Array.from(number, Number);
  const sum = (from: readonly number[]) => from.reduce((total, digit) => total + digit, 0);
  const odd = sum(digits.filter((_, index) => index < 9 && index % 2 === 0));
  const even = sum(digits.filter((_, index) => index < 9 && index % 2 === 1));
  const tenth = (((odd * 7 - even) % 10) + 10) % 10;
  return digits[9] === tenth && digits[10] === sum(digits.slice(0, 10)) % 10;
}

/** Whether ten digits are a Turkish tax number (VKN): its last digit checks the others. */
function isCompanyNumber(number: string): boolean {
  if (!/^\d{10}$/.test(number)) return false;
  const digits = Array.from(number, Number);
  const shares = digits.slice(0, 9).map((digit, index) => {
    const shifted = (digit + 9 - index) % 10;
    const share = (shifted * 2 ** (9 - index)) % 9;
    return shifted !== 0 && share === 0 ? 9 : share;
  });
  const total = shares.reduce((sum, share) => sum + share, 0);
  return digits[9] === (10 - (total % 10)) % 10;
}

/** Whether a text is a VKN or a TCKN whose check digits are right. */
export function isTaxNumber(number: string): boolean {
  return isCitizenNumber(number) || isCompanyNumber(number);
}
