import type { BatchState } from '#db/schema/batches.ts';
import type { TransactionKind, TransactionState } from '#db/schema/transactions.ts';
import type { CalendarDay } from '#server/kernel/time.ts';

/** What the rule needs to know of a sale. */
export type SaleBalance = {
  kind: TransactionKind;
  state: TransactionState;
  amountMinor: number;
  /** Contained in the amount; a refund goes by the prices of the lines and leaves it. */
  surchargeMinor: number;
  refundedMinor: number;
  refundReservedMinor: number;
  isVoidStarted: boolean;
  isVoided: boolean;
  providerDate: CalendarDay | null;
  batchState: BatchState | null;
};

/** Why one way of giving money back is closed. */
export type MoneyBackObstacle =
  | 'not_an_approved_sale'
  | 'already_voided'
  | 'void_running'
  | 'batch_closed'
  | 'other_day'
  | 'refund_exists'
  | 'refund_running'
  | 'batch_closing'
  | 'nothing_left';

/** Which ways are open, and for a refund how much is left in minor units. */
export type MoneyBack = {
  void: { isPossible: true } | { isPossible: false; obstacle: MoneyBackObstacle };
  refund: { isPossible: true; remainingMinor: number } | { isPossible: false; obstacle: MoneyBackObstacle };
};

/** Void or refund by rule (INV-2, INV-3, INV-6, K12). `today` is the provider's accounting day. Pure. */
export function moneyBackOf(sale: SaleBalance, today: CalendarDay): MoneyBack {
  const common = commonObstacle(sale);
  if (common) return { void: no(common), refund: no(common) };
  return { void: voidObstacle(sale, today) ?? { isPossible: true }, refund: refundOf(sale) };
}

function refundOf(sale: SaleBalance): MoneyBack['refund'] {
  // One whose end is open may have gone back already: the same money must not follow it by another refund.
  if (sale.refundReservedMinor > 0) return no('refund_running');
  const remainingMinor = sale.amountMinor - sale.surchargeMinor - sale.refundedMinor;
  return remainingMinor > 0 ? { isPossible: true, remainingMinor } : no('nothing_left');
}

function commonObstacle(sale: SaleBalance): MoneyBackObstacle | null {
  const isMoney = sale.kind === 'sale' || sale.kind === 'capture';
  if (!isMoney || sale.state !== 'approved') return 'not_an_approved_sale';
  if (sale.isVoided) return 'already_voided';
  if (sale.isVoidStarted) return 'void_running';
  return sale.batchState === 'closing' || sale.batchState === 'closing_unknown' ? 'batch_closing' : null;
}

function voidObstacle(sale: SaleBalance, today: CalendarDay) {
  if (sale.refundedMinor > 0 || sale.refundReservedMinor > 0) return no('refund_exists');
  if (sale.batchState !== 'open') return no('batch_closed');
  return sale.providerDate === today ? null : no('other_day');
}

function no(obstacle: MoneyBackObstacle): { isPossible: false; obstacle: MoneyBackObstacle } {
  return { isPossible: false, obstacle };
}
