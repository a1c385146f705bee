import { isCardNumber } from '#server/kernel/card-number.ts';

/** Thirteen to nineteen figures, whatever signs people write between them. */
const RUN = /\d(?:[\s./_·\p{Pd}]*\d){12,}/gu;
const SHORTEST = 13;
const LONGEST = 19;
const SHOWN = 4;

/** A text with every card number in it masked but for its last four digits, wherever in a longer row of figures it stands. */
export function withoutCards(text: string): string {
  return text.replace(RUN, (run) => {
    const signs = [...run];
    const places = signs.flatMap((sign, at) => (/\d/.test(sign) ? [at] : []));
    for (const place of hiddenDigits(places.map((at) => signs[at] ?? '').join(''))) {
      const at = places[place];
      if (at !== undefined) signs[at] = '*';
    }
    return signs.join('');
  });
}

/** Which digits of a row belong to a card number, but for its last four; of two that overlap, both. */
function hiddenDigits(digits: string): number[] {
  return [...digits].flatMap((_, first) => {
    for (let length = LONGEST; length >= SHORTEST; length -= 1) {
      const part = digits.slice(first, first + length);
      if (part.length === length && isCardNumber(part)) {
        return Array.from({ length: length - SHOWN }, (_unused, offset) => first + offset);
      }
    }
    return [];
  });
}
