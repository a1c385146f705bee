import { and, eq } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { ledgerAccounts } from '#db/schema/ledger-accounts.ts';
import type { MerchantId } from '#server/kernel/ids.ts';

/** What a ledger programme calls the accounts of a merchant, by what they are for. */
export async function listLedgerAccounts(
  db: Db,
  merchantId: MerchantId,
  target: string,
): Promise<Map<string, string>> {
  const rows = await db
    .select({ role: ledgerAccounts.role, account: ledgerAccounts.account })
    .from(ledgerAccounts)
    .where(isOf(merchantId, target));
  return new Map(rows.map((row) => [row.role, row.account]));
}

/** Puts these accounts in the place of all that there were for a programme. */
export async function replaceLedgerAccounts(
  db: Db,
  merchantId: MerchantId,
  target: string,
  rows: (typeof ledgerAccounts.$inferInsert)[],
): Promise<void> {
  await db.delete(ledgerAccounts).where(isOf(merchantId, target));
  if (rows.length > 0) await db.insert(ledgerAccounts).values(rows);
}

function isOf(merchantId: MerchantId, target: string) {
  return and(eq(ledgerAccounts.merchantId, merchantId), eq(ledgerAccounts.target, target));
}
