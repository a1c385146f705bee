import { encode } from 'next-auth/jwt';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { ActionResult, ActionState } from '#server/auth/action-state.ts';
import { type Context, NotFound } from '#server/auth/context.ts';
import { confirmFactor } from '#server/auth/give-factor.ts';
import { createRateLimit, type RateLimit } from '#server/auth/rate-limit.ts';
import { withReadContext } from '#server/auth/read-context.ts';
import { type ActionCall, type ActionDefinition, keyAndParams, runAction } from '#server/auth/run-action.ts';
import { endSession } from '#server/auth/session.ts';
import { sessionCookieName } from '#server/auth/session-cookie.ts';
import { type SessionToken, toClaims } from '#server/auth/session-token.ts';
import { messageKey } from '#server/i18n/message-key.ts';
import { err, ok } from '#server/kernel/result.ts';
import { setRuntime } from '#server/runtime/runtime.ts';
import { createTenants, type Tenants } from '#tests/support/tenants.ts';

let tenants: Tenants;
let manager: SessionToken;
let support: SessionToken;
beforeAll(async () => {
  tenants = await createTenants();
  setRuntime(tenants.runtime);
  manager = await signedInAs('manager');
  support = await signedInAs('support');
});
afterAll(() => tenants.close());

const ORIGIN = 'http://127.0.0.1:4300';

async function signedInAs(role: 'manager' | 'support'): Promise<SessionToken> {
  return tenants.signIn(await tenants.person({ alfa: role }));
}

function formOf(fields: Record<string, string>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  return form;
}

const schema = z.object({
  amount: z.string().regex(/^\d+$/, { error: messageKey('sale.problem.amountMissing') }),
  note: z.string().max(5).optional(),
});

type Input = z.output<typeof schema>;

/** What reached the verb. */
let done: Input[];
let limit: RateLimit;
beforeEach(() => {
  done = [];
  limit = createRateLimit({ burst: 20, perMinute: 60 });
});

const definition: ActionDefinition<'sale:start', typeof schema, { amount: string }> = {
  permission: 'sale:start',
  schema,
  verb: async (_ctx, input) => {
    done.push(input);
    return ok({ amount: input.amount });
  },
};

async function call(
  overrides: Partial<ActionCall> = {},
  verb: (
    ctx: Context<'sale:start'>,
    input: Input,
  ) => Promise<ActionResult<{ amount: string }>> = definition.verb,
  asks: { freshFactor?: true } = {},
): Promise<ActionState<{ amount: string }>> {
  return runAction(
    { ...definition, ...asks, verb },
    { origin: ORIGIN, token: manager, merchantSlug: 'alfa', form: formOf({ amount: '5' }), ...overrides },
    {
      runtime: tenants.runtime,
      limit,
      say: (sentence) => {
        const { key, params } = keyAndParams(sentence);
        return [key, ...Object.values(params)].join(' ');
      },
      rethrow: (error) => {
        if (error instanceof Redirect) throw error;
      },
    },
  );
}

class Redirect extends Error {}

