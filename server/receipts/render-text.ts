import { fitColumns } from './fit-columns.ts';
import type { PaperColumns, Receipt, ReceiptLine, Span } from './receipt.ts';

/** A receipt as plain text: no line wider than the columns, no blanks at the ends of lines, a newline after each. */
export function renderText(receipt: Receipt, columns: PaperColumns): string {
  const { lines } = fitColumns({ ...receipt, lines: receipt.lines.map(inSingleSize) }, columns);
  return lines
    .map(
      (line) =>
        `${line
          .map((span) => span.text)
          .join('')
          .trimEnd()}\n`,
    )
    .join('');
}

/** Text knows one size only; in double size it would fit half as much. */
function inSingleSize(line: ReceiptLine): ReceiptLine {
  if (line.kind !== 'text') return line;
  return {
    kind: 'text',
    left: line.left?.map(single),
    centre: line.centre?.map(single),
    right: line.right?.map(single),
  };
}

function single({ large: _, ...span }: Span): Span {
  return span;
}
