import type { BatchState } from '#db/schema/batches.ts';
import type { SplitSaleState } from '#db/schema/split-sales.ts';
import type { TransactionKind, TransactionState } from '#db/schema/transactions.ts';
import { isHosted, type Provider } from '#server/kernel/providers.ts';
import type { CalendarDay } from '#server/kernel/time.ts';

/** What the rules need to know of a sale, capture or hold. */
export type SaleBalance = {
  kind: TransactionKind;
  state: TransactionState;
  amountMinor: number;
  /** What of the amount no refund gives back: a surcharge, where one goes by the prices of the lines. */
  keptMinor: number;
  refundedMinor: number;
  refundReservedMinor: number;
  isVoidStarted: boolean;
  isVoided: boolean;
  /** A void of it failed because the provider found it not voidable any more. */
  isVoidRefused: boolean;
  /** Payments by this kind of card cannot be voided at its provider. */
  isNeverVoided: boolean;
  isCaptureStarted: boolean;
  isCaptured: boolean;
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
  | 'day_unknown'
  | 'batch_closed'
  | 'other_day'
  | 'void_refused'
  /** This kind of card: its payments are refunded. */
  | 'card_not_voidable'
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

/** What closes the void alone. */
const VOID_OBSTACLES = [
  'batch_closed',
  'other_day',
  'void_refused',
  'card_not_voidable',
  'refund_exists',
  'split_completed',
] as const;
type VoidObstacle = (typeof VOID_OBSTACLES)[number];

/** The way money goes back, and why this one; or why none does. */
export type WayBack =
  | { way: 'void'; because: 'same_day' }
  | { way: 'refund'; because: 'part' | VoidObstacle }
  | { way: null; obstacle: MoneyBackObstacle };

/** The way everything that is left goes back, or a part of it: a void where the rule allows one, for it moves no money. Pure. */
export function wayBack({ void: undo, refund }: MoneyBack, share: 'whole' | 'part'): WayBack {
  if (share === 'whole' && undo.isPossible) return { way: 'void', because: 'same_day' };
  if (!refund.isPossible) return { way: null, obstacle: refund.obstacle };
  if (undo.isPossible) return { way: 'refund', because: 'part' };
  const because = VOID_OBSTACLES.find((one) => one === undo.obstacle);
  return because ? { way: 'refund', because } : { way: null, obstacle: undo.obstacle };
}

function refundOf(sale: SaleBalance): MoneyBack['refund'] {
  // One whose end is open may have gone back already: the same money must not follow it by another refund.
  if (sale.refundReservedMinor > 0) return no('refund_running');
  const remainingMinor = sale.amountMinor - sale.keptMinor - sale.refundedMinor;
  return remainingMinor > 0 ? { isPossible: true, remainingMinor } : no('nothing_left');
}

function commonObstacle(sale: SaleBalance): MoneyBackObstacle | null {
  const isMoney = sale.kind === 'sale' || sale.kind === 'capture';
  if (!isMoney || sale.state !== 'approved') return 'not_an_approved_sale';
  if (sale.isVoided) return 'already_voided';
  if (sale.isVoidStarted) return 'void_running';
  // Both requests have to name the accounting day of the payment.
  if (sale.providerDate === null) return 'day_unknown';
  if (isClosing(sale.batchState)) return 'batch_closing';
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

function voidObstacle(sale: SaleBalance, today: CalendarDay): ReturnType<typeof no<VoidObstacle>> | null {
  if (sale.refundedMinor > 0 || sale.refundReservedMinor > 0) return no('refund_exists');
  if (sale.batchState !== 'open') return no('batch_closed');
  if (sale.providerDate !== today) return no('other_day');
  if (sale.isNeverVoided) return no('card_not_voidable');
  // Before its completion a payment of a split sale has no other way back: it may be tried again.
  return sale.isVoidRefused && sale.part === null ? no('void_refused') : null;
}

/** Whether the device is closing the batch, or may have (K12). */
export function isClosing(batchState: BatchState | null): boolean {
  return batchState === 'closing' || batchState === 'closing_unknown';
}

function no<Obstacle extends MoneyBackObstacle>(
  obstacle: Obstacle,
): { isPossible: false; obstacle: Obstacle } {
  return { isPossible: false, obstacle };
}

/**
 * What of an amount no refund gives back: the surcharge of a sale whose refund goes by the prices of its lines. What was paid
 * on a page goes back as it was paid.
 */
export function keptMinorOf({
  provider,
  surchargeMinor,
}: {
  provider: Provider;
  surchargeMinor: number;
}): number {
  return isHosted(provider) ? 0 : surchargeMinor;
}
