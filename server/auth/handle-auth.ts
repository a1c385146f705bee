import { NextRequest } from 'next/server';
import NextAuth from 'next-auth';
import { getRuntime } from '#server/runtime/runtime.ts';
import { authOptions } from './next-auth.ts';
import { isOwnOrigin } from './origin.ts';
import { readUpTo } from './read-up-to.ts';

/** The parts of next-auth's handler that the sign-in page and the menu use; the rest of it does not exist here. */
const OPEN: Record<string, readonly string[]> = {
  GET: ['csrf', 'providers', 'signin', 'error'],
  POST: ['callback/credentials', 'signout'],
};

/** E-mail, password and tokens of a sign-in fit many times into this. */
const MAX_BODY_BYTES = 16 * 1024;

/** Answers everything under `/api/auth`: refuses what is not part of signing in and out, then hands over to next-auth. */
export async function handleAuth(
  request: NextRequest,
  context: { params: Promise<{ nextauth: string[] }> },
): Promise<Response> {
  const runtime = getRuntime();
  const { nextauth: path } = await context.params;
  if (!OPEN[request.method]?.includes(path.join('/'))) return refuse(404, 'not_found');
  if (request.method === 'POST' && !isOwnOrigin(request.headers.get('origin'), runtime.config.publicUrl)) {
    return refuse(403, 'bad_origin');
  }
  const options = authOptions(runtime);
  const returnCookie = options.cookies?.callbackUrl?.name ?? '';
  const returnTo = request.cookies.get(returnCookie)?.value;
  // next-auth answers 500 to this until the cookie is gone, so it has to go.
  if (returnTo && !/^https?:$/.test(URL.parse(returnTo)?.protocol ?? ''))
    return forgetCookie(returnCookie, runtime.config.publicUrl);
  const readable = await readableRequest(request);
  if (readable instanceof Response) return readable;
  const answer: Response = await NextAuth(readable, context, options);
  answer.headers.set('cache-control', 'private, no-store');
  return answer;
}

/** The request with a body that is small and of the one kind next-auth's client sends, without its query. */
async function readableRequest(request: NextRequest): Promise<NextRequest | Response> {
  const address = new URL(request.nextUrl.pathname, request.nextUrl.origin);
  if (request.method !== 'POST') return new NextRequest(address, { headers: request.headers });
  if (!request.headers.get('content-type')?.startsWith('application/x-www-form-urlencoded')) {
    return refuse(415, 'wrong_content_type');
  }
  const body = await readUpTo(request, MAX_BODY_BYTES);
  if (body === null) return refuse(413, 'too_large');
  return new NextRequest(address, { method: 'POST', headers: request.headers, body: body.toString('utf8') });
}

function refuse(status: number, error: string): Response {
  return Response.json({ error }, { status, headers: { 'cache-control': 'private, no-store' } });
}

function forgetCookie(name: string, publicUrl: string): Response {
  const answer = refuse(400, 'bad_cookie');
  const secure = publicUrl.startsWith('https:') ? '; Secure' : '';
  answer.headers.append('set-cookie', `${name}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax${secure}`);
  return answer;
}
