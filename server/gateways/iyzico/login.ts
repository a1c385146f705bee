import { z } from 'zod';
import type { Clock } from '#server/kernel/time.ts';
import { isClockOff } from '../clock-offset.ts';
import type { GatewaySession, LoginRefusal } from '../session-store.ts';
import type { RecordExchange } from '../terminal-gateway.ts';
import type { Answer, Client } from './client.ts';
import { authorizeAnswer, tokenAnswer } from './wire.ts';

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
  /** The provider's no to these credentials, or to the time that went with them. */
  | { kind: 'refused'; reason: LoginRefusal; detail: string }
  | { kind: 'unreachable'; detail: string }
  /**
   * `mayStartOver`: the connection broke, so a login step may have been spent without its answer. `retryAfterMs`: the
   * provider asked to be left alone for so long.
   */
  | { kind: 'no_answer'; detail: string; mayStartOver: boolean; retryAfterMs: number | null };

/** One try to sign in: where its calls are recorded, and when it must be over. */
export type LoginTry = { record: RecordExchange; endsAt: Date };

/** The login calls of the provider (§2.1 to §2.3), without any memory of what they brought. */
export type Login = {
  /** Authorize, then token. Started over once when the connection broke: the code in between works only once (F4). */
  logIn(attempt: LoginTry): Promise<SignInResult>;
  /** Both published forms of a renewal, one after the other. A refresh token is kept when no new one comes. */
  refresh(refreshToken: string, attempt: LoginTry): Promise<SignInResult>;
};

/** How to log in. */
export type LoginSettings = {
  credentials: IyzicoCredentials;
  /** Of each call. */
  deadlineMs: number;
  /** The documentation does not say which (§8). */
  requestTimestampUnit: 'seconds' | 'milliseconds';
};

type Form = Readonly<Record<string, string>>;

/** Binds the login calls to one account. */
export function createLogin(settings: LoginSettings, deps: { client: Client; clock: Clock }): Login {
  const { client, clock } = deps;
  const { credentials } = settings;
  const pair = Buffer.from(`${credentials.clientId}:${credentials.clientSecret}`).toString('base64');

  const post = (path: string, form: Form, basic: string | null, attempt: LoginTry): Promise<Answer> => {
    const leftMs = attempt.endsAt.getTime() - clock.now().getTime();
    if (leftMs <= 0) return Promise.resolve({ kind: 'failed', cause: 'deadline' });
    const deadlineMs = Math.min(settings.deadlineMs, leftMs);
    return client.postForm({ path, form, basic, deadlineMs }, attempt.record);
  };

  const attemptLogin = async (attempt: LoginTry): Promise<SignInResult> => {
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
    const answer = await post('/in-store/oauth2/authorize', form, null, attempt);
    const authorized = read(authorizeAnswer, answer);
    if (authorized.kind === 'refused') return { ...authorized, reason: reasonOf(answer) };
    if (authorized.kind !== 'read') return authorized;
    const { code } = authorized.value;
    return requestToken('/in-store/oauth2/token', { grant_type: 'authorization_code', code }, null, attempt);
  };

  const requestToken = async (
    path: string,
    form: Form,
    oldRefreshToken: string | null,
    attempt: LoginTry,
  ): Promise<SignInResult> => {
    // Counted from before the call, so that our idea of its end is never later than the provider's.
    const since = clock.now().getTime();
    const token = read(tokenAnswer, await post(path, form, pair, attempt));
    if (token.kind !== 'read') return token;
    const session = {
      accessToken: token.value.access_token,
      refreshToken: token.value.refresh_token || oldRefreshToken,
      expiresAt: new Date(since + token.value.expires_in * 1000),
    };
    return { kind: 'signed_in', session };
  };

  return {
    async logIn(attempt) {
      const first = await attemptLogin(attempt);
      return first.kind === 'no_answer' && first.mayStartOver ? attemptLogin(attempt) : first;
    },
    async refresh(refreshToken, attempt) {
      const form = { grant_type: 'refresh_token', refresh_token: refreshToken };
      const first = await requestToken('/in-store/oauth2/token', form, refreshToken, attempt);
      if (first.kind === 'signed_in' || first.kind === 'unreachable' || isToBeLeftAlone(first)) return first;
      return requestToken('/in-store/oauth2/token/refresh', form, refreshToken, attempt);
    },
  };
}

/** F5: whether the provider asked for a rest; whatever comes next would only be refused too. */
export function isToBeLeftAlone(result: SignInResult): result is SignInResult & { kind: 'no_answer' } {
  return result.kind === 'no_answer' && result.retryAfterMs !== null;
}

function read<T>(
  schema: z.ZodType<T>,
  answer: Answer,
): { kind: 'read'; value: T } | Exclude<SignInResult, { kind: 'signed_in' }> {
  if (answer.kind === 'not_sent') return { kind: 'unreachable', detail: answer.detail };
  if (answer.kind === 'failed') {
    const mayStartOver = answer.cause === 'connection_lost';
    return { kind: 'no_answer', detail: answer.cause, mayStartOver, retryAfterMs: null };
  }
  const { httpStatus } = answer;
  const detail = `HTTP ${httpStatus}`;
  if (httpStatus >= 400 && httpStatus < 500 && httpStatus !== 408 && httpStatus !== 429) {
    return { kind: 'refused', reason: 'credentials', detail };
  }
  const parsed = schema.safeParse(answer.json);
  if (httpStatus < 200 || httpStatus > 299 || !parsed.success) {
    return { kind: 'no_answer', detail, mayStartOver: false, retryAfterMs: answer.retryAfterMs };
  }
  return { kind: 'read', value: parsed.data };
}

const refusedAuthorize = z.object({ errorCode: z.string().nullish(), description: z.string().nullish() });

/** F15: whether the credentials were refused or the time that went with them; the codes for it are not published. */
function reasonOf(answer: Answer): LoginRefusal {
  if (answer.kind !== 'answered') return 'credentials';
  const said = refusedAuthorize.safeParse(answer.json).data;
  const isAboutTime = /time.?stamp|zaman/i.test(`${said?.errorCode} ${said?.description}`);
  return isAboutTime || isClockOff(answer.clockOffsetMs) ? 'clock' : 'credentials';
}
