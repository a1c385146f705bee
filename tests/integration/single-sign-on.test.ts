import { createSecretKey } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { encode } from 'next-auth/jwt';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { inScope } from '#db/client.ts';
import { auditLog } from '#db/schema/audit-log.ts';
import { authenticators } from '#db/schema/authenticators.ts';
import { identities } from '#db/schema/identities.ts';
import { sessions } from '#db/schema/sessions.ts';
import { users } from '#db/schema/users.ts';
import { findPerson } from '#server/auth/authorise.ts';
import { findAskedFactors, giveFactor } from '#server/auth/give-factor.ts';
import { findHalfSession } from '#server/auth/session.ts';
import { readSessionToken, type SessionToken } from '#server/auth/session-token.ts';
import { beginSetUp, draftTotp, setUpFactor } from '#server/auth/set-up-factor.ts';
import type { Runtime } from '#server/runtime/runtime.ts';
import { errandCookie, errandCookieName, readErrand } from '#server/single-sign-on/errand-cookie.ts';
import { comeFromProvider, leaveForProvider } from '#server/single-sign-on/handle-sign-on.ts';
import type { Errand } from '#server/single-sign-on/provider.ts';
import { finishSignOn, startSignOn } from '#server/single-sign-on/sign-on.ts';
import { unlink } from '#server/single-sign-on/unlink.ts';
import { type OpenIdProvider, startOpenIdProvider, type Token } from '#tests/gateways/openid/provider.ts';
import { queuedLetters, withMail } from '#tests/support/letters.ts';
import { createTenants, type Tenants, type TestPerson } from '#tests/support/tenants.ts';

let tenants: Tenants;
let provider: OpenIdProvider;
let runtime: Runtime;
beforeAll(async () => {
  tenants = await createTenants();
  provider = await startOpenIdProvider((uri) => uri === 'http://127.0.0.1:4300/api/sso/callback');
  runtime = withMail(tenants.runtime);
});
afterAll(async () => {
  await provider.close();
  await tenants.close();
});
beforeEach(() => {
  provider.twist = (token) => token;
  provider.announce = (metadata) => metadata;
  provider.isShy = false;
  // Each test meets a provider it has never asked before.
  runtime = { ...runtime, config: { ...runtime.config, sso: ssoAt(provider.issuer) } };
});

const ssoAt = (issuer: string) => ({
  ...{ issuer, clientId: provider.clientId, clientSecret: provider.clientSecret },
  ...{ label: 'Şirket hesabı', hosts: [] },
});

const NOBODY = { ok: false, error: 'nobody' };
const FAILED = { ok: false, error: 'failed' };

let drawn = 0;
/** Has somebody be signed in at the provider, under a name it never gave anybody. */
function be(email: string | undefined, ...told: unknown[]): string {
  const sub = `subject-${++drawn}`;
  provider.person = {
    sub,
    ...(email !== undefined && { email }),
    email_verified: told.length > 0 ? told[0] : true,
  };
  return sub;
}

/** From the button to the provider and back. */
async function leave(): Promise<{ errand: Errand; back: URL }> {
  const begun = await startSignOn(runtime);
  if (!begun.ok) throw new Error(begun.error);
  const answer = await fetch(begun.value.address, { redirect: 'manual' });
  return { errand: begun.value.errand, back: new URL(answer.headers.get('location') ?? '') };
}

async function signOn(): Promise<Awaited<ReturnType<typeof finishSignOn>>> {
  const { errand, back } = await leave();
  return finishSignOn(runtime, { query: back.search, errand, browser: 'Firefox' });
}

async function halfOf(): Promise<SessionToken> {
  const entered = await signOn();
  if (!entered.ok) throw new Error(entered.error);
  return { userId: entered.value.userId, secret: entered.value.sessionSecret };
}

async function enter(person: TestPerson): Promise<SessionToken> {
  const entered = await giveFactor(runtime, await halfOf(), { kind: 'totp', code: person.nextCode() });
  if (!entered.ok) throw new Error(entered.error);
  return { userId: entered.value.userId, secret: entered.value.sessionSecret };
}

const linksOf = (person: TestPerson) =>
  tenants.asOwner((db) => db.select().from(identities).where(eq(identities.userId, person.id)));
const sessionsOf = (person: TestPerson) =>
  tenants.asOwner((db) => db.select().from(sessions).where(eq(sessions.userId, person.id)));
const auditOf = async (person: TestPerson) =>
  (
    await tenants.asOwner((db) =>
      db.select().from(auditLog).where(eq(auditLog.actorId, person.id)).orderBy(auditLog.sequence),
    )
  ).map(({ action, result, data }) => ({ action, result, data }));
