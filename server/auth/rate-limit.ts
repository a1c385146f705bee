/** How fast one key may go: `burst` at once, then `perMinute` on average. */
export type RateLimitRule = { burst: number; perMinute: number };

/** A token bucket per key. */
export type RateLimit = {
  /** Takes one if there is one left at this instant; false means: not now. */
  take(key: string, at: Date): boolean;
};

/** Beyond this many keys the ones used longest ago are forgotten; a forgotten bucket is a full one. */
const MAX_KEYS = 10_000;

/**
 * Token buckets in memory, so per process: with several portals side by side each allows the rule for itself. It keeps one
 * person or one runaway page from taking the house down; what must hold exactly (locks, balances) is in the database.
 */
export function createRateLimit({ burst, perMinute }: RateLimitRule): RateLimit {
  const buckets = new Map<string, { tokens: number; at: number }>();
  return {
    take(key, at) {
      const now = at.getTime();
      const bucket = buckets.get(key) ?? { tokens: burst, at: now };
      // A clock that was set back must not take anything away.
      const gained = (Math.max(0, now - bucket.at) / 60_000) * perMinute;
      const tokens = Math.min(burst, bucket.tokens + gained);
      const isAllowed = tokens >= 1;
      // Deleting first moves the key to the end: the map's order is the order of use.
      buckets.delete(key);
      buckets.set(key, { tokens: isAllowed ? tokens - 1 : tokens, at: now });
      const oldest = buckets.keys().next();
      if (buckets.size > MAX_KEYS && !oldest.done) buckets.delete(oldest.value);
      return isAllowed;
    },
  };
}
