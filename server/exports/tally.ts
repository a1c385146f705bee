import type { ExportRow } from '#db/queries/export-rows.ts';
import type { TotalKind } from '#db/schema/totals.ts';
import { type KindSum, netByCurrency } from '#server/batches/net.ts';
import type { CurrencyCode } from '#server/kernel/money.ts';

/** What a file states of itself: how many rows it has, and the sums of those that were approved. */
export type Tally = { count: number; sums: KindSum[] };

/** Adds up rows as they are written; a sum that is no longer exact throws, it is never rounded. */
export function startTally() {
  let count = 0;
  const sums = new Map<string, KindSum>();
  return {
    add(row: ExportRow): void {
      count++;
      if (row.state !== 'approved') return;
      const key = `${row.shownKind} ${row.currency}`;
      const sum = sums.get(key);
      if (sum) {
        sum.count++;
        sum.amountMinor = exact(sum.amountMinor + Number(row.amountMinor));
        return;
      }
      sums.set(key, {
        // As the row was written.
        kind: row.shownKind as TotalKind,
        currency: row.currency as CurrencyCode,
        count: 1,
        amountMinor: Number(row.amountMinor),
      });
    },
    /** So far. */
    read: (): Tally => ({ count, sums: [...sums.values()] }),
  };
}

/** What is left of each currency: sales and captures less refunds and voids. */
export function netsOf({ sums }: Tally): { currency: CurrencyCode; minor: number }[] {
  return netByCurrency(sums).map(({ currency, netMinor }) => ({ currency, minor: netMinor }));
}

function exact(minor: number): number {
  if (!Number.isSafeInteger(minor)) throw new RangeError('A sum of the file is not exact');
  return minor;
}
