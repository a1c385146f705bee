import type { SKRSContext2D } from '@napi-rs/canvas';
import { assertNever } from '#server/kernel/assert-never.ts';
import { changeSpans } from './change-spans.ts';
import { fitColumns } from './fit-columns.ts';
import { inLetters } from './in-letters.ts';
import { FAMILY, loadLetters } from './load-letters.ts';
import { PAPER, type Paper } from './paper.ts';
import type { FittedLine, FittedSpan, Receipt } from './receipt.ts';
import { openImage } from './slip-dots.ts';

/** Everything is in millimetres. The letter is as large as on a roll: 1.5 mm wide, as in `slip.css`. */
const COLUMN = 1.5;
const LETTER = 2.5;
const ROW = 1.4 * LETTER;
const HIGH_ROW = 2.4 * LETTER;
const MARGIN = 4;
/** From the middle of a row down to the line its letters stand on, in letters. */
const BASELINE = 0.34;

/** A slip ready to be drawn: its rows with their heights, and how far from the left its columns begin. */
export type SlipSheet = { widthMm: number; left: number; rows: SlipRow[]; mark: string | null };
export type SlipRow = { line: FittedLine; heightMm: number; picture: Picture | null };
type Picture = Awaited<ReturnType<typeof openImage>>;

/** Fits a receipt to a paper for drawing. Signs that the letter lacks become question marks of the same width. */
export async function layOutSheet(receipt: Receipt, paper: Paper): Promise<SlipSheet> {
  loadLetters();
  const { columns, widthMm } = PAPER[paper];
  const drawable = changeSpans(receipt, (span) => ({ ...span, text: inLetters(span.text) }));
  const { lines, mark } = fitColumns(drawable, columns);
  const rows = await Promise.all(
    lines.map(async (line): Promise<SlipRow> => {
      const picture = line.kind === 'image' ? await openImage(line.image) : null;
      return { line, picture, heightMm: heightOf(line) };
    }),
  );
  return { widthMm, left: (widthMm - columns * COLUMN) / 2, rows, mark: mark && inLetters(mark) };
}

/** How long the paper is for these rows, margins at top and bottom included. */
export function lengthOf(rows: readonly SlipRow[]): number {
  return rows.reduce((sum, { heightMm }) => sum + heightMm, 2 * MARGIN);
}

/** Draws rows on a white page whose unit is the millimetre, the mark of a duplicate across them. */
export function drawRows(context: SKRSContext2D, sheet: SlipSheet, rows: readonly SlipRow[]): void {
  const lengthMm = lengthOf(rows);
  context.fillStyle = 'white';
  context.fillRect(0, 0, sheet.widthMm, lengthMm);
  let top = MARGIN;
  for (const row of rows) {
    drawRow(context, sheet, row, top);
    top += row.heightMm;
  }
  if (sheet.mark) drawMark(context, sheet, lengthMm, sheet.mark);
}

function heightOf(line: FittedLine): number {
  switch (line.kind) {
    case 'text':
      return line.spans.some(({ large, tall }) => large || tall) ? HIGH_ROW : ROW;
    case 'image':
      return (line.columns * COLUMN * line.image.height) / line.image.width;
    case 'qr':
      return line.columns * COLUMN;
    default:
      return assertNever(line);
  }
}

function drawRow(
  context: SKRSContext2D,
  sheet: SlipSheet,
  { line, picture, heightMm }: SlipRow,
  top: number,
) {
  context.fillStyle = 'black';
  const width = line.kind === 'text' ? 0 : line.columns * COLUMN;
  const middle = (sheet.widthMm - width) / 2;
  switch (line.kind) {
    case 'text': {
      let left = sheet.left;
      for (const span of line.spans) {
        drawSpan(context, span, left, top, heightMm);
        left += widthOf(span);
      }
      break;
    }
    case 'image':
      if (picture) context.drawImage(picture, middle, top, width, heightMm);
      break;
    case 'qr':
      drawCode(context, line.modules, middle, top, width);
      break;
    default:
      assertNever(line);
  }
}

function widthOf({ text, large }: FittedSpan): number {
  return text.length * COLUMN * (large ? 2 : 1);
}

function drawSpan(context: SKRSContext2D, span: FittedSpan, left: number, top: number, height: number): void {
  const { text, bold, inverse, large, tall, condensed } = span;
  if (inverse) context.fillRect(left, top, widthOf(span), height);
  if (text.trim() === '') return;
  const [across, down] = [large ? 2 : 1, large || tall ? 2 : 1];
  const size = condensed ? 0.8 * LETTER : LETTER;
  // Small letters in a high row stand on the line of the high ones.
  const baseline = top + height / 2 + BASELINE * LETTER * (height > ROW ? 2 : 1);
  context.save();
  context.translate(left, baseline);
  context.scale(across, down);
  context.fillStyle = inverse ? 'white' : 'black';
  context.font = `${bold ? 700 : 400} ${size}px "${FAMILY}"`;
  context.letterSpacing = condensed ? `${COLUMN - 0.8 * COLUMN}px` : '0px';
  context.fillText(text, 0, 0);
  context.restore();
}

function drawCode(
  context: SKRSContext2D,
  modules: readonly string[],
  left: number,
  top: number,
  width: number,
) {
  const side = width / modules.length;
  for (const [row, signs] of modules.entries()) {
    for (const { index, 0: run } of signs.matchAll(/1+/g)) {
      context.fillRect(left + index * side, top + row * side, run.length * side, side);
    }
  }
}

/** In outline, so that nothing under it becomes hard to read. */
function drawMark(context: SKRSContext2D, { widthMm }: SlipSheet, lengthMm: number, mark: string): void {
  context.save();
  context.translate(widthMm / 2, lengthMm / 2);
  context.rotate((-24 * Math.PI) / 180);
  context.font = `700 ${(widthMm * 0.85) / (mark.length * 0.6)}px "${FAMILY}"`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.lineWidth = 0.2;
  context.strokeStyle = '#a8a8a8';
  context.strokeText(mark, 0, 0);
  context.restore();
}
