import type { FittedLine, FittedReceipt, PaperColumns, Receipt, ReceiptLine, Span } from './receipt.ts';

/** One sign with its manner; the text of a span is one sign per column, or per two where large. */
type Glyph = { sign: string; manner: Manner };
type Manner = Omit<Span, 'text'>;

const PLAIN: Manner = {};

/** A left part narrower than this beside its right part would be a column of single words. */
const NARROWEST_LEFT = 12;

/**
 * Cuts a receipt to the columns of a paper: every line takes exactly that many. Words wrap and words longer than the paper
 * are parted, nothing is left out; what is too wide in double size is printed in single size. Texts must be `printable`.
 */
export function fitColumns(receipt: Receipt, columns: PaperColumns): FittedReceipt {
  return { columns, lines: receipt.lines.flatMap((line) => fitLine(line, columns)), mark: receipt.mark };
}

function fitLine(line: ReceiptLine, columns: number): FittedLine[] {
  if (line.kind === 'rule') return [[{ text: '-'.repeat(columns) }]];
  if (line.kind === 'feed') return Array.from({ length: line.lines }, () => [{ text: ' '.repeat(columns) }]);
  const [left, centre, right] = [line.left, line.centre, line.right].map((part) =>
    shrunk(glyphs(part ?? []), columns),
  ) as [Glyph[], Glyph[], Glyph[]];
  return fitParts(left, centre, right, columns).map(toSpans);
}

function fitParts(left: Glyph[], centre: Glyph[], right: Glyph[], columns: number): Glyph[][] {
  if (centre.length === 0) return fitSides(left, right, columns);
  if (left.length === 0 && right.length === 0)
    return wrap(centre, columns).map((one) => centred(one, columns));
  const room = columns - widthOf(left) - widthOf(right);
  if (widthOf(centre) + 2 <= room) return [[...left, ...centred(centre, room), ...right]];
  return [...fitSides(left, [], columns), ...fitSides(centre, right, columns)];
}

/** Left and right on one line; a long left wraps above, and the right stands at the end of its last line. */
function fitSides(left: Glyph[], right: Glyph[], columns: number): Glyph[][] {
  if (right.length === 0)
    return wrap(left, columns).map((one) => [...one, ...blanks(columns - widthOf(one))]);
  if (widthOf(right) > columns) return [...fitSides(left, [], columns), ...flushRight(right, columns)];
  if (left.length === 0) return flushRight(right, columns);
  const room = columns - widthOf(right) - 1;
  const longest = Math.max(...wordsOf(left).map(({ word }) => widthOf(word)));
  if (room < longest || room < Math.min(NARROWEST_LEFT, widthOf(left))) {
    return [...fitSides(left, [], columns), ...flushRight(right, columns)];
  }
  const lines = wrap(left, room);
  return lines.map((one, index) => {
    const end = index === lines.length - 1 ? right : [];
    return [...one, ...blanks(columns - widthOf(one) - widthOf(end)), ...end];
  });
}

function flushRight(right: Glyph[], columns: number): Glyph[][] {
  return wrap(right, columns).map((one) => [...blanks(columns - widthOf(one)), ...one]);
}

function centred(line: Glyph[], columns: number): Glyph[] {
  const spare = columns - widthOf(line);
  const before = Math.floor(spare / 2);
  // An inverse band reaches from edge to edge.
  const manner = line.every((glyph) => glyph.manner.inverse) ? { inverse: true } : PLAIN;
  return [...blanks(before, manner), ...line, ...blanks(spare - before, manner)];
}

/** Breaks at blanks, which are kept inside a line and dropped where it breaks; parts a word only where it must. */
function wrap(text: Glyph[], columns: number): Glyph[][] {
  const lines: Glyph[][] = [];
  let line: Glyph[] = [];
  for (const { gap, word } of wordsOf(text)) {
    if (widthOf(line) + widthOf(gap) + widthOf(word) <= columns) {
      line.push(...gap, ...word);
      continue;
    }
    if (line.length > 0) lines.push(line);
    const pieces = parted(word, columns);
    line = pieces.pop() ?? [];
    lines.push(...pieces);
  }
  return line.length > 0 ? [...lines, line] : lines;
}

/** The words, each with the blanks before it. */
function wordsOf(text: Glyph[]): { gap: Glyph[]; word: Glyph[] }[] {
  const words: { gap: Glyph[]; word: Glyph[] }[] = [];
  let gap: Glyph[] = [];
  let isInWord = false;
  for (const glyph of text) {
    if (glyph.sign === ' ') {
      gap.push(glyph);
      isInWord = false;
    } else if (isInWord) words.at(-1)?.word.push(glyph);
    else {
      words.push({ gap, word: [glyph] });
      gap = [];
      isInWord = true;
    }
  }
  return words;
}

function parted(word: Glyph[], columns: number): Glyph[][] {
  const pieces: Glyph[][] = [[]];
  for (const glyph of word) {
    const piece = pieces.at(-1) ?? [];
    if (widthOf(piece) + widthOf([glyph]) <= columns) piece.push(glyph);
    else pieces.push([glyph]);
  }
  return pieces;
}

/** The same in single size if it is too wide for the paper in double size. */
function shrunk(text: Glyph[], columns: number): Glyph[] {
  if (widthOf(text) <= columns) return text;
  return text.map(({ sign, manner: { large: _, ...manner } }) => ({ sign, manner }));
}

function glyphs(spans: readonly Span[]): Glyph[] {
  return spans.flatMap(({ text, ...manner }) => [...text].map((sign) => ({ sign, manner })));
}

function blanks(count: number, manner: Manner = PLAIN): Glyph[] {
  return Array.from({ length: count }, () => ({ sign: ' ', manner }));
}

function widthOf(line: readonly Glyph[]): number {
  return line.reduce((width, glyph) => width + (glyph.manner.large ? 2 : 1), 0);
}

function toSpans(line: Glyph[]): Span[] {
  const spans: Span[] = [];
  for (const { sign, manner } of line) {
    const last = spans.at(-1);
    if (last && isSame(last, manner)) last.text += sign;
    else spans.push({ text: sign, ...manner });
  }
  return spans;
}

function isSame(a: Manner, b: Manner): boolean {
  return !a.bold === !b.bold && !a.inverse === !b.inverse && !a.large === !b.large;
}
