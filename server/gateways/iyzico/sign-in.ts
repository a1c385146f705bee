import { createHash } from 'node:crypto';
import type { z } from 'zod';
import type { Clock } from '#server/kernel/time.ts';
import type { GatewaySession, RecordExchange, SessionStore } from '../terminal-gateway.ts';
import type { Answer, Client } from './client.ts';
import { authorizeAnswer, tokenAnswer } from './wire.ts';

/** A sale can run for minutes while a card is read; a token must outlive it (protocols/iyzico-terminal.md §2.4). */
const RENEW_BEFORE_MS = 180_000;
/** F6: after this many refused logins in a row there is a pause, so that a wrong password cannot lock the account. */
const REFUSALS_BEFORE_PAUSE = 2;
const PAUSE_MS = 60_000;

/** Issued by iyzico per merchant (§2.1); all four are secrets. */
export type IyzicoCredentials = {
  clientId: string;
  clientSecret: string;
  username: string;
  password: string;
};

/** What came of getting a token. Only `signed_in` lets a call start. */
export type SignInResult =
  | { kind: 'signed_in'; session: GatewaySession }
  /** The provider's no to these credentials. */
  | { kind: 'refused'; detail: string }
  | { kind: 'unreachable'; detail: string }
  | { kind: 'no_answer'; detail: string };

/** Keeps one connection signed in. Several callers at once share one login. */
export type SignIn = {
  /** A session good for a long call; renewed first when fewer than three minutes are left. */
  getSession(record: RecordExchange): Promise<SignInResult>;
  /** A session other than the one the provider has just rejected. */
  renew(rejected: GatewaySession, how: 'refresh' | 'login', record: RecordExchange): Promise<SignInResult>;
  /** A full login, whatever is stored: proves the credentials. */
  logIn(record: RecordExchange): Promise<SignInResult>;
};

type Keeper = { flight: Promise<SignInResult> | null; refusals: number; pausedUntil: number };

/** Process-wide, because gateways come and go, and on the global object, because bundles do not share modules. */
const KEEPERS = Symbol.for('vezne.iyzico.sign-in');
const shared: typeof globalThis & { [KEEPERS]?: Map<string, Keeper> } = globalThis;

function keeperOf(flightKey: string, credentials: IyzicoCredentials): Keeper {
  shared[KEEPERS] ??= new Map();
  const keepers = shared[KEEPERS];
  // With other credentials it is another login: nothing of the old one may be joined.
  const key = createHash('sha256')
    .update(JSON.stringify([flightKey, credentials]))
    .digest('base64');
  const keeper = keepers.get(key) ?? { flight: null, refusals: 0, pausedUntil: 0 };
  keepers.set(key, keeper);
  return keeper;
}

