import { changeSpans } from './change-spans.ts';
import { fitColumns } from './fit-columns.ts';
import type { FittedLine, PaperColumns, Receipt, ReceiptLine } from './receipt.ts';

/**
 * A receipt as plain text: no line wider than the columns, no blanks at the ends of lines, a newline after each. Text knows
 * one size only; in double size it would fit half as much. A QR code is what it says, an image is nothing.
 */
export function renderText(receipt: Receipt, columns: PaperColumns): string {
  const words = { ...receipt, lines: receipt.lines.flatMap(inWords) };
  const { lines } = fitColumns(
    changeSpans(words, ({ large: _, ...span }) => span),
    columns,
  );
  return lines.map((line) => `${textOf(line).trimEnd()}\n`).join('');
}

function inWords(line: ReceiptLine): ReceiptLine[] {
  if (line.kind === 'image') return [];
  return line.kind === 'qr' ? [{ kind: 'terminal', centre: [{ text: line.text }] }] : [line];
}

function textOf(line: FittedLine): string {
  return line.kind === 'text' ? line.spans.map(({ text }) => text).join('') : '';
}
