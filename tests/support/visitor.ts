import type { Browser } from '@playwright/test';
import type { demoPeople } from '#db/seeds/demo-world.ts';
import { keptSession } from './kept-sessions.ts';

/** Somebody who asks the portal without a browser: nothing but these cookies and headers is sent. */
export type Visitor = { cookie?: string; headers?: Record<string, string> };

/** What came back, redirects not followed. */
export type Answer = { status: number; headers: Headers; text: string };

/** A visitor with the cookies of a person of the demo who was signed in for all specs, in English. */
export async function signedInVisitor(_browser: Browser, who: keyof typeof demoPeople): Promise<Visitor> {
  return { cookie: `${await keptSession(who)}; vezne_locale=en` };
}

/** The cookies of a browser, as a request sends them. */
export function cookieHeader(cookies: readonly { name: string; value: string }[]): string {
  return cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
}

/** The address of the portal under test. */
export function portalOrigin(): string {
  return `http://localhost:${process.env.VEZNE_PORT}`;
}

/** Asks the portal exactly as told, with no more manners than the visitor has. */
export async function visit(visitor: Visitor, path: string, init: RequestInit = {}): Promise<Answer> {
  const headers = new Headers({ ...visitor.headers, ...Object.fromEntries(new Headers(init.headers)) });
  if (visitor.cookie) headers.set('cookie', visitor.cookie);
  const response = await fetch(`${portalOrigin()}${path}`, { redirect: 'manual', ...init, headers });
  const [keyed] = /\/.*[?&]_rsc(?:=[^&]*)?$/.exec(response.headers.get('location') ?? '') ?? [];
  // Only the framework's own key is missing from the address, by which caches tell these answers apart.
  if (keyed && !/[?&]_rsc/.test(path)) return visit(visitor, keyed, init);
  return { status: response.status, headers: response.headers, text: await response.text() };
}

/** The cookies that an answer sets, as the next request sends them. */
export function cookiesOf({ headers }: Answer): string {
  return headers
    .getSetCookie()
    .map((line) => line.split(';', 1)[0])
    .join('; ');
}

/** A form of the sign-in routes: their token fetched first, as every caller can. */
export async function postToAuth(
  visitor: Visitor,
  route: 'callback/credentials',
  fields: Record<string, string>,
  origin: string | null = portalOrigin(),
): Promise<Answer> {
  const asked = await visit(visitor, '/api/auth/csrf');
  const cookie = [visitor.cookie, cookiesOf(asked)].filter(Boolean).join('; ');
  const body = new URLSearchParams({ ...fields, csrfToken: JSON.parse(asked.text).csrfToken, json: 'true' });
  const headers = origin === null ? undefined : { origin };
  return visit({ ...visitor, cookie }, `/api/auth/${route}`, { method: 'POST', body, headers });
}

/** Hears what the live stream tells a visitor until it is stopped. Resolves when the stream is open. */
export async function listen(visitor: Visitor): Promise<{ heard: () => string; stop: () => void }> {
  const ending = new AbortController();
  const response = await fetch(`${portalOrigin()}/api/live/stream`, {
    headers: { cookie: visitor.cookie ?? '' },
    signal: ending.signal,
  });
  let text = '';
  const gather = async () => {
    for await (const chunk of response.body ?? []) text += Buffer.from(chunk).toString('utf8');
  };
  gather().catch(() => undefined);
  return { heard: () => text, stop: () => ending.abort() };
}