/** Signs a connection in: authorize, token, refresh (§2.1 to §2.3). Never rejects. */
export function createSignIn(
  settings: {
    credentials: IyzicoCredentials;
    deadlineMs: number;
    /** The documentation does not say which (§8). */
    requestTimestampUnit: 'seconds' | 'milliseconds';
  },
  deps: { client: Client; clock: Clock; sessions: SessionStore; flightKey: string },
): SignIn {
  const { client, clock, sessions } = deps;
  const { credentials, deadlineMs } = settings;
  const basic = Buffer.from(`${credentials.clientId}:${credentials.clientSecret}`).toString('base64');
  const keeper = keeperOf(deps.flightKey, credentials);

  const share = (work: () => Promise<SignInResult>): Promise<SignInResult> => {
    keeper.flight ??= work()
      .catch((): SignInResult => ({ kind: 'no_answer', detail: 'the session could not be kept' }))
      .finally(() => {
        keeper.flight = null;
      });
    return keeper.flight;
  };

  const isFresh = (session: GatewaySession) =>
    session.expiresAt.getTime() - clock.now().getTime() >= RENEW_BEFORE_MS;

  const logInNow = async (record: RecordExchange): Promise<SignInResult> => {
    // The code works once: when its exchange fails on the way, the only way on is to start over (F4).
    const first = await attemptLogin(record);
    const result = first.kind === 'no_answer' ? await attemptLogin(record) : first;
    keeper.refusals = result.kind === 'refused' ? keeper.refusals + 1 : 0;
    if (keeper.refusals >= REFUSALS_BEFORE_PAUSE) keeper.pausedUntil = clock.now().getTime() + PAUSE_MS;
    if (result.kind === 'signed_in') await sessions.save(result.session);
    return result;
  };

  const attemptLogin = async (record: RecordExchange): Promise<SignInResult> => {
    const now = clock.now().getTime();
    const timestamp = settings.requestTimestampUnit === 'seconds' ? Math.floor(now / 1000) : now;
    const form = {
      scope: 'iyzipayApiGateway',
      client_id: credentials.clientId,
      client_secret: credentials.clientSecret,
      response_type: 'code',
      username: credentials.username,
      password: credentials.password,
      request_timestamp: String(timestamp),
    };
    const path = '/in-store/oauth2/authorize';
    const authorized = read(
      authorizeAnswer,
      await client.postForm({ path, form, basic: null, deadlineMs }, record),
    );
    if (authorized.kind !== 'read') return authorized;
    const { code } = authorized.value;
    return requestToken('/in-store/oauth2/token', { grant_type: 'authorization_code', code }, null, record);
  };

  const requestToken = async (
    path: string,
    form: Readonly<Record<string, string>>,
    oldRefreshToken: string | null,
    record: RecordExchange,
  ): Promise<SignInResult> => {
    // Counted from before the call, so that our idea of its end is never later than the provider's.
    const since = clock.now().getTime();
    const token = read(tokenAnswer, await client.postForm({ path, form, basic, deadlineMs }, record));
    if (token.kind !== 'read') return token;
    const session = {
      accessToken: token.value.access_token,
      refreshToken: token.value.refresh_token || oldRefreshToken,
      expiresAt: new Date(since + token.value.expires_in * 1000),
    };
    return { kind: 'signed_in', session };
  };

  /** Both published forms of a renewal; anything but a new token leads to a full login. */
  const refreshNow = async (refreshToken: string, record: RecordExchange): Promise<SignInResult> => {
    const form = { grant_type: 'refresh_token', refresh_token: refreshToken };
    for (const path of ['/in-store/oauth2/token', '/in-store/oauth2/token/refresh']) {
      const result = await requestToken(path, form, refreshToken, record);
      if (result.kind === 'signed_in') await sessions.save(result.session);
      if (result.kind === 'signed_in' || result.kind === 'unreachable') return result;
    }
    return logInNow(record);
  };

  const obtain = (
    session: GatewaySession | null,
    how: 'refresh' | 'login',
    record: RecordExchange,
  ): Promise<SignInResult> | SignInResult => {
    if (clock.now().getTime() < keeper.pausedUntil) {
      return { kind: 'refused', detail: 'the login was refused twice; waiting before the next try' };
    }
    return how === 'refresh' && session?.refreshToken
      ? refreshNow(session.refreshToken, record)
      : logInNow(record);
  };

  const replace = async (rejected: GatewaySession, how: 'refresh' | 'login', record: RecordExchange) => {
    const stored = await sessions.load();
    const isNewer = stored !== null && stored.accessToken !== rejected.accessToken;
    if (isNewer && isFresh(stored)) return { kind: 'signed_in', session: stored } as const;
    const result = await obtain(stored ?? rejected, how, record);
    // Whoever comes next must sign in before its call, not after a rejection.
    if (result.kind !== 'signed_in') await sessions.save(null);
    return result;
  };

  return {
    getSession: (record) =>
      share(async () => {
        const session = await sessions.load();
        if (session && isFresh(session)) return { kind: 'signed_in', session };
        return obtain(session, 'refresh', record);
      }),
    async renew(rejected, how, record) {
      // A flight that only read the rejected session back is no renewal.
      const joined = await keeper.flight;
      if (joined?.kind === 'signed_in' && joined.session.accessToken !== rejected.accessToken) return joined;
      return share(() => replace(rejected, how, record));
    },
    async logIn(record) {
      await keeper.flight;
      return share(() => logInNow(record));
    },
  };
}

function read<T>(
  schema: z.ZodType<T>,
  answer: Answer,
): { kind: 'read'; value: T } | Exclude<SignInResult, { kind: 'signed_in' }> {
  if (answer.kind === 'not_sent') return { kind: 'unreachable', detail: answer.detail };
  if (answer.kind === 'failed') return { kind: 'no_answer', detail: answer.cause };
  const { httpStatus } = answer;
  const detail = `HTTP ${httpStatus}`;
  if (httpStatus >= 400 && httpStatus < 500 && httpStatus !== 408 && httpStatus !== 429) {
    return { kind: 'refused', detail };
  }
  const parsed = schema.safeParse(answer.json);
  if (httpStatus < 200 || httpStatus > 299 || !parsed.success) return { kind: 'no_answer', detail };
  return { kind: 'read', value: parsed.data };
}
