import { randomBytes } from 'node:crypto';
import { DrizzleQueryError } from 'drizzle-orm';
import type { Runtime } from '#server/runtime/runtime.ts';

/**
 * Logs an error nobody foresaw and returns the short code under which support finds it. The person is shown the code and
 * nothing else.
 */
export function reportUnexpected(
  runtime: Pick<Runtime, 'log'>,
  error: unknown,
  where: Record<string, string | undefined>,
): string {
  const code = randomBytes(5).toString('hex').toUpperCase();
  // The query builder's message repeats every parameter, hashes and names included; the database's own does not.
  const err = error instanceof DrizzleQueryError ? (error.cause ?? new Error('A query failed')) : error;
  runtime.log.error({ err, errorCode: code, ...where }, 'unexpected error');
  return code;
}
