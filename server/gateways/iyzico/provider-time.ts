import { z } from 'zod';
import type { ExactJson } from '../exact-json.ts';
import { readInstant } from './evidence.ts';

/** A service answer tells `systemTime` (§3), a login code when it was issued (§2.1). */
const told = z.object({
  systemTime: z.string().nullish().catch(null),
  issuedAt: z.string().max(40).nullish().catch(null),
});

/**
 * The provider's own time in an answer; null when it tells none. A refused login tells none in its body, and may have been
 * refused for its time: there the date of the HTTP answer has to do.
 */
export function providerTime(
  json: ExactJson | undefined,
  reply: { status: number; headers: Readonly<Record<string, string>> },
): Date | null {
  const body = told.safeParse(json).data;
  const systemTime = readInstant(body?.systemTime ?? null);
  if (systemTime) return systemTime;
  const { date } = reply.headers;
  return readText(body?.issuedAt) ?? (reply.status === 401 ? readText(date) : null);
}

function readText(text: string | null | undefined): Date | null {
  const epoch = Date.parse(text ?? '');
  return Number.isNaN(epoch) ? null : new Date(epoch);
}
