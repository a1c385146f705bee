import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createLoginInMemory } from '#tests/support/login-in-memory.ts';
import {
  gatewayTo,
  goodLogin,
  operations,
  patienceWith,
  startToldProvider,
  success,
  type ToldProvider,
} from '#tests/support/told-provider.ts';
import { createHttpTransport } from '../http.ts';
import type { GatewaySession } from '../session-store.ts';
import { createIyzicoGateway, credentialsSchema } from './index.ts';

let provider: ToldProvider;
beforeAll(async () => {
  provider = await startToldProvider();
});
afterAll(() => provider.close());
beforeEach(() => {
  provider.arrived.length = 0;
  provider.onLogin = goodLogin;
  provider.onService = () => ({ body: success() });
});

const NOW = Date.parse('2026-01-01T12:00:00Z');
const paths = () => provider.arrived.map(({ path }) => path.replace('/in-store/oauth2/', ''));
const formOf = (text: string) => Object.fromEntries(new URLSearchParams(text));
const sessionFor = (seconds: number, refreshToken: string | null = 'again'): GatewaySession => ({
  accessToken: 'old',
  refreshToken,
  expiresAt: new Date(NOW + seconds * 1000),
});
const notSent = { kind: 'not_sent', reason: 'sign_in_failed' };

describe('a full login', () => {
  it('sends all seven fields, then the code under the Basic pair, and keeps what it got', async () => {
    const { gateway, record, kept } = gatewayTo(provider.url, { session: null, now: () => NOW });
    expect(await gateway.perform(operations.sale, record)).toMatchObject({ kind: 'approved' });
    const [authorize, token, sale] = provider.arrived;
    expect(formOf(authorize?.text ?? '')).toEqual({
      scope: 'iyzipayApiGateway',
      client_id: 'id',
      client_secret: 's3cret',
      response_type: 'code',
      username: 'user',
      password: 'pa55word',
      request_timestamp: '1767268800',
    });
    expect(authorize?.headers.authorization).toBeUndefined();
    expect(authorize?.headers['content-type']).toBe('application/x-www-form-urlencoded');
    expect(formOf(token?.text ?? '')).toEqual({ grant_type: 'authorization_code', code: 'code-0' });
    expect(token?.headers.authorization).toBe(`Basic ${Buffer.from('id:s3cret').toString('base64')}`);
    expect(sale?.headers.authorization).toBe('Bearer token-0');
    expect(kept.session).toEqual({
      accessToken: 'token-0',
      refreshToken: 'again-token-0',
      expiresAt: new Date(NOW + 7_199_000),
    });
  });

  it('can tell the time in milliseconds', async () => {
    const settings = { requestTimestampUnit: 'milliseconds' } as const;
    const { gateway, record } = gatewayTo(provider.url, { session: null, now: () => NOW, settings });
    await gateway.testConnection(record);
    expect(formOf(provider.arrived[0]?.text ?? '')).toMatchObject({ request_timestamp: String(NOW) });
  });

  it('F4 starts over once when the connection broke: the code works only once', async () => {
    provider.onLogin = (request, earlier) =>
      request.path.endsWith('/token') && earlier === 0 ? 'break' : goodLogin(request, earlier);
    const { gateway, record } = gatewayTo(provider.url, { session: null });
    expect(await gateway.perform(operations.sale, record)).toMatchObject({ kind: 'approved' });
    expect(paths().slice(0, 4)).toEqual(['authorize', 'token', 'authorize', 'token']);
    expect(formOf(provider.arrived[3]?.text ?? '')).toMatchObject({ code: 'code-1' });
  });

  it.each([
    ['F5 HTTP 500', { status: 500 }],
    ['F5 HTTP 429', { status: 429, headers: { 'retry-after': '60' } }],
    ['F7 nonsense', { body: '<html>' }],
    ['F7 no code', { body: { issuedAt: 'x' } }],
    ['F10 a redirect', { status: 302, headers: { location: '/' } }],
    ['F6 HTTP 401', { status: 401, body: { errorCode: 'invalid_user' } }],
  ])('%s stops it after one try, and nothing is sold', async (_what, told) => {
    provider.onLogin = () => told;
    const { gateway, record } = gatewayTo(provider.url, { session: null });
    expect(await gateway.perform(operations.sale, record)).toMatchObject(notSent);
    expect(paths()).toEqual(['authorize']);
  });

  it('F8 as a whole takes no longer than three deadlines, whatever hangs on the way', async () => {
    let at = NOW;
    // Each login call takes its whole deadline and is then refused or broken off.
    provider.onLogin = (request) => {
      at += 5000;
      return request.text.includes('refresh_token') ? { status: 400 } : 'break';
    };
    const { gateway, record } = gatewayTo(provider.url, { session: sessionFor(10), now: () => at });
    expect(await gateway.perform(operations.sale, record)).toMatchObject(notSent);
    expect(paths()).toEqual(['token', 'token/refresh', 'authorize']);
  });

  it('takes no token that could smuggle a header in', async () => {
    provider.onLogin = (request, earlier) =>
      request.path.endsWith('/token')
        ? { body: { access_token: 'a\r\nX-Evil: 1', expires_in: 7199 } }
        : goodLogin(request, earlier);
    const { gateway, record } = gatewayTo(provider.url, { session: null });
    expect(await gateway.perform(operations.sale, record)).toMatchObject(notSent);
  });

  it('F6 pauses after two refusals in a row, so that a wrong password cannot lock the account', async () => {
    let at = NOW;
    provider.onLogin = () => ({ status: 401, body: { errorCode: 'invalid_user' } });
    const { gateway, record } = gatewayTo(provider.url, { session: null, now: () => at });
    for (let tries = 0; tries < 5; tries++) await gateway.perform(operations.sale, record);
    expect(paths()).toEqual(['authorize', 'authorize']);
    provider.onLogin = goodLogin;
    at += 61_000;
    expect(await gateway.perform(operations.sale, record)).toMatchObject({ kind: 'approved' });
  });

  it('is not paused for a person who tests the connection, nor by a clock that was set back', async () => {
    let at = NOW;
    provider.onLogin = () => ({ status: 401 });
    const { gateway, record } = gatewayTo(provider.url, { session: null, now: () => at });
    await gateway.perform(operations.sale, record);
    await gateway.perform(operations.sale, record);
    expect(await gateway.testConnection(record)).toMatchObject({ kind: 'refused' });
    provider.onLogin = goodLogin;
    at -= 600_000;
    expect(await gateway.perform(operations.sale, record)).toMatchObject({ kind: 'approved' });
  });
});

