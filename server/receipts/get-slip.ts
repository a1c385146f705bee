import { listCopies } from '#db/queries/receipt-copies.ts';
import { listReceiptLinks } from '#db/queries/receipt-links.ts';
import { listPrints } from '#db/queries/receipts.ts';
import { listTerminalSlips } from '#db/queries/terminal-slips.ts';
import { findNames } from '#db/queries/transaction-detail.ts';
import { findTransaction } from '#db/queries/transactions.ts';
import type { CopyForm } from '#db/schema/receipt-copies.ts';
import type { PrintForm } from '#db/schema/receipt-prints.ts';
import { type TotalKind, totalKindOf } from '#db/schema/totals.ts';
import { type Context, NotFound } from '#server/auth/context.ts';
import { isId, type ReceiptLinkId, type TransactionId, type UserId } from '#server/kernel/ids.ts';
import type { Locale } from '#server/kernel/locale.ts';
import type { Money } from '#server/kernel/money.ts';
import { type ShownStatus, shownStatus } from '#server/transactions/shown-status.ts';
import type { SlipFacts } from './compose-slip.ts';
import { loadFacts } from './load-facts.ts';
import { asSeen, type PrintedSlips, toPrinted } from './visible-slip.ts';

/** Whoever may see operations may see their slips; whoever prints them sees them too. */
export type SlipReader = Context<'transactions:see' | 'receipts:print'>;

/** One counted print. `name` is null for a person who no longer works for the merchant. */
export type Print = {
  number: number;
  form: PrintForm;
  printedAt: Date;
  personId: UserId;
  name: string | null;
};

/** One copy that left other than on paper. */
export type Copy = {
  id: string;
  form: CopyForm;
  madeAt: Date;
  name: string | null;
};

/** A link to the slip. */
export type SlipLink = {
  id: ReceiptLinkId;
  madeAt: Date;
  name: string | null;
  expiresAt: Date;
  state: 'open' | 'expired' | 'revoked';
};

/** As many copies and links as a page shows. */
const SHOWN = 50;

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
  printed: PrintedSlips | null;
  /** Newest first. */
  prints: Print[];
  copies: Copy[];
  links: SlipLink[];
};

/** The slip and its prints; throws NotFound when the id is malformed, unknown or another merchant's, without saying which. */
export async function getSlip(ctx: SlipReader, id: string): Promise<SlipDetail> {
  if (!isId('transaction', id)) throw new NotFound();
  const merchantId = ctx.merchant.id;
  return ctx.inTransaction(async (tx) => {
    const row = await findTransaction(tx, merchantId, id);
    if (!row) throw new NotFound();
    const [{ facts, language, sale }, prints, printed, copies, links] = await Promise.all([
      loadFacts(tx, ctx.merchant, row),
      listPrints(tx, merchantId, id),
      listTerminalSlips(tx, merchantId, id),
      listCopies(tx, merchantId, id, SHOWN),
      listReceiptLinks(tx, merchantId, id, SHOWN),
    ]);
    const people = [...prints.map((one) => one.printedBy), ...[...copies, ...links].map((one) => one.madeBy)];
    const names = await findNames(tx, [...new Set(people)]);
    const nameOf = (person: UserId) => names.get(person) ?? null;
    const now = ctx.clock.now();
    return {
      id,
      kind: totalKindOf(row.kind, sale?.kind ?? null),
      status: shownStatus(row),
      amount: { minor: row.amountMinor, currency: row.currency },
      reference: row.reference,
      createdAt: row.createdAt,
      language,
      facts: facts && { ...facts, transaction: asSeen(ctx.actor.role, row) },
      printed: toPrinted(ctx.actor.role, printed),
      prints: prints.map(({ number, form, printedAt, printedBy }) => ({
        number,
        form,
        printedAt,
        personId: printedBy,
        name: nameOf(printedBy),
      })),
      copies: copies.map(({ id, form, madeAt, madeBy }) => ({
        id,
        form,
        madeAt,
        name: nameOf(madeBy),
      })),
      links: links.map(({ id, madeAt, madeBy, expiresAt, revokedAt }) => ({
        id,
        madeAt,
        expiresAt,
        name: nameOf(madeBy),
        state: revokedAt ? 'revoked' : expiresAt <= now ? 'expired' : 'open',
      })),
    };
  });
}
