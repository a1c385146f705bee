import type { TerminalCapabilities } from '#server/gateways/capabilities.ts';
import { MAX_AMOUNT_MINOR, type Money } from '#server/kernel/money.ts';
import type { LinkWish } from './link-wish.ts';

/** What of a wished link its till cannot do, or does not fit together. */
export type LinkMisfit =
  /** It has no pages. */
  | { kind: 'not_online' }
  | { kind: 'amount_out_of_range' }
  /** More than the merchant's account may ask for in one payment. */
  | { kind: 'amount_above_limit'; max: Money }
  | { kind: 'currency_not_supported' }
  | { kind: 'installments_not_supported' }
  | { kind: 'items_do_not_add_up'; sumMinor: number };

/** The first thing that keeps a payment from being asked for by a link; null when it fits. Pure. */
export function linkMisfit(
  { amount, items, installmentCounts }: Pick<LinkWish, 'amount' | 'items' | 'installmentCounts'>,
  { page, currencies, maxAmountMinor }: TerminalCapabilities,
): LinkMisfit | null {
  if (page === null) return { kind: 'not_online' };
  if (amount.minor <= 0 || amount.minor > MAX_AMOUNT_MINOR) return { kind: 'amount_out_of_range' };
  if (!currencies.includes(amount.currency)) return { kind: 'currency_not_supported' };
  if (maxAmountMinor !== null && amount.minor > maxAmountMinor)
    return { kind: 'amount_above_limit', max: { ...amount, minor: maxAmountMinor } };
  if (!installmentCounts.every((count) => page.installmentCounts.includes(count)))
    return { kind: 'installments_not_supported' };
  const sumMinor = items.reduce((sum, item) => sum + item.priceMinor, 0);
  return items.length > 0 && sumMinor !== amount.minor ? { kind: 'items_do_not_add_up', sumMinor } : null;
}

/** The numbers of instalments a payer chooses from: those allowed, in order, and always to pay at once. Pure. */
export function choiceOfInstallments(allowed: readonly number[]): number[] {
  return [...new Set([1, ...allowed])].sort((a, b) => a - b);
}
