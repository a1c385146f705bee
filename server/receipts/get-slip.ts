import { findSlipPlace, listPrints } from '#db/queries/receipts.ts';
import { listTerminalSlips } from '#db/queries/terminal-slips.ts';
import { findNames } from '#db/queries/transaction-detail.ts';
import { findTransaction, type TransactionRow } from '#db/queries/transactions.ts';
import type { Role } from '#db/schema/memberships.ts';
import type { SlipCopyKind } from '#db/schema/receipts.ts';
import { type TotalKind, totalKindOf } from '#db/schema/totals.ts';
import { type Context, NotFound } from '#server/auth/context.ts';
import { assertNever } from '#server/kernel/assert-never.ts';
import { isId, type TransactionId, type UserId } from '#server/kernel/ids.ts';
import type { Locale } from '#server/kernel/locale.ts';
import type { Money } from '#server/kernel/money.ts';
import { fiscalDetails } from '#server/transactions/fiscal.ts';
import { type ShownStatus, shownStatus } from '#server/transactions/shown-status.ts';
import { isFinal } from '#server/transactions/transaction.ts';
import { visibleFiscal, visibleText } from '#server/transactions/visible.ts';
import type { SlipFacts } from './compose-slip.ts';
import type { Receipt, ReceiptLine, Span } from './receipt.ts';
import { receiptSchema } from './receipt-schema.ts';

/** Whoever may see operations may see their slips; whoever prints them sees them too. */
export type SlipReader = Context<'transactions:see' | 'receipts:print'>;

/** One counted print. `name` is null for a person who no longer works for the merchant. */
export type Print = { number: number; printedAt: Date; personId: UserId; name: string | null };

/** An operation as the receipt pages show it. */
export type SlipDetail = {
  id: TransactionId;
  kind: TotalKind;
  status: ShownStatus;
  amount: Money;
  reference: string;
  createdAt: Date;
  /** The language of where it was made, which its customer most likely reads. */
  language: Locale;
  /** What its slip is made from; null while the result is open: then there is nothing anybody should hold in hand. */
  facts: SlipFacts | null;
  /** What its terminal itself printed, copy by copy; null where the provider sends no slip. */
  printed: { customer: Receipt | null; merchant: Receipt | null } | null;
  /** Newest first. */
  prints: Print[];
};

/** The slip and its prints; throws NotFound when the id is malformed, unknown or another merchant's, without saying which. */
export async function getSlip(ctx: SlipReader, id: string): Promise<SlipDetail> {
  if (!isId('transaction', id)) throw new NotFound();
  const merchantId = ctx.merchant.id;
  return ctx.inTransaction(async (tx) => {
    const row = await findTransaction(tx, merchantId, id);
    if (!row) throw new NotFound();
    const [place, sale, prints, printed] = await Promise.all([
      findSlipPlace(tx, merchantId, row),
      row.originalId ? findTransaction(tx, merchantId, row.originalId) : null,
      listPrints(tx, merchantId, id),
      listTerminalSlips(tx, merchantId, id),
    ]);
    if (!place) throw new Error(`Transaction ${id} has no device or branch`);
    const { deviceLabel, branch } = place;
    const names = await findNames(tx, [...new Set(prints.map((print) => print.printedBy))]);
    const { name, legalName, taxNumber, country, calendar } = ctx.merchant;
    const merchant = { name, legalName, taxNumber, country, timeZone: calendar.timeZone };
    return {
      id,
      kind: totalKindOf(row.kind, sale?.kind ?? null),
      status: shownStatus(row),
      amount: { minor: row.amountMinor, currency: row.currency },
      reference: row.reference,
      createdAt: row.createdAt,
      language: place.language ?? ctx.merchant.locale,
      facts: isFinal(row.state)
        ? { merchant, deviceLabel, branch, transaction: asSeen(ctx, row), sale }
        : null,
      printed: toPrinted(ctx, printed),
      prints: prints.map((print) => ({
        number: print.number,
        printedAt: print.printedAt,
        personId: print.printedBy,
        name: names.get(print.printedBy) ?? null,
      })),
    };
  });
}

/** Only what was parsed once is shown again, and of a card no more than this reader may see. */
function toPrinted(
  { actor }: SlipReader,
  rows: Awaited<ReturnType<typeof listTerminalSlips>>,
): SlipDetail['printed'] {
  if (rows.length === 0) return null;
  const read = (copy: SlipCopyKind) => {
    const row = rows.find((one) => one.copy === copy);
    return row ? visibleSlip(actor.role, receiptSchema.parse(row.content)) : null;
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
function asSeen(ctx: SlipReader, row: TransactionRow): TransactionRow {
  return { ...row, fiscal: visibleFiscal(ctx.actor.role, fiscalDetails.parse(row.fiscal)) };
}
