import type { Db } from '#db/client.ts';
import { listAcquirers } from '#db/queries/acquirers.ts';
import { listAcquirerNames } from '#db/queries/report-facts.ts';
import type { TerminalCapabilities } from '#server/gateways/capabilities.ts';
import { CARD_BRANDS } from '#server/kernel/card-brands.ts';
import type { BatchId, MerchantId } from '#server/kernel/ids.ts';

/** By what the sums of a batch are kept apart, as its bank's figures are. */
export type TotalsBy = TerminalCapabilities['totalsBy'];

/** What the groups of the sums of a batch are called: its acquirers, as far as its own answers told, or the brands of its cards. */
export async function listGroupNames(
  db: Db,
  merchantId: MerchantId,
  batchId: BatchId,
  totalsBy: TotalsBy,
): Promise<ReadonlyMap<string, string>> {
  return totalsBy === 'card_brand' ? CARD_BRANDS : listAcquirerNames(db, merchantId, batchId);
}

/** What such groups are called as far as anybody ever told: acquirers by answers and closed days, or the brands of cards. */
export async function listKnownGroupNames(
  db: Db,
  merchantId: MerchantId,
  totalsBy: TotalsBy,
): Promise<ReadonlyMap<string, string>> {
  return totalsBy === 'card_brand' ? CARD_BRANDS : listKnownAcquirerNames(db, merchantId);
}

/** What the banks of a merchant are called, by their id, as far as anybody ever told. */
export async function listKnownAcquirerNames(db: Db, merchantId: MerchantId): Promise<Map<string, string>> {
  const acquirers = await listAcquirers(db, merchantId);
  return new Map(acquirers.flatMap(({ id, name }) => (name ? [[id, name] as const] : [])));
}
