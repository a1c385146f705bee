import { assertNever } from '#server/kernel/assert-never.ts';
import { fitTerminalLine } from './fit-terminal-line.ts';
import { blanks, type Glyph, glyphs, PLAIN, toSpans, widthOf, wordsOf, wrap } from './glyphs.ts';
import { qrModules } from './qr-modules.ts';
import {
  DOTS_PER_COLUMN,
  type FittedLine,
  type FittedReceipt,
  type LineParts,
  type PaperColumns,
  type Receipt,
  type ReceiptLine,
} from './receipt.ts';

/** A left part narrower than this beside its right part would be a column of single words. */
const NARROWEST_LEFT = 12;

/**
 * Cuts a receipt to the columns of a paper: every line takes exactly that many. Words wrap and words longer than the paper
 * are parted, nothing is left out; what is too wide in double size is printed in single size. Lines of ours must be
 * `printable`; those of terminals are laid out as terminals do (§11.4).
 */
export function fitColumns(receipt: Receipt, columns: PaperColumns): FittedReceipt {
  return { columns, lines: receipt.lines.flatMap((line) => fitLine(line, columns)), mark: receipt.mark };
}

function fitLine(line: ReceiptLine, columns: number): FittedLine[] {
  switch (line.kind) {
    case 'rule':
      return [{ kind: 'text', spans: [{ text: '-'.repeat(columns) }] }];
    case 'feed':
      return Array.from({ length: line.lines }, () => ({
        kind: 'text',
        spans: [{ text: ' '.repeat(columns) }],
      }));
    case 'image': {
      const wanted = line.image.width / DOTS_PER_COLUMN;
      return [{ kind: 'image', image: line.image, columns: Math.min(wanted, columns) }];
    }
    case 'qr':
      return [fitQr(line.text, columns)];
    case 'text':
      return fitOurs(line, columns).map((row) => ({ kind: 'text', spans: toSpans(row) }));
    case 'terminal':
      return fitTerminalLine(line, columns).map((row) => ({ kind: 'text', spans: toSpans(row) }));
    default:
      return assertNever(line);
  }
}

/** Half the paper wide where its modules are few; each module is a whole number of dots, so that readers can read it. */
function fitQr(text: string, columns: number): FittedLine {
  const modules = qrModules(text);
  const wantedDots = (columns * DOTS_PER_COLUMN) / 2;
  const dotsPerModule = Math.max(2, Math.floor(wantedDots / modules.length));
  return { kind: 'qr', text, modules, columns: (modules.length * dotsPerModule) / DOTS_PER_COLUMN };
}

function fitOurs(line: LineParts, columns: number): Glyph[][] {
  const [left, centre, right] = [line.left, line.centre, line.right].map((part) =>
    shrunk(glyphs(part ?? []), columns),
  ) as [Glyph[], Glyph[], Glyph[]];
  return fitParts(left, centre, right, columns);
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

/** The same in single size if it is too wide for the paper in double size. */
function shrunk(text: Glyph[], columns: number): Glyph[] {
  if (widthOf(text) <= columns) return text;
  return text.map(({ manner: { large: _, ...manner }, ...glyph }) => ({ ...glyph, manner }));
}
