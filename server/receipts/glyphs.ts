import { eastAsianWidth } from 'get-east-asian-width';
import { isOneColumn } from './printable.ts';
import type { FittedSpan, Span } from './receipt.ts';

/** How a sign is printed. */
export type Manner = Omit<FittedSpan, 'text'>;

/** One sign as readers count (a letter with its marks is one) with its manner; `columns` before any doubling. */
export type Glyph = { sign: string; columns: 1 | 2; manner: Manner };

export const PLAIN: Manner = {};

const MANNERS = ['bold', 'inverse', 'large', 'tall', 'condensed'] as const;
const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** The signs of spans, in order. East Asian wide ones take two columns (§11.4). */
export function glyphs(spans: readonly Span[]): Glyph[] {
  return spans.flatMap(({ text, ...manner }) =>
    signsOf(text).map((sign) => ({ sign, columns: columnsOf(sign), manner })),
  );
}

/** The signs of a text as readers count them. */
export function signsOf(text: string): string[] {
  if (isOneColumn(text)) return text.split('');
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

/** Columns a sign takes in single size. */
export function columnsOf(sign: string): 1 | 2 {
  return isOneColumn(sign) ? 1 : eastAsianWidth(sign.codePointAt(0) ?? 0);
}

export function blanks(count: number, manner: Manner = PLAIN): Glyph[] {
  return Array.from({ length: count }, () => ({ sign: ' ', columns: 1, manner }));
}

/** Columns of a line on paper: twice as many where large. */
export function widthOf(line: readonly Glyph[]): number {
  return line.reduce((width, { columns, manner }) => width + (manner.large ? 2 * columns : columns), 0);
}

/** Breaks at blanks, which are kept inside a line and dropped where it breaks; parts a word only where it must. */
export function wrap(text: Glyph[], columns: number): Glyph[][] {
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
export function wordsOf(text: Glyph[]): { gap: Glyph[]; word: Glyph[] }[] {
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

/** Neighbours of one manner as one span. */
export function toSpans(line: readonly Glyph[]): FittedSpan[] {
  const spans: FittedSpan[] = [];
  for (const { sign, manner } of line) {
    const last = spans.at(-1);
    if (last && MANNERS.every((name) => !last[name] === !manner[name])) last.text += sign;
    else spans.push({ text: sign, ...manner });
  }
  return spans;
}
