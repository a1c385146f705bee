import type { Tx } from '#db/client.ts';
import { countAliveRuns } from '#db/queries/eod-runs.ts';
import { countOpenSplitSales } from '#db/queries/split-sales.ts';
import { countContradictedRows, countOpenRows } from '#db/queries/transaction-list.ts';
import type { MerchantId } from '#server/kernel/ids.ts';

/**
 * How much of the merchant's is open: operations, split sales and closes of a day, running or unknown (INV-16). An end that
 * is contradicted is not known either.
 */
export async function countOpen(
  tx: Tx,
  merchantId: MerchantId,
): Promise<{ running: number; unknown: number }> {
  const contradicted = await countContradictedRows(tx, merchantId);
  const counts = await Promise.all([
    countOpenRows(tx, merchantId),
    countOpenSplitSales(tx, merchantId),
    countAliveRuns(tx, merchantId),
  ]);
  return {
    running: counts.reduce((sum, each) => sum + each.running, 0),
    unknown: counts.reduce((sum, each) => sum + each.unknown, contradicted),
  };
}
