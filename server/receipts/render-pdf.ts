import { setImmediate } from 'node:timers/promises';
import { PDFDocument, type SKRSContext2D } from '@napi-rs/canvas';
import { drawRows, layOutSheet, lengthOf, type SlipRow, type SlipSheet } from './draw-slip.ts';
import type { Paper } from './paper.ts';
import type { Receipt } from './receipt.ts';

const POINTS_PER_MM = 72 / 25.4;
/** Readers take pages up to 14,400 points; a slip that is longer goes on on the next. */
const MAX_PAGE_MM = 4_000;

/** A receipt as a PDF as wide as its paper and as long as it needs, its text selectable, its mark across each page. */
export async function renderPdf(receipt: Receipt, paper: Paper, title: string): Promise<Uint8Array> {
  return renderPdfOf([receipt], paper, title);
}

/** Several receipts in one PDF, each beginning on a page of its own. All of it is in memory: for a few at a time. */
export async function renderPdfOf(
  receipts: readonly Receipt[],
  paper: Paper,
  title: string,
): Promise<Uint8Array> {
  const pdf = new PDFDocument({ title, creator: 'Vezne', producer: 'Vezne' });
  for (const receipt of receipts) {
    addReceipt(pdf, await layOutSheet(receipt, paper));
    // Drawing keeps the processor: between two slips others get their turn.
    await setImmediate();
  }
  return pdf.close();
}

function addReceipt(pdf: PDFDocument, sheet: SlipSheet): void {
  for (const rows of pagesOf(sheet.rows)) {
    // The library takes pages of whole points only.
    const width = Math.round(sheet.widthMm * POINTS_PER_MM);
    const context = pdf.beginPage(width, Math.ceil(lengthOf(rows) * POINTS_PER_MM));
    if (!isDrawing(context)) throw new Error('A page of a PDF takes no pictures');
    context.scale(POINTS_PER_MM, POINTS_PER_MM);
    drawRows(context, sheet, rows);
    pdf.endPage();
  }
}

function pagesOf(rows: readonly SlipRow[]): SlipRow[][] {
  const pages: SlipRow[][] = [];
  let page: SlipRow[] = [];
  for (const row of rows) {
    if (page.length > 0 && lengthOf([...page, row]) > MAX_PAGE_MM) {
      pages.push(page);
      page = [];
    }
    page.push(row);
  }
  return [...pages, page];
}

/** A page is drawn on like a canvas; its declared type says less. */
function isDrawing(context: object): context is SKRSContext2D {
  return 'drawImage' in context;
}
