import type { Receipt, ReceiptLine } from './receipt.ts';

/** As many blank lines as a screen shows together; paper shows them all (§11.3). */
const MOST_BLANK = 2;

/** A slip for a screen: no blank lines at its ends, and no more than two of them together. Pure. */
export function compactSlip(receipt: Receipt): Receipt {
  const lines = receipt.lines.flatMap((line) =>
    line.kind === 'feed' ? Array<ReceiptLine>(line.lines).fill({ kind: 'feed', lines: 1 }) : [line],
  );
  const first = lines.findIndex((line) => !isBlank(line));
  const last = lines.findLastIndex((line) => !isBlank(line));
  if (first < 0) return { ...receipt, lines: [] };
  let blank = 0;
  const kept = lines.slice(first, last + 1).filter((line) => {
    blank = isBlank(line) ? blank + 1 : 0;
    return blank <= MOST_BLANK;
  });
  return { ...receipt, lines: kept };
}

function isBlank(line: ReceiptLine): boolean {
  if (line.kind === 'feed') return true;
  if (line.kind !== 'terminal') return false;
  const spans = [line.left, line.centre, line.right].flatMap((part) => part ?? []);
  return spans.every(({ text, inverse }) => text.trim() === '' && !inverse);
}