const lettersTo = async ({ email }: TestPerson) =>
  (await queuedLetters(tenants)).filter(({ to }) => to === email);

describe('single sign-on', () => {
  test('links an account by its verified address the first time, once its own second factor was given, and says so', async () => {
    const person = await tenants.person({ alfa: 'manager' });
    const subject = be(person.email.toUpperCase());
    const half = await halfOf();
    // Nothing is open, and nothing linked, on the provider's word alone.
    await expect(findPerson(runtime, half)).rejects.toThrow();
    expect(await findAskedFactors(runtime, half)).toEqual({ kinds: ['totp'], via: 'sso', isLinking: true });
    expect(await linksOf(person)).toEqual([]);
    const wrong = await giveFactor(runtime, half, { kind: 'totp', code: '000000' });
    expect(wrong).toEqual({ ok: false, error: 'wrong' });
    expect(await linksOf(person)).toEqual([]);

    const entered = await giveFactor(runtime, half, { kind: 'totp', code: person.nextCode() });
    if (!entered.ok) throw new Error(entered.error);
    const whole = { userId: entered.value.userId, secret: entered.value.sessionSecret };
    expect(await findPerson(runtime, whole)).toMatchObject({ person: { id: person.id } });
    await expect(findPerson(runtime, half)).rejects.toThrow();
    expect(await linksOf(person)).toMatchObject([{ issuer: provider.issuer, subject }]);
    expect(await auditOf(person)).toMatchObject([
      { action: 'sign_in', result: 'refused' },
      { action: 'sign_in', result: 'done', data: { factor: 'totp', by: 'sso' } },
      { action: 'sso.linked', result: 'done', data: { issuer: provider.issuer } },
    ]);
    expect((await lettersTo(person)).map(({ text }) => text)).toEqual([
      expect.stringContaining('Hesabım → Bağlantıyı kaldır'),
    ]);
  });

  test('knows a linked person by the provider’s name for them, whatever their address, and asks for the second factor each time', async () => {
    const person = await tenants.person({ alfa: 'manager' });
    const subject = be(person.email);
    await enter(person);
    provider.person = { sub: subject, email: 'moved@elsewhere.example', email_verified: false };
    const half = await halfOf();
    expect(await findAskedFactors(runtime, half)).toMatchObject({ via: 'sso', isLinking: false });
    await expect(findPerson(runtime, half)).rejects.toThrow();
    await enter(person);
    expect(await linksOf(person)).toHaveLength(1);
    expect(await lettersTo(person)).toHaveLength(1);
  });

  test('asks for the e-mail address where the provider tells it apart from the token', async () => {
    const person = await tenants.person({ alfa: 'manager' });
    be(person.email);
    provider.isShy = true;
    await enter(person);
    expect(await linksOf(person)).toHaveLength(1);
  });

  test('is taken away again by its owner, who hears of it; then the next time is a first one', async () => {
    const person = await tenants.person({ alfa: 'manager' });
    be(person.email);
    const token = await enter(person);
    await unlink(runtime, token);
    await unlink(runtime, token);
    expect(await linksOf(person)).toEqual([]);
    expect((await auditOf(person)).filter(({ action }) => action === 'sso.unlinked')).toHaveLength(1);
    expect(await lettersTo(person)).toHaveLength(2);
    expect(await findAskedFactors(runtime, await halfOf())).toMatchObject({ isLinking: true });
  });
});

