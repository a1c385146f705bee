import { isCardNumber } from '#server/kernel/card-number.ts';

const SHORTEST = 13;
const LONGEST = 19;
const SHOWN = 4;

/** Digits that stand together, each with its place in the text. */
type Group = { figure: string; from: number; to: number }[];

/**
 * The texts with every card number that stands in them, or runs on from one to the next, masked but for its last four
 * digits: 13 to 19 digits with the right check digit, in groups parted by blanks or dashes or in one (§11.5, INV-19). Every
 * text keeps its length. Work grows with the length of the texts alone.
 */
export function maskCards(texts: readonly string[]): string[] {
  const whole = texts.join('');
  const hidden = digitRuns(whole).flatMap(cardDigits);
  if (hidden.length === 0) return [...texts];
  const units = whole.split('');
  for (const { from, to } of hidden) units.fill('*', from, to);
  let at = 0;
  return texts.map((text) => {
    const masked = units.slice(at, at + text.length).join('');
    at += text.length;
    return masked;
  });
}

/** Every group of digits, in runs between whose groups nothing but blanks and dashes stands. */
function digitRuns(text: string): Group[][] {
  const runs: Group[][] = [];
  let run: Group[] = [];
  let group: Group = [];
  let at = 0;
  for (const sign of text) {
    const figure = figureOf(sign);
    if (figure) {
      if (group.length === 0) run.push(group);
      group.push({ figure, from: at, to: at + sign.length });
    } else {
      group = [];
      if (!/[\s\p{Pd}]/u.test(sign) && run.length > 0) {
        runs.push(run);
        run = [];
      }
    }
    at += sign.length;
  }
  return run.length > 0 ? [...runs, run] : runs;
}

/** What of a run is to be hidden: of each card number made of whole groups, the longest from there, all but its last four. */
function cardDigits(run: Group[]): Group {
  return run.flatMap((_, first) => {
    const digits: Group = [];
    let hidden: Group = [];
    for (const group of run.slice(first, first + LONGEST)) {
      digits.push(...group.slice(0, LONGEST + 1));
      if (digits.length > LONGEST) break;
      const isCard = digits.length >= SHORTEST && isCardNumber(digits.map(({ figure }) => figure).join(''));
      if (isCard) hidden = digits.slice(0, -SHOWN);
    }
    return hidden;
  });
}

/** The figure a sign stands for, full-width ones among them. */
function figureOf(sign: string): string | null {
  if (sign >= '0' && sign <= '9') return sign;
  if (sign < '\u0080') return null;
  const plain = sign.normalize('NFKC');
  return plain >= '0' && plain <= '9' && plain.length === 1 ? plain : null;
}
