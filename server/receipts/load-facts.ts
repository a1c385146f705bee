import type { Tx } from '#db/client.ts';
import { findSlipPlace } from '#db/queries/receipts.ts';
import { findSlipLook } from '#db/queries/slip-looks.ts';
import { findTransaction, type TransactionRow } from '#db/queries/transactions.ts';
import type { Merchant } from '#server/auth/context.ts';
import type { Locale } from '#server/kernel/locale.ts';
import { isFinal } from '#server/transactions/transaction.ts';
import type { SlipFacts } from './compose-slip.ts';
import { type SlipLook, toLook } from './slip-look.ts';

/** What a slip is made from, the language its customer most likely reads, and what it gave back or captured, if anything. */
export type LoadedFacts = { facts: SlipFacts | null; language: Locale; sale: TransactionRow | null };

type SlipPlace = NonNullable<Awaited<ReturnType<typeof findSlipPlace>>>;

/** Everything the slip of an operation is made from; no facts while its result is open. */
export async function loadFacts(tx: Tx, merchant: Merchant, row: TransactionRow): Promise<LoadedFacts> {
  const [place, look, sale] = await Promise.all([
    loadPlace(tx, merchant, row),
    findSlipLook(tx, merchant.id),
    loadSale(tx, merchant, row),
  ]);
  return toFacts(merchant, { place, look: toLook(look), sale }, row);
}

/** The same of what was read already. Pure. */
export function toFacts(
  { name, legalName, taxNumber, country, calendar, locale }: Merchant,
  { place, look, sale }: { place: SlipPlace; look: SlipLook; sale: TransactionRow | null },
  row: TransactionRow,
): LoadedFacts {
  const { deviceLabel, branch } = place;
  const merchant = { name, legalName, taxNumber, country, timeZone: calendar.timeZone };
  const facts: SlipFacts = { merchant, deviceLabel, branch, look, transaction: row, sale };
  return { facts: isFinal(row.state) ? facts : null, language: place.language ?? locale, sale };
}

/** The device and the shop that a slip names. */
export async function loadPlace(tx: Tx, { id }: Merchant, row: TransactionRow): Promise<SlipPlace> {
  const place = await findSlipPlace(tx, id, row);
  if (!place) throw new Error(`Transaction ${row.id} has no device or branch`);
  return place;
}

/** What an operation gave back, captured or undid; null for one that stands for itself. */
export async function loadSale(
  tx: Tx,
  { id }: Merchant,
  { originalId }: TransactionRow,
): Promise<TransactionRow | null> {
  return originalId ? findTransaction(tx, id, originalId) : null;
}
