import type { BatchState } from '#db/schema/batches.ts';
import type { SplitSaleState } from '#db/schema/split-sales.ts';
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
  /** The split sale it pays a part of, and whether a payment or void of that one has an open end. */
  part: { state: SplitSaleState; isBusy: boolean } | null;
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
  | 'nothing_left'
  /** Another payment or void of the same split sale is running or unknown. */
  | 'split_busy'
  /** The split sale is being completed, or whether it was is unknown. */
  | 'split_completing'
  /** A completed split sale is one fiscal record: its payments are refunded. */
  | 'split_completed'
  /** There is no fiscal sale yet whose lines could go back. */
  | 'split_not_completed';

/** Which ways are open, and for a refund how much is left in minor units. */
export type MoneyBack = {
  void: { isPossible: true } | { isPossible: false; obstacle: MoneyBackObstacle };
  refund: { isPossible: true; remainingMinor: number } | { isPossible: false; obstacle: MoneyBackObstacle };
};

/** Void or refund by rule (INV-2, INV-3, INV-6, K12). `today` is the provider's accounting day. Pure. */
export function moneyBackOf(sale: SaleBalance, today: CalendarDay): MoneyBack {
  const common = commonObstacle(sale);
  if (common) return { void: no(common), refund: no(common) };
  return {
    void: partVoidObstacle(sale.part) ?? voidObstacle(sale, today) ?? { isPossible: true },
    refund: partRefundObstacle(sale.part) ?? refundOf(sale),
  };
}

/** Before its completion a payment of a split sale is voided, one thing at a time; afterwards it is refunded. */
function partVoidObstacle(part: SaleBalance['part']) {
  return part?.state === 'completed' ? no('split_completed') : null;
}

function partRefundObstacle(part: SaleBalance['part']) {
  return part === null || part.state === 'completed' ? null : no('split_not_completed');
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
  if (sale.batchState === 'closing' || sale.batchState === 'closing_unknown') return 'batch_closing';
  switch (sale.part?.state) {
    case 'completion_requested':
    case 'completing':
    case 'completion_unknown':
      return 'split_completing';
    case 'open':
    case 'giving_up':
      return sale.part.isBusy ? 'split_busy' : null;
    default:
      return null;
  }
}

function voidObstacle(sale: SaleBalance, today: CalendarDay) {
  if (sale.refundedMinor > 0 || sale.refundReservedMinor > 0) return no('refund_exists');
  if (sale.batchState !== 'open') return no('batch_closed');
  return sale.providerDate === today ? null : no('other_day');
}

function no(obstacle: MoneyBackObstacle): { isPossible: false; obstacle: MoneyBackObstacle } {
  return { isPossible: false, obstacle };
}
