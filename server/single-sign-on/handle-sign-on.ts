import { ASKER_HEADER, networkOf } from '#server/auth/asker.ts';
import { sessionCookie } from '#server/auth/keep-session.ts';
import { createRateLimit } from '#server/auth/rate-limit.ts';
import { safePath } from '#server/auth/safe-path.ts';
import { reportUnexpected } from '#server/auth/unexpected.ts';
import type { Runtime } from '#server/runtime/runtime.ts';
import { errandCookie, errandCookieName, noErrandCookie, readErrand } from './errand-cookie.ts';
import { finishSignOn, type SignOnRefusal, startSignOn } from './sign-on.ts';

/** Fast enough for an office behind one address, too slow to keep a provider busy. */
const limit = createRateLimit({ burst: 60, perMinute: 60 });

/** Sends a browser to the provider of single sign-on; `callbackUrl` is where it goes when it is in. 404 where there is none. */
export async function leaveForProvider(runtime: Runtime, request: Request): Promise<Response> {
  const { config } = runtime;
  if (!config.sso) return NOT_FOUND();
  const goTo = safePath(new URL(request.url).searchParams.get('callbackUrl'));
  if (isTooOften(runtime, request)) return toSignIn('failed', goTo);
  const begun = await startSignOn(runtime);
  if (!begun.ok) return toSignIn(begun.error, goTo);
  const { address, errand } = begun.value;
  return sendOn(address, [await errandCookie(config, { ...errand, goTo })]);
}

/**
 * Takes a browser back from the provider: whoever is known then gives the second factor. Only the browser that left is heard, once.
 * 404 where there is no provider.
 */
export async function comeFromProvider(runtime: Runtime, request: Request): Promise<Response> {
  const { config } = runtime;
  if (!config.sso) return NOT_FOUND();
  const over = noErrandCookie(config);
  if (isTooOften(runtime, request)) return toSignIn('failed', '/', [over]);
  const errand = await readErrand(cookieOf(request, errandCookieName(config.publicUrl)), config);
  const goTo = errand?.goTo ?? '/';
  const { search: query } = new URL(request.url);
  const browser = request.headers.get('user-agent');
  const entered = await finishSignOn(runtime, { query, errand, browser }).catch((error: unknown) => {
    reportUnexpected(runtime, error, { path: 'single sign-on' });
    return { ok: false, error: 'failed' } as const;
  });
  if (!entered.ok) return toSignIn(entered.error, goTo, [over]);
  return sendOn(withCallback('/signin/factor', goTo), [over, await sessionCookie(config, entered.value)]);
}

function isTooOften({ clock }: Runtime, { headers }: Request): boolean {
  return !limit.take(networkOf(headers.get(ASKER_HEADER) ?? ''), clock.now());
}

/** Back to the sign-in page, which says why. */
function toSignIn(why: SignOnRefusal, goTo: string, setCookies: readonly string[] = []): Response {
  return sendOn(withCallback('/signin', goTo, { sso: why }), setCookies);
}

/** A path of ours stays a path: the framework knows no host of ours. */
function sendOn(location: string, setCookies: readonly string[]): Response {
  const headers = new Headers({ location });
  for (const cookie of setCookies) headers.append('set-cookie', cookie);
  return new Response(null, { status: 303, headers });
}

function withCallback(page: string, goTo: string, more: Record<string, string> = {}): string {
  const query = String(new URLSearchParams({ ...more, ...(goTo !== '/' && { callbackUrl: goTo }) }));
  return query === '' ? page : `${page}?${query}`;
}

function cookieOf({ headers }: Request, name: string): string | undefined {
  const pairs = (headers.get('cookie') ?? '').split(';').map((pair) => pair.trim().split('='));
  return pairs.find(([key]) => key === name)?.[1];
}

const NOT_FOUND = () => Response.json({ error: 'not_found' }, { status: 404 });
