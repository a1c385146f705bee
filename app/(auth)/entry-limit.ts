import { headers } from 'next/headers';
import { ASKER_HEADER, networkOf } from '#server/auth/asker.ts';
import { createRateLimit } from '#server/auth/rate-limit.ts';

/** Fast enough for an office behind one address, too slow to look through secrets. */
const limit = createRateLimit({ burst: 60, perMinute: 60 });

/**
 * Whether whoever asks now has opened too many addresses of letters in a short time. Opening one is no try that slows an address
 * down: any website somebody looks at could have their browser open twenty.
 */
export async function isAskedTooOften(): Promise<boolean> {
  const asker = (await headers()).get(ASKER_HEADER) ?? '';
  return !limit.take(networkOf(asker), new Date());
}
