import { cookies } from 'next/headers';
import { encode } from 'next-auth/jwt';
import type { Config } from '#server/config/config.ts';
import { ABSOLUTE_MS } from './session.ts';
import { sessionCookieName } from './session-cookie.ts';
import { toClaims } from './session-token.ts';
import type { SignedIn } from './sign-in.ts';

/** Gives the browser the token of a session that was just opened, in the place of the one it had. */
export async function keepSession(
  { publicUrl, authSecret }: Pick<Config, 'publicUrl' | 'authSecret'>,
  { userId, sessionSecret: secret }: Pick<SignedIn, 'userId' | 'sessionSecret'>,
): Promise<void> {
  const maxAge = ABSOLUTE_MS / 1000;
  const token = await encode({ token: toClaims({ userId, secret }), secret: authSecret, maxAge });
  (await cookies()).set(sessionCookieName(publicUrl), token, {
    ...{ maxAge, httpOnly: true, sameSite: 'lax', path: '/', secure: publicUrl.startsWith('https:') },
  });
}
