import type { Tx } from '#db/client.ts';
import { type BatchRow, listBatchTotals } from '#db/queries/batches.ts';
import { listGroupNames } from '#server/batches/group-names.ts';
import type { TerminalCapabilities } from '#server/gateways/capabilities.ts';
import { CARD_BRANDS } from '#server/kernel/card-brands.ts';
import type { CurrencyCode } from '#server/kernel/money.ts';
import { computeOurs } from './compute.ts';
import { countOfOurs } from './report-rows.ts';

/** What a person is asked for when the bank's figures of a batch are entered, beside what we have. */
export type FiguresForm = {
  /** The batch by our book; null when no slip told it. */
  batchNumber: string | null;
  rows: { group: string; name: string | null; currency: CurrencyCode; count: number; netMinor: number }[];
  /** Card types that are not in our book, should the bank list one. */
  others: { group: string; name: string }[];
  /** The currency of what is added. */
  currency: CurrencyCode;
};

/** The form for the figures of a batch that the bank has ended. */
export async function readFiguresForm(
  tx: Tx,
  batch: BatchRow,
  { totalsBy, currencies }: TerminalCapabilities,
  home: CurrencyCode,
): Promise<FiguresForm> {
  const { merchantId, id } = batch;
  const names = await listGroupNames(tx, merchantId, id, totalsBy);
  const ours = computeOurs(await listBatchTotals(tx, merchantId, id), names);
  const groups = new Set(ours.map((line) => line.acquirerId));
  return {
    batchNumber: batch.number,
    rows: ours.map((line) => ({
      group: line.acquirerId,
      name: line.acquirerName,
      currency: line.currency,
      count: countOfOurs(line),
      netMinor: line.netMinor,
    })),
    others: [...(totalsBy === 'card_brand' ? CARD_BRANDS : names)]
      .filter(([group]) => !groups.has(group))
      .map(([group, name]) => ({ group, name })),
    currency: currencies[0] ?? home,
  };
}
