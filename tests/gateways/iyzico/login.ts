import { json, type Reply } from '../shared/replies.ts';
import { nanosecondTime } from './istanbul.ts';
import { refusal } from './refusals.ts';
import type { GatewayClient, GatewaySettings } from './settings.ts';

type Issued = { clientId: string; expiresAt: number };

type LoginParts = {
  clients: readonly GatewayClient[];
  settings: GatewaySettings;
  now(): number;
  random(): number;
};

/** What a login call sends: the form, and the two headers that decide. */
export type LoginRequest = {
  form: ReadonlyMap<string, string>;
  authorization: string | undefined;
};

const authorizeFields = [
  'scope',
  'client_id',
  'client_secret',
  'response_type',
  'username',
  'password',
  'request_timestamp',
];

/** Codes and tokens, in memory only: after a restart every client has to log in again. */
export class Login {
  readonly #parts: LoginParts;
  readonly #codes = new Map<string, Issued>();
  readonly #access = new Map<string, Issued>();
  readonly #refresh = new Map<string, Issued>();

  constructor(parts: LoginParts) {
    this.#parts = parts;
  }

  /** `POST /in-store/oauth2/authorize`: all seven fields right, then a code that works once. */
  authorize(request: LoginRequest): Reply {
    const problem = this.#problemOf(request);
    if (problem) return json({ errorCode: problem.code, description: problem.description }, 401);
    const now = this.#parts.now();
    const { settings } = this.#parts;
    const code = this.#token('c');
    const expiresAt = now + settings.codeSeconds * 1000;
    this.#codes.set(code, { clientId: request.form.get('client_id') ?? '', expiresAt });
    const issuedAt = nanosecondTime(now, this.#parts.random);
    return json({ code, issuedAt, expiredAt: nanosecondTime(expiresAt, this.#parts.random) });
  }

  /** `POST /in-store/oauth2/token`: a code or a refresh token becomes an access token. */
  token(request: LoginRequest): Reply {
    const clientId = this.#basicClient(request.authorization);
    if (clientId === null) return json({ error: 'invalid_client' }, 401);
    const grant = request.form.get('grant_type');
    const isCode = grant === 'authorization_code' && hasExactly(request.form, ['grant_type', 'code']);
    const isRefresh = grant === 'refresh_token' && hasExactly(request.form, ['grant_type', 'refresh_token']);
    if (!isCode && !isRefresh) return json({ error: 'invalid_request' }, 400);
    const spent = isCode
      ? this.#spend(this.#codes, request.form.get('code'), clientId)
      : this.#spend(this.#refresh, request.form.get('refresh_token'), clientId);
    return spent ? this.#issue(clientId) : json({ error: 'invalid_grant' }, 400);
  }

  /** `POST /in-store/oauth2/token/refresh`: as above, but knows only 401 as failure. */
  refresh(request: LoginRequest): Reply {
    const clientId = this.#basicClient(request.authorization);
    if (clientId === null) return json({ error: 'invalid_client' }, 401);
    const { form } = request;
    const isWellFormed =
      form.get('grant_type') === 'refresh_token' && hasExactly(form, ['grant_type', 'refresh_token']);
    if (!isWellFormed) return json({ error: 'invalid_request' }, 401);
    const spent = this.#spend(this.#refresh, form.get('refresh_token'), clientId);
    return spent ? this.#issue(clientId) : json({ error: 'invalid_grant' }, 401);
  }

  /** The client behind a bearer header; throws 100310 for an unknown token, 100311 for an expired one. */
  bearer(authorization: string | undefined): GatewayClient {
    const token = /^Bearer ([\w.-]+)$/.exec(authorization ?? '')?.[1];
    const issued = token === undefined ? undefined : this.#access.get(token);
    const client = this.#parts.clients.find((candidate) => candidate.clientId === issued?.clientId);
    if (!issued || !client) throw refusal('100310', undefined, 401);
    if (issued.expiresAt <= this.#parts.now()) throw refusal('100311', undefined, 401);
    return client;
  }

  /** Every access token is from now on answered as expired; refresh tokens still work. */
  expireAll(): void {
    for (const issued of this.#access.values()) issued.expiresAt = 0;
  }

  /** Nothing issued so far is known any more: only a full login helps. */
  revokeAll(): void {
    this.#codes.clear();
    this.#access.clear();
    this.#refresh.clear();
  }

  #problemOf({ form, authorization }: LoginRequest): { code: string; description: string } | null {
    if (!hasExactly(form, authorizeFields) || authorization !== undefined) {
      return { code: 'invalid_request', description: `exactly these fields: ${authorizeFields.join(', ')}` };
    }
    const isFixed = form.get('scope') === 'iyzipayApiGateway' && form.get('response_type') === 'code';
    if (!isFixed) return { code: 'invalid_scope', description: 'scope or response_type is not known' };
    if (!isTimely(form.get('request_timestamp') ?? '', this.#parts.settings, this.#parts.now())) {
      return { code: 'invalid_request', description: 'request_timestamp is not the present time' };
    }
    const client = this.#parts.clients.find((candidate) => candidate.clientId === form.get('client_id'));
    if (!client || client.clientSecret !== form.get('client_secret')) {
      return { code: 'invalid_client', description: 'client is not known' };
    }
    if (client.username !== form.get('username') || client.password !== form.get('password')) {
      return { code: 'invalid_user', description: 'username or password is wrong' };
    }
    return null;
  }

  #basicClient(authorization: string | undefined): string | null {
    const encoded = /^Basic ([A-Za-z0-9+/=]+)$/.exec(authorization ?? '')?.[1];
    const pair = Buffer.from(encoded ?? '', 'base64').toString('utf8');
    const client = this.#parts.clients.find(
      (candidate) => pair === `${candidate.clientId}:${candidate.clientSecret}`,
    );
    return client?.clientId ?? null;
  }

  #spend(issued: Map<string, Issued>, token: string | undefined, clientId: string): boolean {
    const found = issued.get(token ?? '');
    if (!found || found.clientId !== clientId) return false;
    issued.delete(token ?? '');
    return found.expiresAt > this.#parts.now();
  }

  #issue(clientId: string): Reply {
    const { settings } = this.#parts;
    const now = this.#parts.now();
    const accessToken = `${this.#token('h')}.${this.#token('p')}.${this.#token('s')}`;
    const refreshToken = this.#token('r');
    this.#access.set(accessToken, { clientId, expiresAt: now + settings.accessTokenSeconds * 1000 });
    this.#refresh.set(refreshToken, { clientId, expiresAt: now + settings.refreshTokenSeconds * 1000 });
    return json({
      access_token: accessToken,
      refresh_token: refreshToken,
      scope: 'iyzipayApiGateway',
      token_type: 'Bearer',
      expires_in: settings.accessTokenSeconds,
    });
  }

  #token(prefix: string): string {
    let token = prefix;
    while (token.length < 32) token += Math.floor(this.#parts.random() * 36).toString(36);
    return token;
  }
}

function hasExactly(form: ReadonlyMap<string, string>, names: readonly string[]): boolean {
  return form.size === names.length && names.every((name) => (form.get(name) ?? '') !== '');
}

function isTimely(timestamp: string, settings: GatewaySettings, now: number): boolean {
  if (!/^\d{1,16}$/.test(timestamp)) return false;
  if (settings.requestTimestampToleranceSeconds === 0) return true;
  const sentAt = Number(timestamp) * (settings.requestTimestampUnit === 'seconds' ? 1000 : 1);
  return Math.abs(sentAt - now) <= settings.requestTimestampToleranceSeconds * 1000;
}
