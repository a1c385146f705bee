import * as client from 'openid-client';
import type { SsoConfig } from '#server/config/config.ts';
import { createHttpTransport } from '#server/gateways/http.ts';
import { err, ok, type Result } from '#server/kernel/result.ts';

/** What a browser is sent to the provider with, and has to come back with: none of it leaves this process but sealed. */
export type Errand = { state: string; nonce: string; verifier: string };

/** Whom the provider says it is. `email` only when the provider says that it is verified. */
export type Identity = { issuer: string; subject: string; email: string | null };

/** `cancelled`: by the person, or the provider refused them. `failed`: something did not fit or could not be reached; `why` names it. */
export type ProviderFailure = { kind: 'cancelled' } | { kind: 'failed'; why: string };

const DEADLINE_MS = 10_000;
const MAX_BYTES = 256 * 1024;
/** What a provider says of its addresses and keys is read anew after this long. */
const KNOWN_FOR_MS = 60 * 60_000;

type Known = { configuration: Promise<client.Configuration>; at: number };

const known = new WeakMap<SsoConfig, Known>();

/** Where a browser is sent to be told who somebody is (authorization code with PKCE, OpenID Connect Core §3.1). Throws when the provider is away. */
export async function beginErrand(
  sso: SsoConfig,
  redirectUri: string,
): Promise<{ address: string; errand: Errand }> {
  const errand = {
    state: client.randomState(),
    nonce: client.randomNonce(),
    verifier: client.randomPKCECodeVerifier(),
  };
  const address = client.buildAuthorizationUrl(await configurationOf(sso), {
    redirect_uri: redirectUri,
    scope: 'openid email',
    code_challenge: await client.calculatePKCECodeChallenge(errand.verifier),
    code_challenge_method: 'S256',
    state: errand.state,
    nonce: errand.nonce,
  });
  return { address: address.href, errand };
}

/**
 * Whom the provider says it is that came back to `address`: its code is redeemed once, and the ID token must be for us, from this
 * issuer, for this errand, in time, and signed with a key the provider publishes.
 */
export async function endErrand(
  sso: SsoConfig,
  address: URL,
  { state, nonce, verifier }: Errand,
): Promise<Result<Identity, ProviderFailure>> {
  try {
    const configuration = await configurationOf(sso);
    const tokens = await client.authorizationCodeGrant(configuration, address, {
      expectedState: state,
      expectedNonce: nonce,
      pkceCodeVerifier: verifier,
      idTokenExpected: true,
    });
    const claims = tokens.claims();
    if (!claims) return err({ kind: 'failed', why: 'no ID token' });
    // Some providers tell of the e-mail address only there.
    const more =
      claims.email === undefined && configuration.serverMetadata().userinfo_endpoint
        ? await client.fetchUserInfo(configuration, tokens.access_token, claims.sub)
        : claims;
    const isVerified = more.email_verified === true && typeof more.email === 'string';
    return ok({ issuer: claims.iss, subject: claims.sub, email: isVerified ? String(more.email) : null });
  } catch (error) {
    if (error instanceof client.AuthorizationResponseError) return err({ kind: 'cancelled' });
    // Its message may repeat what the provider said: the code of it is a word of the library's own.
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    return err({ kind: 'failed', why: typeof code === 'string' ? code : 'unreachable or unreadable' });
  }
}

async function configurationOf(sso: SsoConfig): Promise<client.Configuration> {
  const before = known.get(sso);
  if (before && Date.now() - before.at < KNOWN_FOR_MS) return before.configuration;
  const configuration = discover(sso);
  known.set(sso, { configuration, at: Date.now() });
  // One that could not be reached is asked again by whoever comes next.
  configuration.catch(() => known.delete(sso));
  return configuration;
}

async function discover({ issuer, clientId, clientSecret, hosts }: SsoConfig): Promise<client.Configuration> {
  const server = new URL(issuer);
  // Plain http only on this machine: the transport knows, and nothing else leaves.
  const execute = [
    client.enableNonRepudiationChecks,
    ...(server.protocol === 'http:' ? [client.allowInsecureRequests] : []),
  ];
  const through = fetchThrough([server.host, ...hosts]);
  const options = { execute, [client.customFetch]: through };
  const found = await client.discovery(server, clientId, clientSecret, undefined, options);
  const ways = found.serverMetadata().token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
  if (ways.includes('client_secret_post')) return found;
  // What every provider has to know unless it says otherwise (OpenID Connect Discovery §3).
  const basic = new client.Configuration(
    found.serverMetadata(),
    clientId,
    clientSecret,
    client.ClientSecretBasic(clientSecret),
  );
  basic[client.customFetch] = through;
  for (const apply of execute) apply(basic);
  return basic;
}

/** The library's calls through our own door: to these hosts alone, not to private addresses, without redirects. */
function fetchThrough(allowedHosts: readonly string[]): client.CustomFetch {
  const http = createHttpTransport({ allowedHosts });
  return async (url, { method, headers, body }) => {
    const call = { url, headers, deadlineMs: DEADLINE_MS, maxBytes: MAX_BYTES };
    const reply =
      method === 'POST' ? await http.post({ ...call, body: String(body ?? '') }) : await http.get(call);
    if (reply.kind !== 'answered') throw new Error(`single sign-on: ${reply.kind}`);
    return new Response(reply.body || null, { status: reply.status, headers: reply.headers });
  };
}
