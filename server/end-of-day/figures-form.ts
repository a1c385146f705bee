import type { Tx } from '#db/client.ts';
import { type BatchRow, listBatchTotals } from '#db/queries/batches.ts';
import { listGroupNames } from '#server/batches/group-names.ts';
import type { TerminalCapabilities } from '#server/gateways/capabilities.ts';
import { CARD_BRANDS } from '#server/kernel/card-brands.ts';
import type { CurrencyCode } from '#server/kernel/money.ts';
import { computeOurs } from './compute.ts';
import { type FilledIn, listedMinor } from './figure-source.ts';
import type { OursLine } from './report.ts';
import { countOfOurs } from './report-rows.ts';

/** A kind of card of our book, and what the bank says of it; `listed` null: the bank lists none of it. */
type FigureOfOurs = {
  group: string;
  name: string | null;
  currency: CurrencyCode;
  count: number;
  netMinor: number;
  read: { listed: number | null } | null;
};

/** What a person is asked for when the bank's figures of a batch are entered, beside what we have. */
export type FiguresForm = {
  /** The batch by our book; null when no slip told it. */
  batchNumber: string | null;
  rows: FigureOfOurs[];
  /** What the bank lists and our book has not; an unknown card type has no name. */
  beside: { group: string; name: string | null; currency: CurrencyCode; listed: number }[];
  /** Card types that are in neither, should the bank list one. */
  others: { group: string; name: string }[];
  /** The currency of what is added. */
  currency: CurrencyCode;
  /** Where the figures were read from the bank, to be checked and sent; null: everything is to be typed in. */
  read: { at: Date; batchNumber: string | null; strangers: string[] } | null;
};

/** The form for the figures of a batch that the bank has ended, filled in with what was read of them. */
export async function readFiguresForm(
  tx: Tx,
  batch: BatchRow,
  { totalsBy, currencies }: TerminalCapabilities,
  home: CurrencyCode,
  read: FilledIn | null,
): Promise<FiguresForm> {
  const { merchantId, id } = batch;
  const names = await listGroupNames(tx, merchantId, id, totalsBy);
  const ours = computeOurs(await listBatchTotals(tx, merchantId, id), names);
  return {
    batchNumber: batch.number,
    ...sideBySide(ours, read, totalsBy === 'card_brand' ? CARD_BRANDS : names),
    currency: currencies[0] ?? home,
    read: read && { at: read.at, batchNumber: read.batchNumber, strangers: read.strangers },
  };
}

/** Our lines with what was read beside each, what only the bank lists, and the kinds of card that are in neither. Pure. */
export function sideBySide(
  ours: readonly OursLine[],
  read: FilledIn | null,
  names: ReadonlyMap<string, string>,
): Pick<FiguresForm, 'rows' | 'beside' | 'others'> {
  const isOurs = (figure: { group: string; currency: string }) =>
    ours.some((line) => line.acquirerId === figure.group && line.currency === figure.currency);
  const beside = (read?.figures ?? []).filter((figure) => !isOurs(figure));
  const taken = new Set([...ours.map((line) => line.acquirerId), ...beside.map(({ group }) => group)]);
  return {
    rows: ours.map((line) => ({
      group: line.acquirerId,
      name: line.acquirerName,
      currency: line.currency,
      count: countOfOurs(line),
      netMinor: line.netMinor,
      read: read && { listed: listedMinor(read, { group: line.acquirerId, currency: line.currency }) },
    })),
    beside: beside.map(({ group, currency, amountMinor }) => ({
      group,
      name: names.get(group) ?? null,
      currency,
      listed: amountMinor,
    })),
    others: [...names].filter(([group]) => !taken.has(group)).map(([group, name]) => ({ group, name })),
  };
}
