import { createHash } from 'node:crypto';
import type { Clock } from '#server/kernel/time.ts';
import type { GatewaySession, RecordExchange, SessionStore } from '../terminal-gateway.ts';
import type { Client } from './client.ts';
import { createLogin, type IyzicoCredentials, type LoginSettings, type SignInResult } from './login.ts';

/** A sale can run for minutes while a card is read; a token must outlive it (§2.4). */
const RENEW_BEFORE_MS = 180_000;
/** F6: after this many refused logins in a row there is a pause, so that a wrong password cannot lock the account. */
const REFUSALS_BEFORE_PAUSE = 2;
const PAUSE_MS = 60_000;

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

/** Keeps a connection signed in, with what the store holds. Never rejects. */
export function createSignIn(
  settings: LoginSettings,
  deps: { client: Client; clock: Clock; sessions: SessionStore; flightKey: string },
): SignIn {
  const { clock, sessions } = deps;
  const login = createLogin(settings, deps);
  const keeper = keeperOf(deps.flightKey, settings.credentials);

  const share = (work: () => Promise<SignInResult>): Promise<SignInResult> => {
    keeper.flight ??= work()
      .catch(
        (): SignInResult => ({
          kind: 'no_answer',
          detail: 'the session could not be kept',
          mayStartOver: false,
        }),
      )
      .finally(() => {
        keeper.flight = null;
      });
    return keeper.flight;
  };

  const isFresh = (session: GatewaySession) =>
    session.expiresAt.getTime() - clock.now().getTime() >= RENEW_BEFORE_MS;

  const logInNow = async (record: RecordExchange): Promise<SignInResult> => {
    const result = await login.logIn(record);
    keeper.refusals = result.kind === 'refused' ? keeper.refusals + 1 : 0;
    const isPaused = keeper.refusals >= REFUSALS_BEFORE_PAUSE;
    keeper.pausedUntil = isPaused ? clock.now().getTime() + PAUSE_MS : 0;
    if (result.kind === 'signed_in') await sessions.save(result.session);
    return result;
  };

  /** Anything but a new token from the refresh leads to a full login. */
  const obtain = async (
    session: GatewaySession | null,
    how: 'refresh' | 'login',
    record: RecordExchange,
  ): Promise<SignInResult> => {
    const pauseLeftMs = keeper.pausedUntil - clock.now().getTime();
    // A longer rest than the pause itself means that the clock was set back.
    if (pauseLeftMs > 0 && pauseLeftMs <= PAUSE_MS) {
      return { kind: 'refused', detail: 'the login was refused twice; waiting before the next try' };
    }
    if (how === 'login' || !session?.refreshToken) return logInNow(record);
    const refreshed = await login.refresh(session.refreshToken, record);
    if (refreshed.kind === 'signed_in') await sessions.save(refreshed.session);
    return refreshed.kind === 'signed_in' || refreshed.kind === 'unreachable' ? refreshed : logInNow(record);
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
      while (keeper.flight) {
        const joined = await keeper.flight;
        if (joined.kind === 'signed_in' && joined.session.accessToken !== rejected.accessToken) return joined;
      }
      return share(() => replace(rejected, how, record));
    },
    async logIn(record) {
      while (keeper.flight) await keeper.flight;
      return share(() => logInNow(record));
    },
  };
}
