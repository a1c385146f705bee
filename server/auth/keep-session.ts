import { cookies } from 'next/headers';
import { encode } from 'next-auth/jwt';
import type { Config } from '#server/config/config.ts';
import { ABSOLUTE_MS } from './session.ts';
import { sessionCookieName } from './session-cookie.ts';
import { toClaims } from './session-token.ts';
import type { SignedIn } from './sign-in.ts';

type Keeper = Pick<Config, 'publicUrl' | 'authSecret'>;
type Opened = Pick<SignedIn, 'userId' | 'sessionSecret'>;

const maxAge = ABSOLUTE_MS / 1000;

/** Gives the browser the token of a session that was just opened, in the place of the one it had. */
export async function keepSession(config: Keeper, opened: Opened): Promise<void> {
  (await cookies()).set(sessionCookieName(config.publicUrl), await tokenOf(config, opened), {
    ...{ maxAge, httpOnly: true, sameSite: 'lax', path: '/', secure: config.publicUrl.startsWith('https:') },
  });
}

/** The same as a `Set-Cookie`. */
export async function sessionCookie(config: Keeper, opened: Opened): Promise<string> {
  return setCookie(config, {
    ...{ name: sessionCookieName(config.publicUrl), value: await tokenOf(config, opened), maxAge },
  });
}

/** A `Set-Cookie` with what all cookies of ours have. */
export function setCookie(
  { publicUrl }: Pick<Config, 'publicUrl'>,
  cookie: { name: string; value: string; maxAge: number },
): string {
  const secure = publicUrl.startsWith('https:') ? '; Secure' : '';
  return `${cookie.name}=${cookie.value}; Path=/; Max-Age=${cookie.maxAge}; HttpOnly; SameSite=Lax${secure}`;
}

function tokenOf({ authSecret }: Keeper, { userId, sessionSecret: secret }: Opened): Promise<string> {
  return encode({ token: toClaims({ userId, secret }), secret: authSecret, maxAge });
}
