import { createHash, createHmac, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Who is signed in at the provider. */
export type ProviderPerson = { sub: string; email?: string; email_verified?: unknown };

/** What a token says, and how it is signed: a test changes some of it. */
export type Token = { header: Record<string, unknown>; claims: Record<string, unknown>; key: KeyObject };

/** A provider of single sign-on on this machine, and what a test makes of it. */
export type OpenIdProvider = {
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** Who is signed in there. */
  person: ProviderPerson;
  /** Changes the ID token before it is signed. */
  twist: (token: Token) => Token;
  /** Changes what the provider says of itself. */
  announce: (metadata: Record<string, unknown>) => Record<string, unknown>;
  /** Whether the e-mail address is told at the userinfo endpoint alone. */
  isShy: boolean;
  /** A key that is published nowhere. */
  strangeKey: KeyObject;
  /** How often each endpoint was asked. */
  asked: Record<string, number>;
  close(): Promise<void>;
};

type Grant = { nonce: string; challenge: string; redirectUri: string };

/**
 * A provider that does what OpenID Connect Core §3.1 and RFC 7636 ask of one, with everybody signed in already. Written from the
 * specifications; it shares no code with the product.
 */
export async function startOpenIdProvider(
  allowedRedirect: (uri: string) => boolean = () => true,
  port = 0,
): Promise<OpenIdProvider> {
  const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const grants = new Map<string, Grant>();
  const tokens = new Map<string, ProviderPerson>();
  const provider: OpenIdProvider = {
    issuer: '',
    clientId: 'vezne',
    clientSecret: randomBytes(24).toString('hex'),
    person: { sub: 'nobody' },
    twist: (token) => token,
    announce: (metadata) => metadata,
    isShy: false,
    strangeKey: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey,
    asked: {},
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };

  const answer = (response: ServerResponse, status: number, body: object) => {
    response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
    response.end(JSON.stringify(body));
  };

  const routes: Record<
    string,
    (request: IncomingMessage, response: ServerResponse, url: URL) => Promise<void> | void
  > = {
    '/.well-known/openid-configuration': (_request, response) =>
      answer(
        response,
        200,
        provider.announce({
          issuer: provider.issuer,
          authorization_endpoint: `${provider.issuer}/authorize`,
          token_endpoint: `${provider.issuer}/token`,
          jwks_uri: `${provider.issuer}/jwks`,
          userinfo_endpoint: `${provider.issuer}/userinfo`,
          response_types_supported: ['code'],
          subject_types_supported: ['public'],
          id_token_signing_alg_values_supported: ['RS256'],
          authorization_response_iss_parameter_supported: true,
          code_challenge_methods_supported: ['S256'],
        }),
      ),
    '/jwks': (_request, response) =>
      answer(response, 200, {
        keys: [{ ...keys.publicKey.export({ format: 'jwk' }), kid: 'k1', use: 'sig', alg: 'RS256' }],
      }),
    '/authorize': (_request, response, { searchParams: asked }) => {
      const redirectUri = asked.get('redirect_uri') ?? '';
      const isWhole =
        asked.get('response_type') === 'code' &&
        asked.get('client_id') === provider.clientId &&
        asked.get('code_challenge_method') === 'S256' &&
        asked.get('scope')?.split(' ').includes('openid') &&
        allowedRedirect(redirectUri);
      if (!isWhole) return answer(response, 400, { error: 'invalid_request' });
      const code = randomBytes(24).toString('base64url');
      const [nonce, challenge] = [asked.get('nonce') ?? '', asked.get('code_challenge') ?? ''];
      grants.set(code, { nonce, challenge, redirectUri });
      const back = new URL(redirectUri);
      back.search = String(
        new URLSearchParams({ code, state: asked.get('state') ?? '', iss: provider.issuer }),
      );
      response.writeHead(302, { location: back.href }).end();
    },
    '/token': async (request, response) => {
      const form = new URLSearchParams(await bodyOf(request));
      const [, given = ''] = /^Basic (.+)$/.exec(request.headers.authorization ?? '') ?? [];
      const [id, secret] = Buffer.from(given, 'base64').toString().split(':').map(decodeURIComponent);
      if (id !== provider.clientId || secret !== provider.clientSecret)
        return answer(response, 401, { error: 'invalid_client' });
      const code = form.get('code') ?? '';
      const grant = grants.get(code);
      grants.delete(code);
      const challenge = createHash('sha256')
        .update(form.get('code_verifier') ?? '')
        .digest('base64url');
      const fits = grant?.challenge === challenge && grant.redirectUri === form.get('redirect_uri');
      if (!grant || !fits || form.get('grant_type') !== 'authorization_code')
        return answer(response, 400, { error: 'invalid_grant' });
      const accessToken = randomBytes(24).toString('base64url');
      tokens.set(accessToken, { ...provider.person });
      const seconds = Math.floor(Date.now() / 1000);
      const { sub, ...about } = provider.person;
      const token = provider.twist({
        header: { alg: 'RS256', kid: 'k1', typ: 'JWT' },
        claims: {
          ...{ iss: provider.issuer, sub, aud: provider.clientId, iat: seconds, exp: seconds + 300 },
          nonce: grant.nonce,
          ...(!provider.isShy && about),
        },
        key: keys.privateKey,
      });
      answer(response, 200, {
        access_token: accessToken,
        token_type: 'Bearer',
        expires_in: 300,
        id_token: signed(token),
      });
    },
    '/userinfo': (request, response) => {
      const person = tokens.get(/^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '');
      return person ? answer(response, 200, person) : answer(response, 401, { error: 'invalid_token' });
    },
  };

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', provider.issuer);
    provider.asked[url.pathname] = (provider.asked[url.pathname] ?? 0) + 1;
    const route = routes[url.pathname];
    if (!route) return answer(response, 404, { error: 'not_found' });
    void Promise.resolve(route(request, response, url)).catch(() => response.destroy());
  });
  await new Promise<void>((ready) => server.listen(port, '127.0.0.1', ready));
  provider.issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return provider;
}

function signed({ header, claims, key }: Token): string {
  const part = (content: object) => Buffer.from(JSON.stringify(content)).toString('base64url');
  const said = `${part(header)}.${part(claims)}`;
  const seal =
    key.type === 'secret'
      ? createHmac('sha256', key).update(said).digest()
      : sign('RSA-SHA256', Buffer.from(said), key);
  return `${said}.${seal.toString('base64url')}`;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
