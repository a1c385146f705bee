import type { Tx } from '#db/client.ts';
import { findSlipPlace } from '#db/queries/receipts.ts';
import { findSlipLook } from '#db/queries/slip-looks.ts';
import { findTransaction, type TransactionRow } from '#db/queries/transactions.ts';
import type { Merchant } from '#server/auth/context.ts';
import type { Locale } from '#server/kernel/locale.ts';
import { isFinal } from '#server/transactions/transaction.ts';
import type { SlipFacts } from './compose-slip.ts';
import { toLook } from './slip-look.ts';

/** What a slip is made from, the language its customer most likely reads, and what it gave back or captured, if anything. */
export type LoadedFacts = { facts: SlipFacts | null; language: Locale; sale: TransactionRow | null };

/** Everything the slip of an operation is made from; no facts while its result is open. */
export async function loadFacts(
  tx: Tx,
  merchant: Pick<Merchant, 'id' | 'name' | 'legalName' | 'taxNumber' | 'country' | 'calendar' | 'locale'>,
  row: TransactionRow,
): Promise<LoadedFacts> {
  const [place, look, sale] = await Promise.all([
    findSlipPlace(tx, merchant.id, row),
    findSlipLook(tx, merchant.id),
    row.originalId ? findTransaction(tx, merchant.id, row.originalId) : null,
  ]);
  if (!place) throw new Error(`Transaction ${row.id} has no device or branch`);
  const { name, legalName, taxNumber, country, calendar } = merchant;
  const { deviceLabel, branch } = place;
  const facts: SlipFacts = {
    merchant: { name, legalName, taxNumber, country, timeZone: calendar.timeZone },
    deviceLabel,
    branch,
    look: toLook(look),
    transaction: row,
    sale,
  };
  return { facts: isFinal(row.state) ? facts : null, language: place.language ?? merchant.locale, sale };
}