describe('a server action', () => {
  test('hands the verb a context for its permission and the parsed form, and answers with its value', async () => {
    const answer = await call({}, async (ctx, input) => {
      expect(ctx).toMatchObject({ permission: 'sale:start', merchant: { slug: 'alfa' } });
      return ok(input);
    });
    expect(answer).toEqual({ status: 'done', value: { amount: '5' } });
  });

  test.each([[null], ['null'], ['https://evil.example'], ['http://127.0.0.1:4301'], ['']])(
    'does nothing for the origin %j',
    async (origin) => {
      expect(await call({ origin })).toMatchObject({
        status: 'error',
        formError: `refusal.badOrigin ${ORIGIN}`,
      });
      expect(done).toEqual([]);
    },
  );

  test('does nothing without a session, and keeps what was written', async () => {
    expect(await call({ token: null })).toEqual({
      status: 'error',
      formError: 'refusal.signedOut',
      values: { amount: '5' },
    });
    const token = await signedInAs('manager');
    await endSession(tenants.runtime, token);
    expect(await call({ token })).toMatchObject({ formError: 'refusal.signedOut' });
    expect(done).toEqual([]);
  });

  test('does nothing for a merchant that is not the person’s, or a role without the permission', async () => {
    expect(await call({ merchantSlug: 'beta' })).toMatchObject({ formError: 'refusal.notFound' });
    expect(await call({ token: support })).toMatchObject({ formError: 'refusal.forbidden' });
    expect(done).toEqual([]);
  });

  test.each([
    ['a number for a merchant', { merchantSlug: 7 }],
    ['an object for a merchant', { merchantSlug: { toString: () => 'alfa' } }],
    ['no form', { form: undefined }],
    ['an object for a form', { form: { amount: '5' } }],
  ])('does nothing with %s', async (_what, overrides) => {
    expect(await call(overrides)).toMatchObject({ formError: 'refusal.malformed' });
    expect(done).toEqual([]);
  });

  test('says beside each field what is wrong with it, and keeps what was written', async () => {
    expect(await call({ form: formOf({ amount: '1e3', note: 'too long' }) })).toEqual({
      status: 'error',
      fieldErrors: { amount: ['sale.problem.amountMissing'], note: ['refusal.field.tooLong'] },
      values: { amount: '1e3', note: 'too long' },
    });
    expect(await call({ form: formOf({}) })).toMatchObject({
      fieldErrors: { amount: ['refusal.field.missing'] },
    });
    expect(done).toEqual([]);
  });

  test('refuses a field that was sent twice', async () => {
    const form = formOf({ amount: '5' });
    form.append('amount', '50');
    expect(await call({ form })).toMatchObject({ fieldErrors: { amount: ['refusal.field.twice'] } });
    expect(done).toEqual([]);
  });

  test('is not moved by fields named after prototype members', async () => {
    await call({ form: formOf({ amount: '5', __proto__x: '1', constructor: '2', 'a.b': '3' }) });
    const form = formOf({ amount: '6' });
    form.append('__proto__', '{"isAdmin":true}');
    await call({ form });
    expect(done).toEqual([{ amount: '5' }, { amount: '6' }]);
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
  });

  test('slows a person down that sends without end, but no one else', async () => {
    const answers = [];
    for (let n = 0; n < 22; n++) answers.push(await call());
    expect(answers.filter((answer) => answer.status === 'done')).toHaveLength(20);
    expect(answers.at(-1)).toMatchObject({ formError: 'refusal.tooFast' });
    expect(await call({ token: await signedInAs('manager') })).toMatchObject({ status: 'done' });
    tenants.clock.advance(1000);
    expect(await call()).toMatchObject({ status: 'done' });
  });

  test('says why the verb did not do it', async () => {
    const answer = await call({}, async () =>
      err({
        formError: { key: 'refusal.unexpected', params: { code: 'X' } },
        fieldErrors: { amount: 'refusal.field.tooLong', note: ['refusal.field.invalid'] },
      }),
    );
    expect(answer).toEqual({
      status: 'error',
      formError: 'refusal.unexpected X',
      fieldErrors: { amount: ['refusal.field.tooLong'], note: ['refusal.field.invalid'] },
      values: { amount: '5' },
    });
  });

  test('turns a thing that is not there into a sentence', async () => {
    const answer = await call({}, async () => {
      throw new NotFound();
    });
    expect(answer).toMatchObject({ formError: 'refusal.notFound' });
  });

  test('shows a code and nothing else when something unforeseen happens', async () => {
    const answer = await call({}, async () => {
      throw new Error('secret detail at /srv/app/x.ts:12');
    });
    expect(answer.formError).toMatch(/^refusal\.unexpected [0-9A-F]{10}$/);
    expect(JSON.stringify(answer)).not.toMatch(/secret|\.ts/);
  });

  test('that is grave asks for a fresh factor, keeps what was written, and is done once there is one', async () => {
    const person = await tenants.person({ alfa: 'manager' });
    const token = await tenants.signIn(person);
    const grave = () => call({ token }, definition.verb, { freshFactor: true });
    tenants.clock.advance(5 * 60_000 + 1);
    expect(await grave()).toEqual({
      ...{ status: 'error', formError: 'refusal.notFresh', needsFactor: ['totp'] },
      values: { amount: '5' },
    });
    expect(done).toEqual([]);
    // What is not grave goes on.
    expect(await call({ token })).toMatchObject({ status: 'done' });
    await confirmFactor(tenants.runtime, token, { kind: 'totp', code: person.nextCode() });
    expect(await grave()).toMatchObject({ status: 'done' });
    expect(done).toHaveLength(2);
  });

  test('lets the framework’s own signals through', async () => {
    const redirecting = call({}, async () => {
      throw new Redirect();
    });
    await expect(redirecting).rejects.toThrow(Redirect);
  });
});

