import type { LimitRole } from '#db/schema/approvals.ts';
import type { Role } from '#db/schema/memberships.ts';
import type { CurrencyCode } from '#server/kernel/money.ts';

/** How long what a person gave back counts. */
export const LIMIT_DAY_MS = 24 * 60 * 60_000;

/** How much may be given back without a second person. */
export type Limit = { perSaleMinor: number; perDayMinor: number };

/** Whose limit it is, and in which currency. */
export type SetLimit = Limit & { role: LimitRole; currency: CurrencyCode };

/** What counts already: of the sale, and of the person in that currency in the last 24 hours. */
export type Counted = { saleMinor: number; dayMinor: number };

/**
 * The limit of a role in a currency: its own, else that of everybody. A merchant that has set none at all has none (null);
 * one that has set some needs a second person for every refund in a currency it has not thought of. Pure.
 */
export function limitOf(limits: readonly SetLimit[], role: Role, currency: CurrencyCode): Limit | null {
  if (limits.length === 0) return null;
  const inCurrency = limits.filter((limit) => limit.currency === currency);
  const found =
    inCurrency.find((limit) => limit.role === role) ?? inCurrency.find((limit) => limit.role === 'everyone');
  return found ?? { perSaleMinor: 0, perDayMinor: 0 };
}

/**
 * The most that this person may give back of this sale now without a second one; null: any amount. All refunds count, those
 * still running, unknown or waiting for a second person too, so that nothing is gained by splitting one. A void is no refund:
 * it takes back a whole sale of the same day, and cannot be split. Pure.
 */
export function aloneMinorOf(limit: Limit | null, { saleMinor, dayMinor }: Counted): number | null {
  if (limit === null) return null;
  return Math.max(0, Math.min(limit.perSaleMinor - saleMinor, limit.perDayMinor - dayMinor));
}

/** Whether a refund needs a second person. Pure. */
export function needsSecond(limit: Limit | null, counted: Counted, amountMinor: number): boolean {
  const aloneMinor = aloneMinorOf(limit, counted);
  return aloneMinor !== null && amountMinor > aloneMinor;
}