describe('a session that is kept', () => {
  it('is used while three minutes are left, and renewed before a sale when they are not', async () => {
    const good = gatewayTo(provider.url, { session: sessionFor(180), now: () => NOW });
    await good.gateway.perform(operations.sale, good.record);
    expect(paths()).toEqual(['/v2/terminal-host/payment']);
    provider.arrived.length = 0;
    const short = gatewayTo(provider.url, { session: sessionFor(179), now: () => NOW });
    await short.gateway.perform(operations.sale, short.record);
    expect(paths()).toEqual(['token', '/v2/terminal-host/payment']);
    expect(formOf(provider.arrived[0]?.text ?? '')).toEqual({
      grant_type: 'refresh_token',
      refresh_token: 'again',
    });
    expect(short.kept.session?.accessToken).toBe('token-0');
  });

  it('keeps its refresh token when a renewal brings no new one', async () => {
    provider.onLogin = () => ({ body: { access_token: 'new', expires_in: '7199' } });
    const { gateway, record, kept } = gatewayTo(provider.url, { session: sessionFor(10), now: () => NOW });
    await gateway.perform(operations.sale, record);
    expect(kept.session).toMatchObject({ accessToken: 'new', refreshToken: 'again' });
  });

  it('tries the other form of renewal, then logs in again', async () => {
    const isRefresh = (text: string) => text.includes('refresh_token');
    provider.onLogin = (request, earlier) =>
      isRefresh(request.text)
        ? { status: 400, body: { error: 'invalid_grant' } }
        : goodLogin(request, earlier);
    const { gateway, record } = gatewayTo(provider.url, { session: sessionFor(10), now: () => NOW });
    expect(await gateway.perform(operations.sale, record)).toMatchObject({ kind: 'approved' });
    expect(paths()).toEqual(['token', 'token/refresh', 'authorize', 'token', '/v2/terminal-host/payment']);
  });

  it('takes the other form of renewal where the first does not exist', async () => {
    for (const told of [
      { status: 404, body: '<html>' },
      { status: 400, body: { error: 'unsupported_grant_type' } },
    ]) {
      provider.arrived.length = 0;
      provider.onLogin = (request, earlier) =>
        request.path.endsWith('/refresh') ? goodLogin(request, earlier) : told;
      const { gateway, record, kept } = gatewayTo(provider.url, { session: sessionFor(10), now: () => NOW });
      expect(await gateway.perform(operations.sale, record)).toMatchObject({ kind: 'approved' });
      expect(paths()).toEqual(['token', 'token/refresh', '/v2/terminal-host/payment']);
      expect(kept.session?.accessToken).toBe('refreshed-0');
    }
  });

  it('without a refresh token leads straight to a login', async () => {
    const { gateway, record } = gatewayTo(provider.url, { session: sessionFor(10, null), now: () => NOW });
    await gateway.perform(operations.sale, record);
    expect(paths().slice(0, 2)).toEqual(['authorize', 'token']);
  });

  it('that was renewed elsewhere meanwhile is taken instead of renewing again', async () => {
    const told = gatewayTo(provider.url, { session: sessionFor(3600), now: () => NOW });
    provider.onService = (request) => {
      if (request.headers.authorization === 'Bearer theirs') return { body: success() };
      told.kept.session = { ...sessionFor(7000), accessToken: 'theirs' };
      return { status: 401, body: { status: 'failure', errorCode: '100311' } };
    };
    expect(await told.gateway.query?.(operations.sale, told.record)).toMatchObject({ kind: 'approved' });
    expect(paths().some((path) => path.startsWith('token'))).toBe(false);
  });

  it('that cannot be loaded or kept means that nothing is sold', async () => {
    for (const broken of ['load', 'inTurn'] as const) {
      const down = () => Promise.reject(new Error('database down'));
      const gateway = createIyzicoGateway(
        {
          model: '509',
          baseUrl: provider.url,
          credentials: { clientId: 'id', clientSecret: 's', username: 'u', password: 'p' },
          appVersion: '1',
        },
        {
          http: createHttpTransport({ allowedHosts: ['127.0.0.1'] }),
          clock: { now: () => new Date(NOW) },
          sessions: { ...createLoginInMemory(), [broken]: down },
        },
      );
      expect(await gateway.perform(operations.sale, () => undefined)).toMatchObject(notSent);
      expect(provider.at('/payment')).toEqual([]);
    }
  });
});