describe('whom single sign-on lets in', () => {
  const count = async () => ({
    users: (await tenants.asOwner((db) => db.select().from(users))).length,
    sessions: (await tenants.asOwner((db) => db.select().from(sessions))).length,
    links: (await tenants.asOwner((db) => db.select().from(identities))).length,
  });

  test('is nobody who is not here already, and nothing is made of them', async () => {
    const before = await count();
    be('stranger@elsewhere.example');
    expect(await signOn()).toEqual(NOBODY);
    expect(await count()).toEqual(before);
  });

  test.each([[false], [undefined], ['true'], [1], [null]])(
    'is nobody whose address the provider says is verified: %j',
    async (isVerified) => {
      const person = await tenants.person({ alfa: 'manager' });
      be(person.email, isVerified);
      const before = await count();
      for (const isShy of [false, true]) {
        provider.isShy = isShy;
        expect(await signOn()).toEqual(NOBODY);
      }
      expect(await count()).toEqual(before);
    },
  );

  test('is nobody without an address, who is disabled, who has no second factor yet, or who is linked to another identity', async () => {
    const [person, gone, bare] = [
      await tenants.person({ alfa: 'manager' }),
      await tenants.person({ alfa: 'manager' }),
      await tenants.person({ alfa: 'manager' }, { hasFactor: false }),
    ];
    be(person.email);
    await enter(person);
    be(gone.email);
    await enter(gone);
    await tenants.asOwner((db) =>
      db.update(users).set({ disabledAt: tenants.runtime.clock.now() }).where(eq(users.id, gone.id)),
    );
    const before = await count();
    expect(await signOn()).toEqual(NOBODY);
    be(undefined);
    expect(await signOn()).toEqual(NOBODY);
    for (const { email } of [person, bare]) {
      be(email);
      expect(await signOn()).toEqual(NOBODY);
    }
    expect(await count()).toEqual(before);
    expect((await auditOf(person)).at(-1)).toMatchObject({
      ...{ action: 'sign_in', result: 'refused', data: { reason: 'another', by: 'sso' } },
    });
  });

  test('waits while the account is locked', async () => {
    const person = await tenants.person({ alfa: 'manager' });
    be(person.email);
    const lockedUntil = new Date(tenants.runtime.clock.now().getTime() + 60_000);
    await tenants.asOwner((db) => db.update(users).set({ lockedUntil }).where(eq(users.id, person.id)));
    expect(await signOn()).toEqual({ ok: false, error: 'locked' });
    expect(await sessionsOf(person)).toEqual([]);
  });

  test('sets no second factor up by it: whose was taken away has no password that anybody knows either', async () => {
    const person = await tenants.person({ alfa: 'manager' });
    be(person.email);
    const half = await halfOf();
    await tenants.asOwner((db) => db.delete(authenticators).where(eq(authenticators.userId, person.id)));
    expect(await beginSetUp(runtime, half)).toEqual({ ok: false, error: 'over' });
    const { sealed } = draftTotp(runtime, person);
    const factor = { kind: 'totp', draft: sealed, code: '000000' } as const;
    expect(await setUpFactor(runtime, half, factor)).toEqual({ ok: false, error: 'over' });
  });

  test('has one account for each identity, however many come at once', async () => {
    const [one, other] = [
      await tenants.person({ alfa: 'manager' }),
      await tenants.person({ alfa: 'manager' }),
    ];
    const subject = be(one.email);
    const first = await halfOf();
    // The provider gives the same name another address: only the first to be linked has it.
    provider.person = { sub: subject, email: other.email, email_verified: true };
    const second = await halfOf();
    const gave = (half: SessionToken, who: TestPerson) =>
      giveFactor(runtime, half, { kind: 'totp', code: who.nextCode() });
    const answers = await Promise.all([gave(first, one), gave(second, other)]);
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    expect([...(await linksOf(one)), ...(await linksOf(other))]).toHaveLength(1);
  });
});

describe('a token is believed only', () => {
  const seconds = () => Math.floor(Date.now() / 1000);
  const hmac = (token: Token): Token => ({
    ...token,
    header: { alg: 'HS256' },
    key: createSecretKey(Buffer.from(provider.clientSecret)),
  });
  const said = (more: Record<string, unknown>) => (token: Token) => ({
    ...token,
    claims: { ...token.claims, ...more },
  });

  test.each<[string, (token: Token) => Token]>([
    ['for this errand', said({ nonce: 'n'.repeat(43) })],
    ['for an errand at all', said({ nonce: undefined })],
    ['from this issuer', said({ iss: 'https://evil.example' })],
    ['for us', said({ aud: 'somebody-else' })],
    ['for us first, when for several', said({ aud: ['vezne', 'other'], azp: 'other' })],
    ['in its time', said({ iat: seconds() - 7200, exp: seconds() - 3600 })],
    ['with an end', said({ exp: undefined })],
    ['about somebody', said({ sub: undefined })],
    ['signed with a key that is published', (token) => ({ ...token, key: provider.strangeKey })],
    ['signed by a key we know', (token) => ({ ...token, header: { ...token.header, kid: 'k9' } })],
    ['signed at all', (token) => ({ ...token, header: { alg: 'none' } })],
    ['not signed with what we know too', hmac],
  ])('%s', async (_when, twist) => {
    const person = await tenants.person({ alfa: 'manager' });
    be(person.email);
    provider.twist = twist;
    expect(await signOn()).toEqual(FAILED);
    expect(await sessionsOf(person)).toEqual([]);
    expect(await auditOf(person)).toEqual([]);
  });
});

