import { expect } from 'vitest';
import type { GatewaySession } from '#server/gateways/session-store.ts';
import { type Arrived, goodLogin, startToldProvider, type Told } from '#tests/support/told-provider.ts';
import { approval, type FaultBench, overdone, type Says, type Trouble } from './bench.ts';
import type { Case, Cells } from './cells.ts';

const STEPS = ['authorize', 'token'] as const;

/** Getting a token. As long as there is none, nothing that moves money starts; asking is only put off. */
export function signInFaults(bench: () => FaultBench): Cells {
  /** A login of which one step meets what is told; the other steps go well. */
  const at =
    (step: (typeof STEPS)[number], says: Says): Says =>
    (call, earlier) => {
      if (!call.path.endsWith(`/${step}`)) return goodLogin(call, earlier);
      return typeof says === 'function' ? says(call, earlier) : says;
    };
  const stopped = (
    what: string,
    trouble: () => Trouble | Promise<Trouble>,
    reason = 'sign_in_failed',
    calls?: string[],
  ): Case => ({
    what: `${what}: no sale starts, a question is put off, and both go well afterwards`,
    async run() {
      const signedOut = { session: null, ...(await trouble()) };
      const sale = await bench().send(await bench().create('sale'), signedOut);
      expect(sale).toMatchObject({ state: 'failed', outcomeReason: reason });
      expect(bench().services()).toEqual([]);
      if (calls) expect(bench().calls()).toEqual(calls);
      const lost = await bench().send(await bench().create('sale'), { says: 'break' });
      const asked = await bench().ask(lost.id, signedOut);
      expect(asked).toMatchObject({ state: 'unknown', queryCount: 1 });
      expect(bench().services()).toEqual([]);
      expect(await bench().lastEntry(lost.id)).toMatchObject({ answer: 'no_answer', cause: reason });
      const again = await bench().ask(lost.id, { session: null, says: { body: approval(lost) } });
      expect(again.state).toBe('approved');
    },
  });
  const eachStep = (what: string, says: Told): [Case, Case] => [
    stopped(`${what} to authorize`, () => ({ meets: says, login: at('authorize', says) })),
    stopped(`${what} to token`, () => ({ meets: says, login: at('token', says) })),
  ];
  const withSession = async (session: GatewaySession | null, login: Says) => {
    const row = await bench().create('sale');
    const after = await bench().send(row, { session, login, says: { body: approval(row) } });
    return { after, calls: bench().calls() };
  };
  const endsSoon = (): GatewaySession => ({
    accessToken: 'old',
    refreshToken: 'again',
    expiresAt: new Date(Date.now() + 59_000),
  });
  const startsOver = (step: (typeof STEPS)[number], expected: string[]): Case => ({
    what: `the connection breaks after ${step} was delivered: starts over once, for a code works once`,
    async run() {
      const breaksOnce: Says = (call, earlier) =>
        call.path.endsWith(`/${step}`) && earlier === 0 ? 'break' : goodLogin(call, earlier);
      const { after, calls } = await withSession(null, breaksOnce);
      expect(after.state).toBe('approved');
      expect(calls).toEqual(expected);
    },
  });
  const isRenewal = ({ text }: Arrived) => text.includes('refresh_token');

  return {
    F1: [
      stopped(
        'nobody listens',
        async () => {
          const gone = await startToldProvider();
          await gone.close();
          return { url: gone.url };
        },
        'unreachable',
      ),
      stopped('the name does not resolve', () => ({ url: 'https://nowhere.invalid' }), 'unreachable'),
    ],
    F2: [
      stopped('the connection breaks while sending', () => ({
        http: { post: async () => ({ kind: 'lost', phase: 'sending' }) },
      })),
    ],
    F3: eachStep('silence', 'hang'),
    F4: [
      startsOver('authorize', ['authorize', 'authorize', 'token', 'payment']),
      startsOver('token', ['authorize', 'token', 'authorize', 'token', 'payment']),
      ...eachStep('a connection that breaks every time', 'break'),
    ],
    F5: [
      ...eachStep('HTTP 500', { status: 500, body: '<html>' }),
      ...eachStep('HTTP 429', { status: 429 }),
      ...eachStep('a page of HTML with 200', { body: '<html>' }),
      {
        what: 'HTTP 429 with Retry-After: nobody tries before that time, then it goes well',
        async run() {
          const limited = { status: 429, headers: { 'retry-after': '60' } };
          expect(await bench().signInTwice(limited, 59_000)).toEqual({ tries: 1, last: 'not_sent' });
          await bench().tidy();
          expect(await bench().signInTwice(limited, 61_000)).toEqual({ tries: 2, last: 'approved' });
        },
      },
    ],
    F6: [
      ...eachStep('HTTP 401', { status: 401, body: { error: 'invalid_client' } }),
      stopped('HTTP 403', () => ({ login: { status: 403 } }), 'sign_in_failed', ['authorize']),
    ],
    F7: [
      ...eachStep('an empty answer', { body: '' }),
      ...eachStep('half of an answer', { body: '{"code":"c","access_tok' }),
      ...eachStep('a list', { body: [] }),
      ...eachStep('wrong types', { body: { code: {}, access_token: {}, expires_in: 'soon' } }),
      stopped('a token that would be two headers', () => ({
        login: at('token', { body: { access_token: 'a\r\nx: y', expires_in: 7199 } }),
      })),
    ],
    F8: eachStep('an answer that never ends', 'drip'),
    F9: (['large', 'deep', 'compressed'] as const).flatMap((what) =>
      eachStep(
        `an answer that is too ${what}`,
        overdone(what, { code: 'c', access_token: 't', expires_in: 7199 }),
      ),
    ) as [Case],
    F10: eachStep('a redirect', { status: 307, headers: { location: '/elsewhere' } }),
    F11: [
      stopped('a token of another kind', () => ({
        login: at('token', { body: { access_token: 't', token_type: 'mac', expires_in: 7199 } }),
      })),
      stopped('a token for another scope', () => ({
        login: at('token', { body: { access_token: 't', scope: 'other', expires_in: 7199 } }),
      })),
    ],
    F12: [
      stopped('a code that is missing', () => ({ login: at('authorize', { body: { issuedAt: 'x' } }) })),
      stopped('a token that is missing', () => ({ login: at('token', { body: { expires_in: 7199 } }) })),
      stopped('a token without its length', () => ({ login: at('token', { body: { access_token: 't' } }) })),
    ],
    F13: { none: 'a login is refused by HTTP 401 alone, which is F6' },
    F14: [
      {
        what: 'a token that ends soon is renewed once, before the call',
        async run() {
          const { after, calls } = await withSession(endsSoon(), goodLogin);
          expect(after.state).toBe('approved');
          expect(calls).toEqual(['token', 'payment']);
        },
      },
      {
        what: 'a renewal that is refused in both its forms leads to one full login',
        async run() {
          const refusing: Says = (call, earlier) =>
            isRenewal(call) ? { status: 400, body: { error: 'invalid_grant' } } : goodLogin(call, earlier);
          const { after, calls } = await withSession(endsSoon(), refusing);
          expect(after.state).toBe('approved');
          expect(calls).toEqual(['token', 'token/refresh', 'authorize', 'token', 'payment']);
        },
      },
    ],
    F15: [
      {
        what: 'a login refused for its time is told apart from wrong credentials',
        async run() {
          const aboutTime = { errorCode: 'invalid_request', description: 'request_timestamp is too old' };
          const refused = { status: 401, body: aboutTime };
          expect(await bench().testConnection({ login: refused })).toEqual({
            kind: 'refused',
            reason: 'clock',
          });
          const wrong = { status: 401, body: { errorCode: 'invalid_user' } };
          expect(await bench().testConnection({ login: wrong })).toEqual({
            kind: 'refused',
            reason: 'credentials',
          });
          const login = { ...wrong, headers: { date: new Date(Date.now() - 600_000).toUTCString() } };
          expect(await bench().testConnection({ login })).toEqual({ kind: 'refused', reason: 'clock' });
        },
      },
    ],
    F16: { none: 'nothing is looked for in a login' },
  };
}