describe('many at once', () => {
  it('share one login, also across the processes of a connection', async () => {
    const first = gatewayTo(provider.url, { session: null });
    const second = gatewayTo(provider.url, { kept: first.kept });
    const callers = [first, second, first, second];
    const replies = await Promise.all(
      callers.map(({ gateway, record }) => gateway.perform(operations.sale, record)),
    );
    expect(replies.map(({ kind }) => kind)).toEqual(Array(4).fill('approved'));
    expect(provider.at('/authorize')).toHaveLength(1);
    expect(provider.at('/token')).toHaveLength(1);
  });

  it('wait together for one turn, instead of each standing in the queue of all processes', async () => {
    const { gateway, record, kept } = gatewayTo(provider.url, { session: null });
    const inTurn = vi.spyOn(kept, 'inTurn');
    await Promise.all(Array.from({ length: 5 }, () => gateway.perform(operations.sale, record)));
    expect(inTurn).toHaveBeenCalledTimes(1);
  });

  it('share one renewal when all of them are turned away', async () => {
    provider.onService = ({ headers }) =>
      headers.authorization === 'Bearer kept'
        ? { status: 401, body: { status: 'failure', errorCode: '100311' } }
        : { body: success() };
    const { gateway, record } = gatewayTo(provider.url);
    const replies = await Promise.all(
      Array.from({ length: 5 }, () => gateway.query?.(operations.sale, record)),
    );
    expect(replies.map((reply) => reply?.kind)).toEqual(Array(5).fill('approved'));
    expect(provider.at('/token')).toHaveLength(1);
  });

  it('share one renewal, also when they are turned away in several processes', async () => {
    provider.onService = ({ headers }) =>
      headers.authorization === 'Bearer kept'
        ? { status: 401, body: { status: 'failure', errorCode: '100311' } }
        : { body: success() };
    const first = gatewayTo(provider.url);
    const second = gatewayTo(provider.url, { kept: first.kept });
    const replies = await Promise.all(
      [first, second, first, second].map(({ gateway, record }) => gateway.query?.(operations.sale, record)),
    );
    expect(replies.map((reply) => reply?.kind)).toEqual(Array(4).fill('approved'));
    expect(provider.at('/token')).toHaveLength(1);
  });
});