describe('a read of a route handler', () => {
  async function cookieFor(token: SessionToken): Promise<string> {
    const { authSecret, publicUrl } = tenants.runtime.config;
    return `${sessionCookieName(publicUrl)}=${await encode({ token: toClaims(token), secret: authSecret })}`;
  }

  function read(
    headers: Record<string, string>,
    slug = 'alfa',
    handler = async () => Response.json({ ok: 1 }),
  ) {
    const request = new Request(`${ORIGIN}/api/live/${slug}`, { headers });
    return withReadContext(request, slug, 'sale:start', handler);
  }

  async function outcome(response: Response) {
    return [response.status, await response.json(), response.headers.get('cache-control')];
  }

  const NO_STORE = 'private, no-store';

  test('answers the person and lets nothing be cached', async () => {
    const answer = await read({ cookie: `other=1; ${await cookieFor(manager)}; more=2` });
    expect(await outcome(answer)).toEqual([200, { ok: 1 }, NO_STORE]);
  });

  test.each([
    ['nothing', {}],
    ['an empty cookie', { cookie: 'vezne.session=' }],
    ['a made-up cookie', { cookie: 'vezne.session=eyJhbGciOiJub25lIn0.e30.' }],
    ['a broken cookie', { cookie: 'vezne.session=%E0%A4%A; =;;; vezne.session' }],
    ['64 kB of cookie', { cookie: `vezne.session=${'A'.repeat(65_536)}` }],
    ['a malformed bearer', { authorization: 'Bearer %E0%A4%A' }],
    ['an empty bearer', { authorization: 'Bearer ' }],
  ])('is 401 with %s', async (_what, headers) => {
    expect(await outcome(await read(headers))).toEqual([401, { error: 'not_signed_in' }, NO_STORE]);
  });

  test('is 401 with a token in the Authorization header, which no page of ours sends', async () => {
    const [, token] = (await cookieFor(manager)).split('=');
    expect((await read({ authorization: `Bearer ${token}` })).status).toBe(401);
  });

  test('is 401 with a token sealed by another secret, or without the session’s secret', async () => {
    const forged = await encode({ token: toClaims(manager), secret: 'another secret of enough characters' });
    expect((await read({ cookie: `vezne.session=${forged}` })).status).toBe(401);
    const { authSecret } = tenants.runtime.config;
    for (const token of [{ uid: manager.userId }, { sub: manager.userId, role: 'manager' }]) {
      const half = await encode({ token, secret: authSecret });
      expect((await read({ cookie: `vezne.session=${half}` })).status).toBe(401);
    }
  });

  test('is 403 without the permission, 404 at another merchant or for a thing that is not there', async () => {
    expect(await outcome(await read({ cookie: await cookieFor(support) }))).toEqual([
      403,
      { error: 'forbidden' },
      NO_STORE,
    ]);
    const cookie = await cookieFor(manager);
    expect(await outcome(await read({ cookie }, 'beta'))).toEqual([404, { error: 'not_found' }, NO_STORE]);
    const missing = read({ cookie }, 'alfa', async () => {
      throw new NotFound();
    });
    expect((await missing).status).toBe(404);
  });

  test('is 500 with a code and no detail when something unforeseen happens', async () => {
    const answer = await read({ cookie: await cookieFor(manager) }, 'alfa', async () => {
      throw new Error('secret detail');
    });
    expect(answer.status).toBe(500);
    expect(await answer.json()).toEqual({
      error: 'unexpected',
      code: expect.stringMatching(/^[0-9A-F]{10}$/),
    });
  });
});
