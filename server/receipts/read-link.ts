import { inScope } from '#db/client.ts';
import { findReceiptLink } from '#db/queries/receipt-links.ts';
import { findTransaction } from '#db/queries/transactions.ts';
import { type TotalKind, totalKindOf } from '#db/schema/totals.ts';
import { toMerchant } from '#server/auth/merchant.ts';
import type { RateLimit } from '#server/auth/rate-limit.ts';
import type { Locale } from '#server/kernel/locale.ts';
import type { Money } from '#server/kernel/money.ts';
import type { Runtime } from '#server/runtime/runtime.ts';
import { readToken } from '#server/transactions/callback-address.ts';
import { composeSlip } from './compose-slip.ts';
import { loadFacts } from './load-facts.ts';
import type { Receipt } from './receipt.ts';

/** A slip as a customer sees it who has its link. */
export type PublicSlip = {
  kind: TotalKind;
  amount: Money;
  merchantName: string;
  language: Locale;
  receipt: Receipt;
  expiresAt: Date;
  timeZone: string;
};

/**
 * The slip behind a link: the one we compose, marked as a duplicate, with the last four digits alone and nothing that says
 * who bought. Null for an address that opens nothing, has expired or was revoked, and for one that asks too often: without
 * saying which. `asker` is whoever can be told apart.
 */
export async function readLink(
  { db, clock }: Pick<Runtime, 'db' | 'clock'>,
  limit: RateLimit,
  { token, asker, asked }: { token: string; asker: string; asked: Locale | null },
): Promise<PublicSlip | null> {
  const key = readToken(token);
  const at = clock.now();
  if (!limit.take(asker, at) || !key) return null;
  return inScope(db, { merchantId: key.merchantId }, async (tx) => {
    const found = await findReceiptLink(tx, key);
    if (!found || found.link.revokedAt || found.link.expiresAt <= at) return null;
    const merchant = toMerchant(found.merchant);
    const row = await findTransaction(tx, merchant.id, found.link.transactionId);
    const loaded = row && (await loadFacts(tx, merchant, row));
    if (!row || !loaded?.facts) return null;
    const language = asked ?? loaded.language;
    const { transaction, sale, ...facts } = loaded.facts;
    const withoutBuyer = { ...facts, transaction: { ...transaction, fiscal: null }, sale };
    return {
      kind: totalKindOf(row.kind, loaded.sale?.kind ?? null),
      amount: { minor: row.amountMinor, currency: row.currency },
      merchantName: merchant.name,
      language,
      receipt: composeSlip(withoutBuyer, language, { kind: 'file' }),
      expiresAt: found.link.expiresAt,
      timeZone: merchant.calendar.timeZone,
    };
  });
}
