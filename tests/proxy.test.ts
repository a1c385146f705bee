import { NextRequest, type NextResponse } from 'next/server';
import { describe, expect, it } from 'vitest';
import { config, proxy } from '../proxy.ts';

const session = { cookie: 'vezne.session=opaque' };

type Init = { method?: string; headers?: Record<string, string>; body?: FormData | string };

function ask(path: string, init: Init = {}): Promise<NextResponse> {
  return proxy(new NextRequest(`http://127.0.0.1:4310${path}`, init));
}

describe('the headers of a page', () => {
  it('allow scripts by a nonce that is new each time and known to the renderer', async () => {
    const answers = await Promise.all([1, 2].map(() => ask('/kahve', { headers: session })));
    const nonces = answers.map(({ headers }) => {
      const policy = headers.get('content-security-policy') ?? '';
      // This is how the framework hands request headers on; the renderer takes the nonce from there.
      expect(headers.get('x-middleware-request-content-security-policy')).toBe(policy);
      return /script-src 'self' 'nonce-([A-Za-z0-9+/]{22}==)' 'strict-dynamic';/.exec(policy)?.[1];
    });
    expect(nonces[0]).toBeDefined();
    expect(nonces[0]).not.toBe(nonces[1]);
  });

  it('leave no way for inline scripts, plug-ins, foreign frames, forms or base addresses', async () => {
    const policy = (await ask('/signin')).headers.get('content-security-policy') ?? '';
    expect(policy).not.toMatch(
      /unsafe-eval|script-src[^;]*unsafe-inline|style-src [^;]*unsafe-inline|https?:|\*/,
    );
    for (const rule of [
      "object-src 'none'",
      "base-uri 'self'",
      "form-action 'self'",
      "frame-ancestors 'none'",
    ]) {
      expect(policy).toContain(rule);
    }
  });

  it('keep pages out of caches, frames and referrers, also on the way to the sign-in page', async () => {
    for (const asked of [ask('/kahve', { headers: session }), ask('/signin'), ask('/kahve')]) {
      const response = await asked;
      expect(Object.fromEntries(response.headers)).toMatchObject({
        'cache-control': 'private, no-store',
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
      });
    }
  });

  it('never take the policy from the visitor', async () => {
    const { headers } = await ask('/kahve', {
      headers: { ...session, 'content-security-policy': "script-src 'unsafe-inline'" },
    });
    expect(headers.get('x-middleware-request-content-security-policy')).toBe(
      headers.get('content-security-policy'),
    );
  });
});

describe('the merchant opened last', () => {
  const kept = async (path: string, init: Init = {}) =>
    (await ask(path, { headers: session, ...init })).cookies.get('vezne_merchant');

  it('is remembered by its slug, where no script reads it', async () => {
    expect(await kept('/kahve/transactions?state=unknown')).toMatchObject({
      value: 'kahve',
      path: '/',
      httpOnly: true,
      sameSite: 'lax',
    });
  });

  it('is not said again while it is the same', async () => {
    const headers = (merchant: string) => ({ cookie: `${session.cookie}; vezne_merchant=${merchant}` });
    expect(await kept('/kahve', { headers: headers('kahve') })).toBeUndefined();
    expect(await kept('/kahve', { headers: headers('firin') })).toMatchObject({ value: 'kahve' });
  });

  it('is none of the pages of Vezne itself, and none for a visitor or a form', async () => {
    for (const path of ['/', '/account', '/signin', '/r/token', '/Kahve', '/%6bahve/..'])
      expect(await kept(path), path).toBeUndefined();
    expect(await kept('/kahve', { headers: {} })).toBeUndefined();
    const ours = { ...session, origin: 'http://127.0.0.1:4310', host: '127.0.0.1:4310' };
    expect(await kept('/kahve', { method: 'POST', headers: ours })).toBeUndefined();
  });
});

