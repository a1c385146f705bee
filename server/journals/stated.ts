import { z } from 'zod';
import { CURRENCY_CODES } from '#server/kernel/money.ts';
import type { LedgerEntry } from './ledger-entry.ts';

/** What a file of entries states of itself: what its programme counts after the import has to be the same. */
export const stated = z.object({
  entries: z.int().min(0),
  lines: z.int().min(0),
  currency: z.enum(CURRENCY_CODES),
  debitMinor: z.int(),
  creditMinor: z.int(),
});
export type Stated = z.output<typeof stated>;

/** Lets entries through and adds them up; a sum that is no longer exact throws, and so do entries that do not balance. */
export function startStating(currency: Stated['currency']) {
  const sums: Stated = { entries: 0, lines: 0, currency, debitMinor: 0, creditMinor: 0 };
  return {
    async *through(entries: AsyncIterable<LedgerEntry>): AsyncGenerator<LedgerEntry> {
      for await (const entry of entries) {
        sums.entries++;
        sums.lines += entry.lines.length;
        for (const line of entry.lines) {
          sums.debitMinor = exact(sums.debitMinor + line.debitMinor);
          sums.creditMinor = exact(sums.creditMinor + line.creditMinor);
        }
        if (sums.debitMinor !== sums.creditMinor) throw new Error(`Entry ${entry.number} does not balance`);
        yield entry;
      }
    },
    /** So far; whole once the file is. */
    read: (): Stated => ({ ...sums }),
  };
}

function exact(minor: number): number {
  if (!Number.isSafeInteger(minor)) throw new RangeError('A sum of the file is not exact');
  return minor;
}
