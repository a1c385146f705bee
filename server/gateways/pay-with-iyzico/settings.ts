import { z } from 'zod';
import type { CurrencyCode } from '#server/kernel/money.ts';
import type { HostedCapabilities } from '../hosted-gateway.ts';
import type { Keys } from './sign.ts';

/** §4. Cards of Türkiye pay in lira only (5184). */
const CURRENCIES = ['TRY', 'USD', 'EUR', 'GBP', 'NOK', 'CHF'] as const satisfies readonly CurrencyCode[];

/** §4. */
export const INSTALLMENT_COUNTS = [1, 2, 3, 6, 9, 12] as const;

/** §11: 5008 refuses 100000 and above. */
export const MAX_PRICE_MINOR = 9_999_999;

/** Where the days of this provider begin and end (§15). */
export const TIME_ZONE = 'Europe/Istanbul';

// A key that was copied with a space is the usual cause of «invalid signature» (§14).
const key = z
  .string()
  .trim()
  .regex(/^[\x21-\x7e]{1,200}$/);

/** What the connection store unseals. */
export const credentialsSchema: z.ZodType<Keys> = z.object({ apiKey: key, secretKey: key });

/** Choices of a merchant's account that are not secret. */
export const settingsSchema = z.object({
  currencies: z.array(z.enum(CURRENCIES)).min(1).default(['TRY']),
  /** §10: off where the provider does not sign the notices of this account; then one is worth as much as its token. */
  signsNotices: z.boolean().default(true),
  /** §4: every item needs a category, and the merchant's goods have none here. */
  category: z.string().trim().min(1).max(100).default('Genel'),
});

/** A merchant's account, as far as it is not secret. */
export type PayWithIyzicoSettings = z.output<typeof settingsSchema>;

const MINUTE_MS = 60_000;

/** What payment pages of an account can do. */
export function payWithIyzicoCapabilities(settings: PayWithIyzicoSettings): HostedCapabilities {
  return {
    currencies: settings.currencies,
    maxAmountMinor: MAX_PRICE_MINOR,
    installmentCounts: INSTALLMENT_COUNTS,
    pageLivesMs: 30 * MINUTE_MS,
    watchedAfterMs: 50 * MINUTE_MS,
    accountingCalendar: { timeZone: TIME_ZONE, cutOff: '00:00' },
    // §15: the banks end their day somewhere in its last two hours.
    cancelEndsBeforeDayMs: 120 * MINUTE_MS,
    refundsItems: true,
  };
}