describe('who comes back', () => {
  const come = async (
    change: (query: URLSearchParams) => void,
    more: { errand?: Partial<Errand> | null } = {},
  ) => {
    const person = await tenants.person({ alfa: 'manager' });
    be(person.email);
    const { errand, back } = await leave();
    change(back.searchParams);
    const given = more.errand === null ? null : { ...errand, ...more.errand };
    const answer = await finishSignOn(runtime, { query: back.search, errand: given, browser: null });
    expect(await sessionsOf(person)).toHaveLength(answer.ok ? 1 : 0);
    return answer;
  };

  test('is heard with what they left with', async () => {
    expect(await come(() => {})).toMatchObject({ ok: true });
  });

  test.each<[string, (query: URLSearchParams) => void]>([
    ['another state', (query) => query.set('state', 's'.repeat(43))],
    ['no state', (query) => query.delete('state')],
    ['two states', (query) => query.append('state', 's'.repeat(43))],
    ['no code', (query) => query.delete('code')],
    ['another code', (query) => query.set('code', 'c'.repeat(32))],
    ['the word of another provider', (query) => query.set('iss', 'https://evil.example')],
    ['no word of the provider, which always gives it', (query) => query.delete('iss')],
    [
      'a refusal',
      (query) => {
        query.delete('code');
        query.set('error', 'access_denied');
      },
    ],
  ])('is not with %s', async (_what, change) => {
    expect(await come(change)).toEqual(FAILED);
  });

  test('is not without an errand, nor with that of another', async () => {
    expect(await come(() => {}, { errand: null })).toEqual(FAILED);
    expect(await come(() => {}, { errand: { verifier: 'v'.repeat(43) } })).toEqual(FAILED);
    expect(await come(() => {}, { errand: { nonce: 'n'.repeat(43) } })).toEqual(FAILED);
    expect(await come(() => {}, { errand: { state: 's'.repeat(43) } })).toEqual(FAILED);
  });

  test('is heard once', async () => {
    const person = await tenants.person({ alfa: 'manager' });
    be(person.email);
    const { errand, back } = await leave();
    const again = () => finishSignOn(runtime, { query: back.search, errand, browser: null });
    expect(await again()).toMatchObject({ ok: true });
    expect(await again()).toEqual(FAILED);
    expect(await sessionsOf(person)).toHaveLength(1);
  });

  test('has an errand that only we can seal, which is no session, nor a session an errand', async () => {
    const { config } = runtime;
    const errand = { state: 's'.repeat(43), nonce: 'n'.repeat(43), verifier: 'v'.repeat(43), goTo: '/alfa' };
    const cookie = await errandCookie(config, errand);
    expect(cookie).toContain('HttpOnly; SameSite=Lax');
    const sealed = new RegExp(`^${errandCookieName(config.publicUrl)}=([^;]+)`).exec(cookie)?.[1] ?? '';
    expect(await readErrand(sealed, config)).toEqual(errand);
    expect(await readSessionToken(() => sealed, config)).toBeNull();
    const session = await encode({ token: errand, secret: config.authSecret });
    expect(await readErrand(session, config)).toBeNull();
    expect(await readErrand(`${sealed.slice(0, -4)}AAAA`, config)).toBeNull();
    expect(await readErrand(sealed, { ...config, authSecret: 'x'.repeat(32) })).toBeNull();
    const leading = await errandCookie(config, { ...errand, goTo: '//evil.example' });
    expect((await readErrand(/=([^;]+)/.exec(leading)?.[1], config))?.goTo).toBe('/');
  });
});

