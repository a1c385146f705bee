import { createHash, randomBytes } from 'node:crypto';
import { decode } from 'next-auth/jwt';
import { z } from 'zod';
import type { Config } from '#server/config/config.ts';
import { isId, type UserId } from '#server/kernel/ids.ts';
import { sessionCookieName } from './session-cookie.ts';

/** What a browser's token claims: who, and the secret of its session row. Nothing else of it is ever believed. */
export type SessionToken = { userId: UserId; secret: string };

const claims = z.object({
  uid: z.custom<UserId>((value) => typeof value === 'string' && isId('user', value)),
  sid: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
});

/** A new session secret: 256 random bits, base64url. */
export function createSessionSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** What the session row keeps of a secret: SHA-256, hex. A random 256-bit secret needs no salt and no stretching. */
export function hashSessionSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** The claims of a decrypted token; null unless both have the shape this product writes. */
export function toSessionToken(payload: unknown): SessionToken | null {
  const parsed = claims.safeParse(payload);
  return parsed.success ? { userId: parsed.data.uid, secret: parsed.data.sid } : null;
}

/** What goes into the token at sign-in; the counterpart of `toSessionToken`. */
export function toClaims(token: SessionToken): { uid: string; sid: string } {
  return { uid: token.userId, sid: token.secret };
}

/**
 * Reads the session token out of a request's cookies. Only the cookie counts, never an Authorization header. Null for a
 * missing, foreign, broken or outdated token; never throws.
 */
export async function readSessionToken(
  cookie: (name: string) => string | undefined,
  config: Pick<Config, 'publicUrl' | 'authSecret'>,
): Promise<SessionToken | null> {
  const sealed = cookie(sessionCookieName(config.publicUrl));
  if (!sealed) return null;
  try {
    return toSessionToken(await decode({ token: sealed, secret: config.authSecret }));
  } catch {
    // Whatever is wrong with it, it was not sealed by us or is too old: nobody is signed in.
    return null;
  }
}
