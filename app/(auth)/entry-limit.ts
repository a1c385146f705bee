import { headers } from 'next/headers';
import { createRateLimit } from '#server/auth/rate-limit.ts';

/** Fast enough for an office behind one address, too slow to look through secrets. */
const limit = createRateLimit({ burst: 60, perMinute: 60 });

/** Whether whoever asks now has opened too many addresses of letters in a short time. */
export async function isAskedTooOften(): Promise<boolean> {
  const asker = (await headers()).get('x-forwarded-for')?.split(',').at(-1)?.trim() ?? '';
  return !limit.take(asker, new Date());
}
