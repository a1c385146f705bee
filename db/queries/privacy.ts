import { and, eq, inArray, isNull, sql } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { mails } from '#db/schema/mails.ts';
import { paymentLinks } from '#db/schema/payment-links.ts';
import { splitSales } from '#db/schema/split-sales.ts';
import { transactionNotes } from '#db/schema/transaction-notes.ts';
import { type TransactionState, transactions } from '#db/schema/transactions.ts';
import type { MailId, MerchantId, SplitSaleId, TransactionId } from '#server/kernel/ids.ts';

/** By what a person is looked for; `digits` are the last ten of a number. */
export type ContactKey = { kind: 'email'; email: string } | { kind: 'phone'; digits: string };

/** What stands in the place of what was taken away. */
export const TAKEN = '•••';

/** A payer of whom nothing is left. */
export const NO_PAYER = {
  name: '',
  surname: '',
  email: '',
  phone: '',
  identityNumber: null,
  address: '',
  city: '',
  country: '',
};

const digitsOf = (text: ReturnType<typeof sql>) => sql`regexp_replace(${text}, '[^0-9]', '', 'g')`;

const matches = (contact: ContactKey, email: ReturnType<typeof sql>, phone: ReturnType<typeof sql>) =>
  contact.kind === 'email'
    ? sql`lower(${email}) = ${contact.email}`
    : sql`right(${digitsOf(phone)}, 10) = ${contact.digits}`;

const fiscalMatches = (contact: ContactKey) =>
  matches(contact, sql`fiscal->'notice'->>'email'`, sql`fiscal->'notice'->>'phone'`);

/** Operations of which a person is known: their own sales, those paid by a link, and sales that several payments pay. */
export async function findPersonsRows(db: Db, merchantId: MerchantId, contact: ContactKey) {
  const ofSale = await db
    .select()
    .from(transactions)
    .where(and(eq(transactions.merchantId, merchantId), fiscalMatches(contact)));
  const ofLink = await db
    .select({ link: paymentLinks, sale: transactions })
    .from(paymentLinks)
    .innerJoin(
      transactions,
      and(
        eq(transactions.merchantId, paymentLinks.merchantId),
        eq(transactions.id, paymentLinks.transactionId),
      ),
    )
    .where(
      and(
        eq(paymentLinks.merchantId, merchantId),
        matches(contact, sql`payer->>'email'`, sql`payer->>'phone'`),
      ),
    );
  const ofSplit = await db
    .select()
    .from(splitSales)
    .where(and(eq(splitSales.merchantId, merchantId), fiscalMatches(contact)));
  return { sales: ofSale, links: ofLink, splits: ofSplit };
}

/** Notes in which the person's address or number stands. */
export async function findNotesOf(db: Db, merchantId: MerchantId, contact: ContactKey) {
  const stands =
    contact.kind === 'email'
      ? sql`position(${contact.email} in lower(text)) > 0`
      : sql`position(${contact.digits} in ${digitsOf(sql`text`)}) > 0`;
  return db
    .select()
    .from(transactionNotes)
    .where(and(eq(transactionNotes.merchantId, merchantId), stands));
}

/** Letters with slips whose address looks like this one when all but its first sign and its place are hidden. */
export async function findMailsTo(db: Db, merchantId: MerchantId, maskedTo: string) {
  return db
    .select()
    .from(mails)
    .where(and(eq(mails.merchantId, merchantId), eq(mails.kind, 'receipt'), eq(mails.maskedTo, maskedTo)));
}

