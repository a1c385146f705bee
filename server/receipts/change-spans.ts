import type { LineParts, Receipt, ReceiptLine, Span } from './receipt.ts';

/** The receipt with every span changed; lines and parts stay. */
export function changeSpans(receipt: Receipt, change: (span: Span) => Span): Receipt {
  return { ...receipt, lines: receipt.lines.map((line) => changeLine(line, change)) };
}

function changeLine(line: ReceiptLine, change: (span: Span) => Span): ReceiptLine {
  if (line.kind !== 'text' && line.kind !== 'terminal') return line;
  const parts: LineParts = {
    left: line.left?.map(change),
    centre: line.centre?.map(change),
    right: line.right?.map(change),
  };
  return { kind: line.kind, ...parts };
}