describe('a browser', () => {
  const HERE = 'http://127.0.0.1:4300';
  /** What a browser keeps of an answer, as it sends it. */
  const kept = (answer: Response) =>
    answer.headers
      .getSetCookie()
      .map((cookie) => cookie.split(';', 1)[0])
      .join('; ');
  const open = (path: string, cookie = '') =>
    new Request(`${HERE}${path}`, {
      headers: { cookie, 'user-agent': 'Firefox', 'x-forwarded-for': '192.0.2.1' },
    });

  test('goes to the provider and comes back with a session that waits for the second factor, and on to where it wanted', async () => {
    const person = await tenants.person({ alfa: 'manager' });
    be(person.email);
    const left = await leaveForProvider(runtime, open('/api/sso/start?callbackUrl=%2Falfa%2Ftransactions'));
    expect(left.status).toBe(303);
    const away = new URL(left.headers.get('location') ?? '');
    expect(away.origin).toBe(provider.issuer);
    expect(Object.fromEntries(away.searchParams)).toMatchObject({
      ...{ response_type: 'code', client_id: 'vezne', scope: 'openid email', code_challenge_method: 'S256' },
      redirect_uri: `${HERE}/api/sso/callback`,
    });
    // Of the errand only what the provider has to say again is in the address.
    expect(away.href).not.toContain(provider.clientSecret);
    const back = (await fetch(away, { redirect: 'manual' })).headers.get('location') ?? '';
    const came = await comeFromProvider(runtime, open(back.slice(HERE.length), kept(left)));
    expect(came.headers.get('location')).toBe('/signin/factor?callbackUrl=%2Falfa%2Ftransactions');
    const token = await readSessionToken(
      (name) => new RegExp(`${name}=([^;]+)`).exec(kept(came))?.[1],
      runtime.config,
    );
    expect(await findAskedFactors(runtime, token)).toMatchObject({ via: 'sso' });
    await expect(findPerson(runtime, token)).rejects.toThrow();
    expect(came.headers.getSetCookie().join()).toMatch(/vezne\.errand=; Path=\/; Max-Age=0/);
    // Another browser, or the same once more, is nobody.
    for (const cookie of ['', kept(left), kept(came)]) {
      const again = await comeFromProvider(runtime, open(back.slice(HERE.length), cookie));
      expect(again.headers.get('location')).toMatch(/^\/signin\?sso=failed/);
      expect(again.headers.getSetCookie()).toHaveLength(1);
    }
  });

  test('is told why on the sign-in page, and never led elsewhere', async () => {
    be('stranger@elsewhere.example');
    const left = await leaveForProvider(runtime, open('/api/sso/start?callbackUrl=//evil.example'));
    const back = (await fetch(left.headers.get('location') ?? '', { redirect: 'manual' })).headers.get(
      'location',
    );
    const came = await comeFromProvider(runtime, open((back ?? '').slice(HERE.length), kept(left)));
    expect(came.headers.get('location')).toBe('/signin?sso=nobody');
    runtime = { ...runtime, config: { ...runtime.config, sso: ssoAt('http://127.0.0.1:9') } };
    const away = await leaveForProvider(runtime, open('/api/sso/start'));
    expect(away.headers.get('location')).toBe('/signin?sso=failed');
    runtime = { ...runtime, config: { ...runtime.config, sso: null } };
    expect((await leaveForProvider(runtime, open('/api/sso/start'))).status).toBe(404);
    expect((await comeFromProvider(runtime, open('/api/sso/callback'))).status).toBe(404);
  });
});

describe('what is asked for it', () => {
  test('is asked of the issuer alone: no other host, no private address, no redirect', async () => {
    const person = await tenants.person({ alfa: 'manager' });
    const other = await startOpenIdProvider();
    for (const field of ['token_endpoint', 'jwks_uri']) {
      be(person.email);
      const sso = ssoAt(provider.issuer);
      runtime = { ...runtime, config: { ...runtime.config, sso } };
      provider.announce = (metadata) => ({ ...metadata, [field]: `${other.issuer}/${field}` });
      expect(await signOn(), field).toEqual(FAILED);
    }
    expect(other.asked).toEqual({});
    await other.close();
    for (const issuer of ['https://10.0.0.1', 'https://169.254.169.254', 'https://localhost.invalid']) {
      const config = { ...runtime.config, sso: ssoAt(issuer) };
      expect(await startSignOn({ ...runtime, config }), issuer).toEqual(FAILED);
    }
    provider.announce = (metadata) => ({ ...metadata, issuer: 'https://evil.example' });
    const config = { ...runtime.config, sso: ssoAt(provider.issuer) };
    expect(await startSignOn({ ...runtime, config })).toEqual(FAILED);
  });

  test('is nothing where there is no provider', async () => {
    const config = { ...runtime.config, sso: null };
    const errand = { state: 's'.repeat(43), nonce: 'n'.repeat(43), verifier: 'v'.repeat(43) };
    expect(await startSignOn({ ...runtime, config })).toEqual(FAILED);
    const came = { query: '?code=x&state=y', errand, browser: null };
    expect(await finishSignOn({ ...runtime, config }, came)).toEqual(FAILED);
  });
});

test('a session keeps what it was begun with, and an identity whose it is', async () => {
  const person = await tenants.person({ alfa: 'manager' });
  be(person.email);
  const half = await halfOf();
  const changed = (columns: Partial<typeof sessions.$inferInsert>) =>
    inScope(runtime.db, { userId: person.id }, (tx) => tx.update(sessions).set(columns));
  await expect(changed({ via: 'password' })).rejects.toThrow();
  await expect(changed({ linkSubject: 'another' })).rejects.toThrow();
  const row = await inScope(runtime.db, { userId: person.id }, (tx) =>
    findHalfSession(tx, half, runtime.clock.now()),
  );
  expect(row?.row).toMatchObject({ via: 'sso', linkIssuer: provider.issuer });
});
