import { createCanvas } from '@napi-rs/canvas';
import { drawRows, layOutSheet, lengthOf } from './draw-slip.ts';
import type { Paper } from './paper.ts';
import type { Receipt } from './receipt.ts';

/** One and a half times as fine as a receipt printer. */
const DOTS_PER_MM = 12;
/** A longer slip is drawn coarser instead of being cut off: a picture is held in memory whole. */
const MAX_DOTS = 24_000_000;
const MAX_LENGTH = 30_000;

/** A receipt as a PNG of its whole paper, its mark across. */
export async function renderPng(receipt: Receipt, paper: Paper): Promise<Uint8Array> {
  const sheet = await layOutSheet(receipt, paper);
  const lengthMm = lengthOf(sheet.rows);
  const scale = Math.min(
    DOTS_PER_MM,
    Math.sqrt(MAX_DOTS / (sheet.widthMm * lengthMm)),
    MAX_LENGTH / lengthMm,
  );
  const canvas = createCanvas(Math.ceil(sheet.widthMm * scale), Math.ceil(lengthMm * scale));
  const context = canvas.getContext('2d');
  context.scale(scale, scale);
  drawRows(context, sheet, sheet.rows);
  return canvas.encode('png');
}
