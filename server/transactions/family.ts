import type { TransactionRow } from '#db/queries/transactions.ts';
import { totalKindOf } from '#db/schema/totals.ts';
import type { Money } from '#server/kernel/money.ts';
import { type ListedTransaction, type PlacedDevice, toListed } from './listed.ts';
import { keptMinorOf } from './money-back.ts';

/** One of a family, and how many stand between it and what all of it began with. */
export type FamilyMember = ListedTransaction & { depth: number };

/**
 * A sale with what went back of it, and the rest. `reserved` is asked for but not settled: nobody may give it back twice.
 * Of a hold the sale is its capture; while there is none, nothing can go back.
 */
export type Family = {
  members: FamilyMember[];
  /** What was held and how much of it captured; null where nothing was held. */
  hold: { held: Money; captured: Money } | null;
  refunded: Money;
  reserved: Money;
  remaining: Money;
};

/** A row with what it is shown as, its original being among the family. */
export function withShownKind(row: TransactionRow, family: readonly TransactionRow[]) {
  const original = family.find((each) => each.id === row.originalId);
  return { ...row, shownKind: totalKindOf(row.kind, original?.kind ?? null) };
}

/** Null for a sale or hold that nothing followed. */
export function toFamily(rows: TransactionRow[], devices: ReadonlyMap<string, PlacedDevice>): Family | null {
  const hold = rows.find((row) => row.kind === 'preauthorization');
  const sale = rows.find(
    (row) => row.kind === 'sale' || (row.kind === 'capture' && row.state === 'approved'),
  );
  const first = hold ?? sale;
  if (!first || rows.length < 2) return null;
  const { currency } = first;
  const { refundedMinor, refundReservedMinor } = sale ?? { refundedMinor: 0, refundReservedMinor: 0 };
  const isOpenToRefund = sale?.state === 'approved' && sale.voidId === null;
  const goneMinor = refundedMinor + refundReservedMinor;
  const remaining = isOpenToRefund ? sale.amountMinor - keptMinorOf(sale) - goneMinor : 0;
  const captured = hold && sale ? sale.amountMinor : 0;
  return {
    members: inTreeOrder(rows).map(({ row, depth }) => ({
      ...toListed(withShownKind(row, rows), devices),
      depth,
    })),
    hold: hold
      ? { held: { minor: hold.amountMinor, currency }, captured: { minor: captured, currency } }
      : null,
    refunded: { minor: refundedMinor, currency },
    reserved: { minor: refundReservedMinor, currency },
    remaining: { minor: remaining, currency },
  };
}

/** Each before what names it as its original, brothers in the order they were asked for, as the rows come. Pure. */
function inTreeOrder(rows: readonly TransactionRow[]): { row: TransactionRow; depth: number }[] {
  const known = new Set<string>(rows.map((row) => row.id));
  const childrenOf = (parent: string | null) =>
    rows.filter(({ originalId }) => (originalId && known.has(originalId) ? originalId : null) === parent);
  const walk = (parent: string | null, depth: number): { row: TransactionRow; depth: number }[] =>
    childrenOf(parent).flatMap((row) => [{ row, depth }, ...walk(row.id, depth + 1)]);
  return walk(null, 0);
}
