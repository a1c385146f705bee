import { type NextRequest, NextResponse } from 'next/server';
import { statusForForgery } from '#server/auth/action-body.ts';
import { LAST_MERCHANT_COOKIE, merchantInAddress } from '#server/auth/last-merchant.ts';
import { REQUEST_PATH_HEADER } from '#server/auth/request-path.ts';
import { sessionCookieName } from '#server/auth/session-cookie.ts';

/**
 * Headers of every page, which merchant was opened last, and a short way to the sign-in page for visitors without a session
 * cookie. Comfort and a second fence only: every page, action and handler checks the session and the merchant itself, with or without this file.
 */
export async function proxy(request: NextRequest): Promise<NextResponse> {
  // The framework answers 500 to an address that it cannot decode.
  if (!isDecodable(request.nextUrl.pathname)) return withPageHeaders(new NextResponse(null, { status: 400 }));
  if (request.nextUrl.pathname.startsWith('/api/') && !request.headers.has('next-action'))
    return NextResponse.next();
  const refusal = await refuseWrite(request);
  if (refusal) return withPageHeaders(refusal);
  if (isUnknownVisitor(request)) return toSignIn(request);

  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64');
  const policy = contentSecurityPolicy(nonce);
  const headers = new Headers(request.headers);
  headers.set(REQUEST_PATH_HEADER, `${request.nextUrl.pathname}${request.nextUrl.search}`);
  // Next reads the nonce for its own scripts from the policy of the request.
  headers.set('content-security-policy', policy);

  const response = NextResponse.next({ request: { headers } });
  response.headers.set('content-security-policy', policy);
  rememberMerchant(request, response);
  return withPageHeaders(response);
}

export const config = {
  matcher: [
    // Whatever an address ends in, it may be a page's: only what is known to be none is left out.
    '/((?!api/|_next/static/|_next/image|icon\\.svg$|favicon\\.ico$).*)',
    // No address of ours for machines has a sign that needs an escape.
    '/(api/.*%.*)',
    // An action is found by its id, under whatever address it is called; where results are called back to, none is.
    { source: '/((?!api/callbacks/).*)', has: [{ type: 'header', key: 'next-action' }] },
    {
      source: '/((?!api/).*)',
      has: [{ type: 'header', key: 'content-type', value: 'multipart/form-data.*' }],
    },
  ],
};

const publicUrl = process.env.PUBLIC_URL ?? '';
const publicOrigin = URL.parse(publicUrl)?.origin;
const PUBLIC_PATHS = /^\/(?:signin|forgot|reset|invitation|pay|r)(?:\/|$)/;

/** The limit of `serverActions.bodySizeLimit`; the framework itself answers 500 to more. */
const MAX_BODY_BYTES = 64 * 1024;

/**
 * A plain status for what no page of ours sends, where the framework would answer 500. A person who opened the portal under
 * another of its names is let through: the action refuses and says which address to use.
 */
async function refuseWrite(request: NextRequest): Promise<NextResponse | null> {
  const { method, headers } = request;
  if (method === 'GET' || method === 'HEAD') return null;
  const origin = URL.parse(headers.get('origin') ?? '');
  const isOurs = origin !== null && (origin.origin === publicOrigin || origin.host === headers.get('host'));
  // The framework compares with the forwarded name where there is one, and answers 500 when they differ.
  const reached = headers.get('x-forwarded-host')?.split(',', 1)[0]?.trim() ?? headers.get('host');
  if (!isOurs || origin.host !== reached) return new NextResponse(null, { status: 403 });
  if (Number(headers.get('content-length') ?? 0) > MAX_BODY_BYTES)
    return new NextResponse(null, { status: 413 });
  const status = method === 'POST' ? await statusForForgery(request, MAX_BODY_BYTES) : null;
  return status && new NextResponse(null, { status });
}

function isDecodable(pathname: string): boolean {
  try {
    decodeURIComponent(pathname);
    return true;
  } catch {
    return false;
  }
}

function isUnknownVisitor(request: NextRequest): boolean {
  // Only reading is sent away: an action answers its form itself, and a redirect would repeat the POST elsewhere.
  if (request.method !== 'GET' && request.method !== 'HEAD') return false;
  return !PUBLIC_PATHS.test(request.nextUrl.pathname) && !request.cookies.has(sessionCookieName(publicUrl));
}

function toSignIn(request: NextRequest): NextResponse {
  const target = request.nextUrl.clone();
  const wanted = `${target.pathname}${target.search}`;
  target.pathname = '/signin';
  target.search = wanted === '/' ? '' : `?${new URLSearchParams({ callbackUrl: wanted })}`;
  return withPageHeaders(NextResponse.redirect(target));
}

/**
 * Keeps which merchant was opened last, for the next time the person begins. A merchant of the address may not be theirs, or none:
 * the start page asks that. It stands here as a page that is rendered can set no cookie.
 */
function rememberMerchant(request: NextRequest, response: NextResponse): void {
  const opened = request.method === 'GET' ? merchantInAddress(request.nextUrl.pathname) : null;
  if (opened === null || request.cookies.get(LAST_MERCHANT_COOKIE)?.value === opened) return;
  response.cookies.set(LAST_MERCHANT_COOKIE, opened, {
    path: '/',
    maxAge: 365 * 24 * 3600,
    sameSite: 'lax',
    httpOnly: true,
  });
}

function contentSecurityPolicy(nonce: string): string {
  const isDev = process.env.NODE_ENV === 'development';
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${isDev ? " 'unsafe-eval'" : ''}`,
    `style-src 'self' ${isDev ? "'unsafe-inline'" : `'nonce-${nonce}'`}`,
    // A style attribute cannot run anything; positions of menus are set through it.
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' blob: data:",
    `connect-src 'self'${isDev ? ' ws:' : ''}`,
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}

function withPageHeaders(response: NextResponse): NextResponse {
  response.headers.set('cache-control', 'private, no-store');
  response.headers.set('x-content-type-options', 'nosniff');
  response.headers.set('referrer-policy', 'no-referrer');
  response.headers.set('cross-origin-opener-policy', 'same-origin');
  response.headers.set(
    'permissions-policy',
    // A receipt printer is reached by USB or a serial port, once a person has chosen it.
    'camera=(), microphone=(), geolocation=(), payment=(), usb=(self), serial=(self), interest-cohort=(), browsing-topics=()',
  );
  return response;
}
