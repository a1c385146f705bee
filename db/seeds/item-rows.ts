import type { items } from '#db/schema/items.ts';
import type { Operation } from './operation.ts';

type ItemRow = typeof items.$inferSelect;

/** What the till remembers to have sold: each thing once, with its latest price. */
export function itemRows(operations: readonly Operation[]): ItemRow[] {
  const byName = new Map<string, ItemRow>();
  for (const { createdAt: lastSoldAt, sold, till } of operations.toSorted(byTime)) {
    const { id: merchantId, currency } = till.merchant;
    for (const { line } of sold) {
      const { name, unitCode, vatRate, unitPriceMinor } = line;
      byName.set(name, { merchantId, name, currency, unitCode, vatRate, unitPriceMinor, lastSoldAt });
    }
  }
  return [...byName.values()];
}

function byTime(a: Operation, b: Operation): number {
  return a.createdAt.getTime() - b.createdAt.getTime();
}
