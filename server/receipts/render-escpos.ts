import ReceiptPrinterEncoder from '@point-of-sale/receipt-printer-encoder';
import { assertNever } from '#server/kernel/assert-never.ts';
import { changeSpans } from './change-spans.ts';
import { inCodePage } from './code-page.ts';
import { fitColumns } from './fit-columns.ts';
import { PAPER, type Paper } from './paper.ts';
import { CODE_PAGE_857, type PrinterMake } from './printer-makes.ts';
import { DOTS_PER_COLUMN, type FittedLine, type FittedSpan, type Receipt } from './receipt.ts';
import { type Dots, imageDots, qrDots } from './slip-dots.ts';

/** Lines a slip is pushed on before it is cut, from the head to the knife. */
const LINES_TO_KNIFE = 4;

/**
 * A receipt as bytes for a receipt printer that speaks ESC/POS, cut at its end. Of what the receipt says only signs of code
 * page 857 are in it: no byte below 0x20 comes from a text. Pictures are dots.
 */
export async function renderEscPos(
  receipt: Receipt,
  paper: Paper,
  printer: PrinterMake,
): Promise<Uint8Array> {
  const { columns } = PAPER[paper];
  const readable = changeSpans(receipt, (span) => ({ ...span, text: inCodePage(span.text) }));
  const encoder = new ReceiptPrinterEncoder({
    language: 'esc-pos',
    columns,
    codepageMapping: { cp857: CODE_PAGE_857[printer] },
    newline: '\n',
    imageMode: 'raster',
    feedBeforeCut: LINES_TO_KNIFE,
  });
  encoder.initialize().codepage('cp857');
  for (const line of fitColumns(readable, columns).lines) await addLine(encoder, line, columns);
  return encoder.cut('partial').encode();
}

async function addLine(encoder: ReceiptPrinterEncoder, line: FittedLine, columns: number): Promise<void> {
  switch (line.kind) {
    case 'text':
      for (const span of withoutTail(line.spans)) addSpan(encoder, span);
      encoder.newline();
      break;
    case 'image':
      addDots(
        encoder,
        await imageDots(line.image, line.columns * DOTS_PER_COLUMN, columns * DOTS_PER_COLUMN),
      );
      break;
    case 'qr':
      addDots(encoder, qrDots(line.modules, line.columns * DOTS_PER_COLUMN, columns * DOTS_PER_COLUMN));
      break;
    default:
      assertNever(line);
  }
}

function addSpan(encoder: ReceiptPrinterEncoder, { text, bold, inverse, large, tall }: FittedSpan): void {
  encoder
    .bold(Boolean(bold))
    .invert(Boolean(inverse))
    .size(large ? 2 : 1, large || tall ? 2 : 1)
    .text(text)
    .bold(false)
    .invert(false)
    .size(1, 1);
}

/** Blanks at the end of a line would only make a narrower printer begin another. */
function withoutTail(spans: readonly FittedSpan[]): FittedSpan[] {
  const last = spans.at(-1);
  if (!last || last.inverse) return [...spans];
  return [...spans.slice(0, -1), { ...last, text: last.text.trimEnd() }];
}

function addDots(encoder: ReceiptPrinterEncoder, dots: Dots | null): void {
  if (dots) encoder.image(dots, dots.width, dots.height, 'threshold');
}
