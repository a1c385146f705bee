import type { z } from 'zod';
import type { Clock } from '#server/kernel/time.ts';
import type { GatewaySession, RecordExchange } from '../terminal-gateway.ts';
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
  /** The provider's no to these credentials. */
  | { kind: 'refused'; detail: string }
  | { kind: 'unreachable'; detail: string }
  /** `mayStartOver`: the connection broke, so a login step may have been spent without its answer. */
  | { kind: 'no_answer'; detail: string; mayStartOver: boolean };

/** The login calls of the provider (§2.1 to §2.3), without any memory of what they brought. */
export type Login = {
  /** Authorize, then token. Started over once when the connection broke: the code in between works only once (F4). */
  logIn(record: RecordExchange): Promise<SignInResult>;
  /** Both published forms of a renewal, one after the other. A refresh token is kept when no new one comes. */
  refresh(refreshToken: string, record: RecordExchange): Promise<SignInResult>;
};

/** How to log in. */
export type LoginSettings = {
  credentials: IyzicoCredentials;
  deadlineMs: number;
  /** The documentation does not say which (§8). */
  requestTimestampUnit: 'seconds' | 'milliseconds';
};

/** Binds the login calls to one account. */
export function createLogin(settings: LoginSettings, deps: { client: Client; clock: Clock }): Login {
  const { client, clock } = deps;
  const { credentials, deadlineMs } = settings;
  const basic = Buffer.from(`${credentials.clientId}:${credentials.clientSecret}`).toString('base64');

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

  return {
    async logIn(record) {
      const first = await attemptLogin(record);
      return first.kind === 'no_answer' && first.mayStartOver ? attemptLogin(record) : first;
    },
    async refresh(refreshToken, record) {
      const form = { grant_type: 'refresh_token', refresh_token: refreshToken };
      const first = await requestToken('/in-store/oauth2/token', form, refreshToken, record);
      if (first.kind === 'signed_in' || first.kind === 'unreachable') return first;
      return requestToken('/in-store/oauth2/token/refresh', form, refreshToken, record);
    },
  };
}

function read<T>(
  schema: z.ZodType<T>,
  answer: Answer,
): { kind: 'read'; value: T } | Exclude<SignInResult, { kind: 'signed_in' }> {
  if (answer.kind === 'not_sent') return { kind: 'unreachable', detail: answer.detail };
  if (answer.kind === 'failed') {
    return { kind: 'no_answer', detail: answer.cause, mayStartOver: answer.cause === 'connection_lost' };
  }
  const { httpStatus } = answer;
  const detail = `HTTP ${httpStatus}`;
  if (httpStatus >= 400 && httpStatus < 500 && httpStatus !== 408 && httpStatus !== 429) {
    return { kind: 'refused', detail };
  }
  const parsed = schema.safeParse(answer.json);
  if (httpStatus < 200 || httpStatus > 299 || !parsed.success) {
    return { kind: 'no_answer', detail, mayStartOver: false };
  }
  return { kind: 'read', value: parsed.data };
}
