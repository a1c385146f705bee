import type { TransactionKind, TransactionState } from '#db/schema/transactions.ts';

/** The state a transaction is shown in: those it moves through, and for an approved sale what became of its money. */
export type ShownStatus = TransactionState | 'voided' | 'partlyRefunded' | 'refunded';

/** What the shown state depends on. */
export type StatusSource = {
  kind: TransactionKind;
  state: TransactionState;
  amountMinor: number;
  refundedMinor: number;
  voidedAt: Date | null;
};

/** Derived, never stored: only approved refunds and an approved void count, not those still running. Pure. */
export function shownStatus(source: StatusSource): ShownStatus {
  if (source.kind !== 'sale' || source.state !== 'approved') return source.state;
  if (source.voidedAt) return 'voided';
  if (source.refundedMinor >= source.amountMinor) return 'refunded';
  return source.refundedMinor > 0 ? 'partlyRefunded' : 'approved';
}
