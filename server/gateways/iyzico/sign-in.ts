import type { Clock } from '#server/kernel/time.ts';
import type { GatewaySession, KeptLogin, LoginTurn, SessionStore } from '../session-store.ts';
import type { RecordExchange } from '../terminal-gateway.ts';
import type { Client } from './client.ts';
import {
  createLogin,
  isToBeLeftAlone,
  type LoginSettings,
  type LoginTry,
  type SignInResult,
} from './login.ts';

/** A sale can run for minutes while a card is read; a token must outlive it (§2.4). */
const RENEW_BEFORE_MS = 180_000;
/** F6: the rest after two refused logins in a row, so that a wrong password cannot lock the account. */
const REST_MS = 60_000;
/** Signing in takes up to six calls when everything goes wrong; whoever waits for it need not bear six deadlines. */
const DEADLINES_PER_TURN = 3;

/** Keeps one connection signed in. Several callers at once share one login, in this process and in all others. */
export type SignIn = {
  /** A session good for a long call; renewed first when fewer than three minutes are left. */
  getSession(record: RecordExchange): Promise<SignInResult>;
  /** A session other than the one the provider has just rejected. */
  renew(rejected: GatewaySession, how: 'refresh' | 'login', record: RecordExchange): Promise<SignInResult>;
  /** A full login, whatever is stored: proves the credentials. */
  logIn(record: RecordExchange): Promise<SignInResult>;
};

/** What one turn at the login does with what is kept. */
type Work = (kept: KeptLogin, attempt: LoginTry) => Promise<LoginTurn<SignInResult>>;

/** Keeps a connection signed in, with what the store holds. Never rejects. */
export function createSignIn(
  settings: LoginSettings,
  deps: { client: Client; clock: Clock; sessions: SessionStore },
): SignIn {
  const { clock, sessions } = deps;
  const login = createLogin(settings, deps);
  const forMs = settings.deadlineMs * DEADLINES_PER_TURN;
  /** The turn this process has, or is waiting for. */
  let flight: Promise<SignInResult> | null = null;
  /** Until when the provider asked this process to be left alone, and for how long that is. */
  let rest = { until: 0, ms: 0 };

  const share = (work: () => Promise<SignInResult>): Promise<SignInResult> => {
    flight ??= work()
      .catch((): SignInResult => noAnswer('the session could not be kept'))
      .finally(() => {
        flight = null;
      });
    return flight;
  };

  const isFresh = (session: GatewaySession) =>
    session.expiresAt.getTime() - clock.now().getTime() >= RENEW_BEFORE_MS;

  const inTurn = async (work: Work, record: RecordExchange, evenAtRest = false): Promise<SignInResult> => {
    const restMs = rest.until - clock.now().getTime();
    // A longer rest than was asked for means that the clock was set back.
    if (restMs > 0 && restMs <= rest.ms && !evenAtRest) return noAnswer('the provider asked to wait');
    const result = await turnOf(work, record, evenAtRest);
    if (isToBeLeftAlone(result)) {
      const ms = result.retryAfterMs ?? 0;
      rest = { until: clock.now().getTime() + ms, ms };
    }
    return result;
  };

  const turnOf = async (work: Work, record: RecordExchange, evenAtRest: boolean): Promise<SignInResult> => {
    const turn = await sessions.inTurn({ forMs, restMs: REST_MS, evenAtRest }, (kept) =>
      work(kept, { record, endsAt: new Date(clock.now().getTime() + forMs) }),
    );
    switch (turn.kind) {
      case 'done':
        return turn.value;
      case 'resting': {
        const detail = 'the login was refused twice; waiting before the next try';
        return { kind: 'refused', reason: 'credentials', detail };
      }
      case 'taken': {
        const theirs = await sessions.load();
        return theirs && isFresh(theirs)
          ? { kind: 'signed_in', session: theirs }
          : noAnswer('another process is signing in');
      }
    }
  };

  const logInNow = async (kept: KeptLogin, attempt: LoginTry): Promise<LoginTurn<SignInResult>> => {
    const value = await login.logIn(attempt);
    if (value.kind === 'signed_in') return signedIn(value);
    if (value.kind !== 'refused') return unchanged(value, kept);
    return { value, session: kept.session, verdict: value.reason, needsRest: kept.wasRefused };
  };

  /** Anything but a new token from the refresh leads to a full login. */
  const refreshNow = async (
    session: GatewaySession | null,
    kept: KeptLogin,
    attempt: LoginTry,
  ): Promise<LoginTurn<SignInResult>> => {
    if (!session?.refreshToken) return logInNow(kept, attempt);
    const value = await login.refresh(session.refreshToken, attempt);
    if (value.kind === 'signed_in') return signedIn(value);
    const isUseless = value.kind === 'unreachable' || isToBeLeftAlone(value);
    return isUseless ? unchanged(value, kept) : logInNow(kept, attempt);
  };

  const replace =
    (rejected: GatewaySession, how: 'refresh' | 'login'): Work =>
    async (kept, attempt) => {
      const { session } = kept;
      if (session && session.accessToken !== rejected.accessToken && isFresh(session)) {
        return unchanged({ kind: 'signed_in', session }, kept);
      }
      const turn =
        how === 'login'
          ? await logInNow(kept, attempt)
          : await refreshNow(session ?? rejected, kept, attempt);
      // Whoever comes next must sign in before its call, not after a rejection.
      return turn.value.kind === 'signed_in' ? turn : { ...turn, session: null };
    };

  return {
    getSession: (record) =>
      share(async () => {
        const stored = await sessions.load();
        if (stored && isFresh(stored)) return { kind: 'signed_in', session: stored };
        const work: Work = async (kept, attempt) =>
          kept.session && isFresh(kept.session)
            ? unchanged({ kind: 'signed_in', session: kept.session }, kept)
            : refreshNow(kept.session, kept, attempt);
        return inTurn(work, record);
      }),
    async renew(rejected, how, record) {
      // A flight that only read the rejected session back is no renewal.
      while (flight) {
        const joined = await flight;
        if (joined.kind === 'signed_in' && joined.session.accessToken !== rejected.accessToken) return joined;
      }
      return share(() => inTurn(replace(rejected, how), record));
    },
    async logIn(record) {
      while (flight) await flight;
      return share(() => inTurn(logInNow, record, true));
    },
  };
}

function signedIn(value: SignInResult & { kind: 'signed_in' }): LoginTurn<SignInResult> {
  return { value, session: value.session, verdict: 'accepted', needsRest: false };
}

/** The credentials were not put to the provider, or it said nothing to them. */
function unchanged(value: SignInResult, kept: KeptLogin): LoginTurn<SignInResult> {
  return { value, session: kept.session, verdict: null, needsRest: false };
}

function noAnswer(detail: string): SignInResult {
  return { kind: 'no_answer', detail, mayStartOver: false, retryAfterMs: null };
}