describe('an address that cannot be decoded', () => {
  it.each([
    '/%E0%A4%A',
    '/kahve/%ff',
    '/signin/%',
    '/api/live/%ff/in-flight',
    '/api/callbacks/x/%E0%A4%A/notice',
  ])('%s is refused, by whomever', async (path) => {
    const request = new NextRequest('http://127.0.0.1:4310/', { headers: session });
    request.nextUrl.pathname = path;
    expect((await proxy(request)).status).toBe(400);
    expect(config.matcher.some((one) => typeof one === 'string' && new RegExp(`^${one}$`).test(path))).toBe(
      true,
    );
  });
});

// §15.10: the callback route with the middleware on.
describe('an address that results are called back to', () => {
  const path = `/api/callbacks/interpay/${'a'.repeat(69)}/s`;

  it.each([{}, { 'next-action': 'a'.repeat(42) }, { 'content-type': 'multipart/form-data; boundary=x' }])(
    'is none of its business, whatever the call carries: %j',
    (headers) => {
      const caught = config.matcher.filter((rule) => {
        const { source, has } = typeof rule === 'string' ? { source: rule, has: [] } : rule;
        const isCarried = has.every((header) => {
          const given = Object.entries(headers).find(([name]) => name === header.key)?.[1];
          const value = 'value' in header ? header.value : '.*';
          return given !== undefined && new RegExp(`^${value}$`).test(given);
        });
        return isCarried && new RegExp(`^${source.replace('/:path*', '(?:/.*)?')}$`).test(path);
      });
      expect(caught).toEqual([]);
    },
  );
});

describe('a visitor without a session cookie', () => {
  it('is taken to the sign-in page and back to the filters they came for', async () => {
    const { status, headers } = await ask('/kahve/transactions?state=unknown&q=a%26b');
    expect(status).toBe(307);
    const target = new URL(headers.get('location') ?? '');
    expect(target.pathname).toBe('/signin');
    expect(target.searchParams.get('callbackUrl')).toBe('/kahve/transactions?state=unknown&q=a%26b');
  });

  it('reaches the public pages', async () => {
    for (const path of [
      '/signin',
      '/signin?callbackUrl=%2Fkahve',
      '/pay/result/token',
      '/r/token',
      '/forgot',
      '/reset/token',
      '/invitation/token',
    ]) {
      expect((await ask(path)).headers.get('location'), path).toBeNull();
    }
  });

  it('is not let through by an address that merely begins like a public one', async () => {
    for (const path of ['/signing', '/payments', '/reports', '/r2', '/resets', '/invitations']) {
      expect((await ask(path)).status, path).toBe(307);
    }
  });

  it('gets the action’s own answer to a form instead of a repeated POST', async () => {
    expect((await ask('/kahve', { method: 'POST' })).headers.get('location')).toBeNull();
  });
});

describe('a POST', () => {
  const ours = { origin: 'http://127.0.0.1:4310', host: '127.0.0.1:4310' };
  const call = { ...session, ...ours, 'next-action': 'a'.repeat(42) };

  it('is refused unless a page of the portal sends it', async () => {
    const origins = [undefined, 'null', 'nonsense', 'https://evil.example', 'http://127.0.0.1:1'];
    for (const origin of origins) {
      const headers = { host: ours.host, ...(origin && { origin }) };
      expect((await ask('/kahve', { method: 'POST', headers })).status, origin).toBe(403);
    }
    expect((await ask('/kahve', { method: 'POST', headers: ours })).status).toBe(200);
    const forwarded = (host: string) => ({ ...ours, 'x-forwarded-host': host });
    expect((await ask('/kahve', { method: 'POST', headers: forwarded('evil.example') })).status).toBe(403);
    expect((await ask('/kahve', { method: 'POST', headers: forwarded(ours.host) })).status).toBe(200);
  });

  it('that no action could read is refused with a plain status, in the headers of a page', async () => {
    const answer = await ask('/kahve', { method: 'POST', headers: call, body: '[]' });
    expect(answer.status).toBe(415);
    expect(answer.headers.get('cache-control')).toBe('private, no-store');
  });

  it('that calls an action with a form goes on', async () => {
    const body = new FormData();
    body.append('0', '["kahve",{"status":"idle"},"$K1"]');
    expect((await ask('/kahve', { method: 'POST', headers: call, body })).status).toBe(200);
  });
});
