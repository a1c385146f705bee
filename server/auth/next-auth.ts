import { cookies } from 'next/headers';
import type { AuthOptions, User } from 'next-auth';
import type { Config } from '#server/config/config.ts';
import { LOCALE_COOKIE, type Locale } from '#server/kernel/locale.ts';
import type { Runtime } from '#server/runtime/runtime.ts';
import { ASKER_HEADER } from './asker.ts';
import { ABSOLUTE_MS, endSession } from './session.ts';
import { sessionCookieName } from './session-cookie.ts';
import { type SessionToken, toClaims, toSessionToken } from './session-token.ts';
import { signIn } from './sign-in.ts';
import { isSlowed, tryFrom } from './try-from.ts';
import { reportUnexpected } from './unexpected.ts';

declare module 'next-auth' {
  interface User {
    session: SessionToken;
    locale: Locale;
  }
}

/** How next-auth is set up: one way to sign in, a token that only points to our session row, cookies of our own names. */
export function authOptions(runtime: Runtime): AuthOptions {
  const { config } = runtime;
  return {
    secret: config.authSecret,
    providers: [credentials(runtime)],
    session: { strategy: 'jwt', maxAge: ABSOLUTE_MS / 1000 },
    pages: { signIn: '/signin', error: '/signin' },
    cookies: cookieOptions(config),
    callbacks: {
      // Nothing but the pointer to the row: name, role and merchants are read from the database every time.
      jwt: ({ token, user }) => (user ? toClaims(user.session) : token),
      redirect: ({ url, baseUrl }) => {
        const target = URL.parse(url, baseUrl);
        return target?.origin === baseUrl ? target.href : baseUrl;
      },
    },
    events: {
      signIn: ({ user }) => speakTheirLanguage(user),
      signOut: async ({ token }) => {
        const known = toSessionToken(token);
        if (known) await endSession(runtime, known);
      },
    },
    logger: {
      error: (code, metadata) => runtime.log.error({ event: code, reason: messageOf(metadata) }, 'next-auth'),
      warn: (code) => runtime.log.warn({ event: code }, 'next-auth'),
      debug: () => {},
    },
  };
}

function credentials(runtime: Runtime): AuthOptions['providers'][number] {
  return {
    id: 'credentials',
    name: 'credentials',
    type: 'credentials',
    credentials: {},
    // null means «wrong»; any other no is told by the message of an error, which next-auth passes on to the page.
    authorize: async (
      given: Record<string, unknown> | undefined,
      request: { headers?: Record<string, unknown> },
    ): Promise<User | null> => {
      const browser = request.headers?.['user-agent'];
      const typed = { email: given?.email, password: given?.password };
      const result = await tryFrom(
        runtime,
        String(request.headers?.[ASKER_HEADER] ?? ''),
        () => signIn(runtime, { ...typed, ...(typeof browser === 'string' && { browser }) }),
        (tried) => !tried.ok,
      ).catch((error: unknown) => {
        reportUnexpected(runtime, error, { path: 'sign-in' });
        throw new Error('unavailable');
      });
      if (result.ok) {
        const { userId, sessionSecret, locale } = result.value;
        return { id: userId, session: { userId, secret: sessionSecret }, locale };
      }
      if (isSlowed(result.error)) throw new Error(`slowed ${result.error.minutes}`);
      if (result.error === 'locked') throw new Error('locked');
      return null;
    },
  };
}

function cookieOptions({ publicUrl }: Config): AuthOptions['cookies'] {
  const options = {
    httpOnly: true,
    sameSite: 'lax',
    path: '/',
    secure: publicUrl.startsWith('https:'),
  } as const;
  const session = sessionCookieName(publicUrl);
  return {
    sessionToken: { name: session, options },
    csrfToken: { name: session.replace('session', 'csrf'), options },
    callbackUrl: { name: session.replace('session', 'return'), options },
  };
}

/** A browser in which nobody chose a language yet shows the person's own from now on. */
async function speakTheirLanguage(user: User): Promise<void> {
  const jar = await cookies();
  if (jar.has(LOCALE_COOKIE)) return;
  jar.set(LOCALE_COOKIE, user.locale, {
    path: '/',
    maxAge: 365 * 24 * 3600,
    sameSite: 'lax',
    httpOnly: true,
  });
}

function messageOf(metadata: unknown): string | undefined {
  if (metadata instanceof Error) return metadata.message;
  const inner = typeof metadata === 'object' && metadata && 'error' in metadata ? metadata.error : undefined;
  return inner instanceof Error ? inner.message : undefined;
}
