import type { TransactionKind, TransactionState } from '#db/schema/transactions.ts';

/** The state a transaction is shown in: those it moves through, and what became of the money of a sale or of a hold. */
export type ShownStatus =
  | TransactionState
  | 'voided'
  | 'partlyRefunded'
  | 'refunded'
  | 'held'
  | 'captured'
  | 'released';

/** What the shown state depends on. */
export type StatusSource = {
  kind: TransactionKind;
  state: TransactionState;
  amountMinor: number;
  refundedMinor: number;
  voidedAt: Date | null;
  capturedAt: Date | null;
};

/** Derived, never stored: only what is approved of what followed counts, not what is still running. Pure. */
export function shownStatus(source: StatusSource): ShownStatus {
  if (source.state !== 'approved') return source.state;
  if (source.kind === 'preauthorization') {
    // The money is what counts should both ever be proven.
    if (source.capturedAt) return 'captured';
    return source.voidedAt ? 'released' : 'held';
  }
  if (source.kind === 'refund' || source.kind === 'void') return source.state;
  if (source.voidedAt) return 'voided';
  if (source.refundedMinor >= source.amountMinor) return 'refunded';
  return source.refundedMinor > 0 ? 'partlyRefunded' : 'approved';
}
