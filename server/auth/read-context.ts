import { getRuntime } from '#server/runtime/runtime.ts';
import { authorise } from './authorise.ts';
import { type Context, Forbidden, NotFound, NotSignedIn } from './context.ts';
import type { Permission } from './permissions.ts';
import { readSessionToken } from './session-token.ts';
import { reportUnexpected } from './unexpected.ts';

/**
 * Runs a read of a route handler in the context of the signed-in person. Answers 401, 403 or 404 as `{ error }` itself,
 * also when the handler throws NotFound or Forbidden; an unforeseen error is a 500 with a code to look it up by. Reads are
 * background: they never keep a session alive. Nothing of it may be cached.
 */
export async function withReadContext<P extends Permission>(
  request: Request,
  merchantSlug: string,
  permission: P,
  handler: (ctx: Context<P>) => Promise<Response>,
): Promise<Response> {
  const runtime = getRuntime();
  try {
    const token = await readSessionToken((name) => cookieOf(request, name), runtime.config);
    const ctx = await authorise(runtime, token, merchantSlug, permission, { isBackground: true });
    const response = await handler(ctx);
    if (!response.headers.has('cache-control')) response.headers.set('cache-control', 'private, no-store');
    return response;
  } catch (error) {
    if (error instanceof NotSignedIn) return refuse(401, { error: 'not_signed_in' });
    if (error instanceof Forbidden) return refuse(403, { error: 'forbidden' });
    if (error instanceof NotFound) return refuse(404, { error: 'not_found' });
    const code = reportUnexpected(runtime, error, { path: new URL(request.url).pathname });
    return refuse(500, { error: 'unexpected', code });
  }
}

function refuse(status: number, body: { error: string; code?: string }): Response {
  return Response.json(body, { status, headers: { 'cache-control': 'private, no-store' } });
}

/** One cookie of a request by its exact name (RFC 6265 §4.2); ours need no decoding. */
function cookieOf(request: Request, name: string): string | undefined {
  return request.headers
    .get('cookie')
    ?.split(';')
    .map((pair) => pair.trim())
    .find((pair) => pair.startsWith(`${name}=`))
    ?.slice(name.length + 1);
}
