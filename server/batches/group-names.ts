import type { Db } from '#db/client.ts';
import { listAcquirerNames } from '#db/queries/report-facts.ts';
import type { TerminalCapabilities } from '#server/gateways/capabilities.ts';
import { CARD_BRANDS } from '#server/kernel/card-brands.ts';
import type { BatchId, MerchantId } from '#server/kernel/ids.ts';

/** By what the sums of a batch are kept apart, as its bank's figures are. */
export type TotalsBy = TerminalCapabilities['totalsBy'];

/** What the groups of the sums of a batch are called: its acquirers, as far as answers told, or the brands of its cards. */
export async function listGroupNames(
  db: Db,
  merchantId: MerchantId,
  batchId: BatchId,
  totalsBy: TotalsBy,
): Promise<ReadonlyMap<string, string>> {
  return totalsBy === 'card_brand' ? CARD_BRANDS : listAcquirerNames(db, merchantId, batchId);
}