describe('a turn that another process has', () => {
  const held = (session: GatewaySession | null) => ({
    load: async () => session,
    inTurn: async () => ({ kind: 'taken' }) as const,
  });
  const through = (session: GatewaySession | null, first: GatewaySession | null = null) => {
    const { gateway, record } = gatewayTo(provider.url, {
      kept: { ...createLoginInMemory(first), ...held(session) },
      now: () => NOW,
    });
    return gateway.perform(operations.sale, record);
  };

  it('and that brought a session is taken for ours', async () => {
    expect(await through(sessionFor(3600))).toMatchObject({ kind: 'approved' });
    expect(paths()).toEqual(['/v2/terminal-host/payment']);
  });

  it('and that brings nothing in time means that nothing is sold', async () => {
    expect(await through(sessionFor(10))).toMatchObject(notSent);
    expect(paths()).toEqual([]);
  });
});

describe('the connection test', () => {
  it('proves the credentials by a login of its own, and tells no from silence', async () => {
    const { gateway, record } = gatewayTo(provider.url, { now: () => NOW });
    expect(await gateway.testConnection(record)).toEqual({
      kind: 'ok',
      expiresAt: new Date(NOW + 7_199_000),
    });
    expect(paths()).toEqual(['authorize', 'token']);
    provider.onLogin = () => 'hang';
    const silent = gatewayTo(provider.url, { settings: patienceWith('hang') });
    const silence = { kind: 'no_answer', cause: 'silent' };
    expect(await silent.gateway.testConnection(silent.record)).toEqual(silence);
    const gone = gatewayTo('http://127.0.0.1:1');
    const unreachable = { kind: 'no_answer', cause: 'unreachable' };
    expect(await gone.gateway.testConnection(gone.record)).toEqual(unreachable);
  });

  it.each([
    [
      'the password',
      { status: 401, body: { errorCode: 'invalid_user', description: 'wrong' } },
      'credentials',
    ],
    ['anything, without a word', { status: 401 }, 'credentials'],
    [
      'the time, in words',
      { status: 401, body: { errorCode: 'x', description: 'request_timestamp is not the present time' } },
      'clock',
    ],
    [
      'anything, while its clock is a minute ahead',
      { status: 401, headers: { date: new Date(NOW + 60_000).toUTCString() } },
      'clock',
    ],
    [
      'anything, while the clocks agree',
      { status: 401, headers: { date: new Date(NOW).toUTCString() } },
      'credentials',
    ],
  ])('F15 tells whether our clock was refused when the provider refuses %s', async (_what, told, reason) => {
    provider.onLogin = () => told;
    const { gateway, record } = gatewayTo(provider.url, { now: () => NOW });
    expect(await gateway.testConnection(record)).toEqual({ kind: 'refused', reason });
  });

  it('F15 says how far the clocks are apart, from when the login code was issued', async () => {
    provider.onLogin = (request, earlier) =>
      request.path.endsWith('/authorize')
        ? { body: { code: 'c', issuedAt: '2026-01-01T15:00:40.000055098+03:00' } }
        : goodLogin(request, earlier);
    const { gateway, record, exchanges } = gatewayTo(provider.url, { now: () => NOW });
    await gateway.testConnection(record);
    expect(exchanges.map((exchange) => exchange.clockOffsetMs)).toEqual([40_000, null]);
  });

  it('needs all four credentials', () => {
    const whole = { clientId: 'a', clientSecret: 'b', username: 'c', password: 'd' };
    expect(credentialsSchema.parse(whole)).toEqual(whole);
    for (const name of Object.keys(whole)) {
      expect(credentialsSchema.safeParse({ ...whole, [name]: '' }).success).toBe(false);
    }
  });
});
