import { setImmediate } from 'node:timers/promises';
import { PDFDocument, type SKRSContext2D } from '@napi-rs/canvas';
import { layOutSheet } from './lay-out-sheet.ts';
import { FAMILY, loadLetters } from './load-letters.ts';
import type { SheetDocument } from './sheet.ts';
import { LETTER_MM, SHEET_MM, type SheetLine, type SheetPage } from './sheet-lines.ts';

const POINTS_PER_MM = 72 / 25.4;
/** From the middle of a line down to where its letters stand, in letters. */
const BASELINE = 0.34;

/** A document as a PDF of A4 sheets, its text selectable, the same bytes for the same document. */
export async function renderSheet(document: SheetDocument): Promise<Uint8Array> {
  loadLetters();
  const pdf = new PDFDocument({ title: document.title, creator: 'Vezne', producer: 'Vezne' });
  for (const page of layOutSheet(document)) {
    // The library takes pages of whole points only.
    const width = Math.round(SHEET_MM.width * POINTS_PER_MM);
    const context = pdf.beginPage(width, Math.round(SHEET_MM.height * POINTS_PER_MM));
    if (!isDrawing(context)) throw new Error('A page of a PDF takes no drawing');
    context.scale(POINTS_PER_MM, POINTS_PER_MM);
    drawPage(context, page);
    pdf.endPage();
    // Drawing keeps the processor: between two sheets others get their turn.
    await setImmediate();
  }
  return pdf.close();
}

function drawPage(context: SKRSContext2D, { lines, foot, number }: SheetPage): void {
  context.fillStyle = 'white';
  context.fillRect(0, 0, SHEET_MM.width, SHEET_MM.height);
  let top: number = SHEET_MM.margin;
  for (const line of lines) {
    drawLine(context, line, top);
    top += line.heightMm;
  }
  const bottom = SHEET_MM.height - SHEET_MM.margin + 2;
  context.fillStyle = '#444444';
  write(context, foot, SHEET_MM.margin, bottom, { letterMm: LETTER_MM * 0.85, isBold: false });
  context.textAlign = 'right';
  write(context, number, SHEET_MM.width - SHEET_MM.margin, bottom, { letterMm: LETTER_MM, isBold: false });
  context.textAlign = 'left';
}

function drawLine(context: SKRSContext2D, line: SheetLine, top: number): void {
  const { heightMm, letterMm, pieces, rule, isTinted } = line;
  const width = SHEET_MM.width - 2 * SHEET_MM.margin;
  if (isTinted) {
    context.fillStyle = '#ebebeb';
    context.fillRect(SHEET_MM.margin, top, width, heightMm);
  }
  if (rule) {
    const thick = rule === 'strong' ? 0.25 : 0.1;
    context.fillStyle = rule === 'strong' ? 'black' : '#b0b0b0';
    context.fillRect(SHEET_MM.margin, top + heightMm - thick / 2, width, thick);
  }
  context.fillStyle = 'black';
  const baseline = top + heightMm / 2 + BASELINE * letterMm;
  for (const { text, atMm, isBold } of pieces)
    write(context, text, SHEET_MM.margin + atMm, baseline, { letterMm, isBold });
}

function write(
  context: SKRSContext2D,
  text: string,
  left: number,
  baseline: number,
  { letterMm, isBold }: { letterMm: number; isBold: boolean },
): void {
  context.font = `${isBold ? 700 : 400} ${letterMm}px "${FAMILY}"`;
  context.fillText(text, left, baseline);
}

/** A page is drawn on like a canvas; its declared type says less. */
function isDrawing(context: object): context is SKRSContext2D {
  return 'fillText' in context;
}
