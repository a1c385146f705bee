import { decode, encode } from 'next-auth/jwt';
import { z } from 'zod';
import { setCookie } from '#server/auth/keep-session.ts';
import { safePath } from '#server/auth/safe-path.ts';
import { sessionCookieName } from '#server/auth/session-cookie.ts';
import type { Config } from '#server/config/config.ts';
import type { Errand } from './provider.ts';

/** From leaving for the provider to coming back. */
const LASTS_SECONDS = 10 * 60;
/** Seals errands under a key of their own: no session can be made of one, nor one of a session. */
const SALT = 'vezne.single-sign-on';

const content = z.object({
  state: z.string().min(20),
  nonce: z.string().min(20),
  verifier: z.string().min(43),
  goTo: z.string(),
});

type Keeper = Pick<Config, 'publicUrl' | 'authSecret'>;

/** Name of the cookie that a browser has while it is at the provider. */
export function errandCookieName(publicUrl: string): string {
  return sessionCookieName(publicUrl).replace('session', 'errand');
}

/** The `Set-Cookie` with which a browser leaves, sealed: only it can come back. */
export async function errandCookie(config: Keeper, errand: Errand & { goTo: string }): Promise<string> {
  const { publicUrl, authSecret: secret } = config;
  const value = await encode({ token: errand, secret, salt: SALT, maxAge: LASTS_SECONDS });
  return setCookie(config, { name: errandCookieName(publicUrl), value, maxAge: LASTS_SECONDS });
}

/** The `Set-Cookie` that ends an errand: it is over once, however it went. */
export function noErrandCookie(config: Pick<Config, 'publicUrl'>): string {
  return setCookie(config, { name: errandCookieName(config.publicUrl), value: '', maxAge: 0 });
}

/** What a browser left with; null for none, an old one, or one that is not ours. Never throws. */
export async function readErrand(
  sealed: string | undefined,
  { authSecret }: Keeper,
): Promise<(Errand & { goTo: string }) | null> {
  if (!sealed) return null;
  try {
    const parsed = content.safeParse(await decode({ token: sealed, secret: authSecret, salt: SALT }));
    return parsed.success ? { ...parsed.data, goTo: safePath(parsed.data.goTo) } : null;
  } catch {
    return null;
  }
}
