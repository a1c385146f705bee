import type { listTerminalSlips } from '#db/queries/terminal-slips.ts';
import type { TransactionRow } from '#db/queries/transactions.ts';
import type { Role } from '#db/schema/memberships.ts';
import type { SlipCopyKind } from '#db/schema/receipts.ts';
import { assertNever } from '#server/kernel/assert-never.ts';
import { fiscalDetails } from '#server/transactions/fiscal.ts';
import { visibleFiscal, visibleText } from '#server/transactions/visible.ts';
import type { Receipt, ReceiptLine, Span } from './receipt.ts';
import { receiptSchema } from './receipt-schema.ts';

/** What a terminal itself printed, copy by copy. */
export type PrintedSlips = { customer: Receipt | null; merchant: Receipt | null };

/** Only what was parsed once is shown again, and of a card no more than this reader may see. */
export function toPrinted(
  role: Role,
  rows: Awaited<ReturnType<typeof listTerminalSlips>>,
): PrintedSlips | null {
  if (rows.length === 0) return null;
  const read = (copy: SlipCopyKind) => {
    const row = rows.find((one) => one.copy === copy);
    return row ? visibleSlip(role, receiptSchema.parse(row.content)) : null;
  };
  return { customer: read('customer'), merchant: read('merchant') };
}

/** A terminal may print the first digits of a card beside the last, and some readers see the last alone. */
function visibleSlip(role: Role, { lines, mark }: Receipt): Receipt {
  const seen = (spans: Span[] | undefined) =>
    spans?.map((span) => ({ ...span, text: visibleText(role, span.text) ?? '' }));
  const visible = (line: ReceiptLine): ReceiptLine => {
    switch (line.kind) {
      case 'text':
      case 'terminal': {
        const [left, centre, right] = [seen(line.left), seen(line.centre), seen(line.right)];
        return { kind: line.kind, ...(left && { left }), ...(centre && { centre }), ...(right && { right }) };
      }
      case 'qr':
        return { ...line, text: visibleText(role, line.text) ?? '' };
      case 'rule':
      case 'feed':
      case 'image':
        return line;
      default:
        return assertNever(line);
    }
  };
  return { lines: lines.map(visible), mark };
}

/** The customer as this reader may see it: a slip on a screen tells no more than the page of its operation. */
export function asSeen(role: Role, row: TransactionRow): TransactionRow {
  return { ...row, fiscal: visibleFiscal(role, fiscalDetails.parse(row.fiscal)) };
}
