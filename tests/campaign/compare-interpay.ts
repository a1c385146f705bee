import type { BookEntry } from '#tests/gateways/interpay/book.ts';
import type { OurTransaction } from './books.ts';

/**
 * Holds sales and refunds against the book of the provider that calls back: charged there once is approved here with the same
 * amount, and nothing else is. What is unknown here was not charged: of that its provider has no word, and people decide.
 */
export function compareInterpay(
  transactions: readonly OurTransaction[],
  entries: readonly BookEntry[],
): string[] {
  const book = Map.groupBy(entries.filter(isCharged), ({ requestId }) => requestId);
  const known = new Set(transactions.map(({ reference }) => reference));
  const strange = [...book.keys()].filter((reference) => !known.has(reference));
  return [
    ...strange.map((reference) => `${reference} is in the provider's book and not in ours`),
    ...transactions
      .filter(({ kind }) => kind !== 'void')
      .flatMap((row) => compareRow(row, book.get(row.reference) ?? [])),
  ];
}

/** Whether a card was charged or given something back. */
export function isCharged({ state }: BookEntry): boolean {
  return state === 'approved' || state === 'voided';
}

function compareRow(row: OurTransaction, charged: readonly BookEntry[]): string[] {
  const what = `${row.kind} ${row.id} (${row.reference})`;
  if (charged.length > 1) return [`${what} was charged ${charged.length} times`];
  const [entry] = charged;
  if (!entry) return row.state === 'approved' ? [`${what} is approved here and not charged there`] : [];
  if (row.state !== 'approved') return [`${what} was charged there and is ${row.state} here`];
  const isSame = entry.chargedMinor === row.amountMinor && entry.kind === row.kind;
  return isSame
    ? []
    : [`${what} over ${row.amountMinor} is a ${entry.kind} over ${entry.chargedMinor} at the provider`];
}