/** Everything that follows these sales: what went back of them, and the payments of a sale that several pay. */
export async function findFamilies(
  db: Db,
  merchantId: MerchantId,
  saleIds: readonly TransactionId[],
  splitIds: readonly SplitSaleId[],
): Promise<{ id: TransactionId; state: TransactionState }[]> {
  if (saleIds.length + splitIds.length === 0) return [];
  const { id, state, originalId, splitSaleId } = transactions;
  const ofSales = saleIds.length > 0 ? [inArray(id, [...saleIds]), inArray(originalId, [...saleIds])] : [];
  const ofSplits = splitIds.length > 0 ? [inArray(splitSaleId, [...splitIds])] : [];
  const any = sql.join([...ofSales, ...ofSplits], sql` or `);
  return db
    .select({ id, state })
    .from(transactions)
    .where(and(eq(transactions.merchantId, merchantId), sql`(${any})`));
}

/** Takes buyer, address and number off the papers of these sales. */
export async function eraseBuyers(
  db: Db,
  merchantId: MerchantId,
  ids: readonly TransactionId[],
): Promise<void> {
  if (ids.length === 0) return;
  await db
    .update(transactions)
    .set({ fiscal: sql`without_buyer(fiscal)` })
    .where(
      and(
        eq(transactions.merchantId, merchantId),
        inArray(transactions.id, [...ids]),
        sql`fiscal is not null`,
      ),
    );
}

/** The same of sales that several payments pay. */
export async function eraseSplitBuyers(
  db: Db,
  merchantId: MerchantId,
  ids: readonly SplitSaleId[],
): Promise<void> {
  if (ids.length === 0) return;
  await db
    .update(splitSales)
    .set({ fiscal: sql`without_buyer(fiscal)` })
    .where(
      and(eq(splitSales.merchantId, merchantId), inArray(splitSales.id, [...ids]), sql`fiscal is not null`),
    );
}

/** Takes who pays off these links. */
export async function erasePayers(
  db: Db,
  merchantId: MerchantId,
  ids: readonly TransactionId[],
): Promise<void> {
  if (ids.length === 0) return;
  await db
    .update(paymentLinks)
    .set({ payer: NO_PAYER })
    .where(and(eq(paymentLinks.merchantId, merchantId), inArray(paymentLinks.transactionId, [...ids])));
}

/** Takes away what is left of the address of these letters; of one still to be sent the letter too. */
export async function eraseMails(
  db: Db,
  merchantId: MerchantId,
  ids: readonly MailId[],
  at: Date,
): Promise<void> {
  if (ids.length === 0) return;
  const these = and(eq(mails.merchantId, merchantId), inArray(mails.id, [...ids]));
  await db.update(mails).set({ maskedTo: TAKEN }).where(these);
  await db
    .update(mails)
    .set({ state: 'failed', reason: 'erased', sealedLetter: null, workerKey: null, endedAt: at })
    .where(and(these, isNull(mails.endedAt)));
}

/** Takes the bodies away of those calls for these operations in which a buyer or payer stands. */
export async function forgetExchanges(db: Db, operations: readonly string[]): Promise<number> {
  const rows = await db.execute<{ count: string }>(
    sql`select forget_exchanges(${listOf(operations)}) as count`,
  );
  return Number(rows[0]?.count ?? 0);
}

/** Takes the words away of these notes; that somebody wrote one stays. */
export async function forgetNotes(db: Db, ids: readonly string[]): Promise<number> {
  const rows = await db.execute<{ count: string }>(sql`select forget_notes(${listOf(ids)}) as count`);
  return Number(rows[0]?.count ?? 0);
}

/** Takes away what settled callbacks about these operations said; returns of how many. */
export async function forgetCallbacks(
  db: Db,
  merchantId: MerchantId,
  ids: readonly string[],
): Promise<number> {
  if (ids.length === 0) return 0;
  const rows = await db.execute(sql`
    update inbox set sealed_content = '' where merchant_id = ${merchantId} and sealed_content <> ''
      and state not in ('received', 'failed') and (transaction_id = any(${listOf(ids)}) or source_id = any(${listOf(ids)})) returning 1`);
  return rows.length;
}

function listOf(ids: readonly string[]) {
  const each = ids.map((id) => sql`${id}`);
  return sql`array[${sql.join(each, sql`, `)}]::text[]`;
}
