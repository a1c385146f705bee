import { blanks, type Glyph, glyphs, type Manner, widthOf, wrap } from './glyphs.ts';
import type { LineParts } from './receipt.ts';

/**
 * One line of a terminal's slip on a paper, as terminals lay it out (§11.4): every row takes exactly the columns. A line that
 * is large throughout is padded with large blanks. Left and right share a row if at least one blank fits between them, in
 * double height alone where double width is too much; else the left stands above the right.
 */
export function fitTerminalLine(line: LineParts, columns: number): Glyph[][] {
  const [left, centre, right] = [line.left, line.centre, line.right].map((part) => glyphs(part ?? []));
  const middle = wrapped(centre ?? [], columns).map((row) => centred(row, columns));
  return [...fitSides(left ?? [], right ?? [], columns), ...middle];
}

function fitSides(left: Glyph[], right: Glyph[], columns: number): Glyph[][] {
  if (left.length === 0 && right.length === 0) return [];
  if (fitOneRow(left, right, columns)) return [apart(left, right, columns)];
  const [tallLeft, tallRight] = [left.map(narrowed), right.map(narrowed)];
  if (fitOneRow(tallLeft, tallRight, columns)) return [apart(tallLeft, tallRight, columns)];
  return [
    ...wrapped(left, columns).map((row) => apart(row, [], columns)),
    ...wrapped(right, columns).map((row) => apart([], row, columns)),
  ];
}

function fitOneRow(left: Glyph[], right: Glyph[], columns: number): boolean {
  const gap = left.length > 0 && right.length > 0 ? cellOf([...left, ...right]) : 0;
  return widthOf(left) + gap + widthOf(right) <= columns;
}

/** At the two edges. A row of two parts that is inverse throughout is so between them as well. */
function apart(left: Glyph[], right: Glyph[], columns: number): Glyph[] {
  const row = [...left, ...right];
  const isWhole = left.length > 0 && right.length > 0 && row.every(({ manner }) => manner.inverse);
  const cell = cellOf(row);
  const room = (columns - widthOf(row)) / cell;
  return [...left, ...blanks(room, padding(row, isWhole)), ...right];
}

/** Of an odd room the smaller half stands before. Inverse are the signs alone. */
function centred(row: Glyph[], columns: number): Glyph[] {
  const room = (columns - widthOf(row)) / cellOf(row);
  const before = Math.floor(room / 2);
  const manner = padding(row, false);
  return [...blanks(before, manner), ...row, ...blanks(room - before, manner)];
}

/** As it is where it fits, blanks and all. */
function wrapped(text: Glyph[], columns: number): Glyph[][] {
  if (text.length === 0) return [];
  if (widthOf(text) <= columns) return [text];
  const rows = wrap(text, columns);
  return rows.length > 0 ? rows : [[]];
}

/** Columns of a blank that pads the line: two where everything is large. Papers have an even number of them. */
function cellOf(row: readonly Glyph[]): 1 | 2 {
  return row.length > 0 && row.every(({ manner }) => manner.large) ? 2 : 1;
}

function padding(row: readonly Glyph[], isInverse: boolean): Manner {
  const isTall = row.length > 0 && row.every(({ manner }) => manner.tall);
  return {
    ...(cellOf(row) === 2 && { large: true }),
    ...(isTall && { tall: true }),
    ...(isInverse && { inverse: true }),
  };
}

/** Double height without double width. */
function narrowed({ manner: { large, ...manner }, ...glyph }: Glyph): Glyph {
  return { ...glyph, manner: large ? { ...manner, tall: true } : manner };
}
