/**
 * Whether a text is a Turkish citizen's number (TCKN): eleven digits, the first not 0. The tenth is
 * 7 × (sum of the odd places) − (sum of the even places) modulo 10, the eleventh the sum of the first ten modulo 10.
 * Foreign residents' numbers (99…) follow the same rule.
 */
export function isCitizenNumber(text: string): boolean {
  if (!/^[1-9]\d{10}$/.test(text)) return false;
  const digit = [...text].map(Number);
  const at = (...places: number[]) => places.reduce((sum, place) => sum + (digit[place - 1] ?? 0), 0);
  const tenth = (((7 * at(1, 3, 5, 7, 9) - at(2, 4, 6, 8)) % 10) + 10) % 10;
  return digit[9] === tenth && digit[10] === at(1, 2, 3, 4, 5, 6, 7, 8, 9, 10) % 10;
}

/**
 * Whether a text is a Turkish tax number (VKN): ten digits. Each of the first nine, moved on by ten minus its place and cut
 * to one digit, counts 2^(ten minus its place) times, modulo 9 (a 9 stays 9); the tenth fills the sum up to a ten.
 */
export function isCompanyNumber(text: string): boolean {
  if (!/^\d{10}$/.test(text)) return false;
  const sum = [...text.slice(0, 9)].reduce((all, figure, index) => {
    const steps = 9 - index;
    const moved = (Number(figure) + steps) % 10;
    return all + (moved === 9 ? 9 : (moved * 2 ** steps) % 9);
  }, 0);
  return Number(text[9]) === (10 - (sum % 10)) % 10;
}
