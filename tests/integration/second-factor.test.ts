import { asc, eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inScope } from '#db/client.ts';
import { listAuthenticators } from '#db/queries/authenticators.ts';
import { auditLog } from '#db/schema/audit-log.ts';
import { authenticators } from '#db/schema/authenticators.ts';
import { recoveryCodes } from '#db/schema/recovery-codes.ts';
import { sessions } from '#db/schema/sessions.ts';
import { authorise, findPerson } from '#server/auth/authorise.ts';
import { NotSignedIn } from '#server/auth/context.ts';
import { isFresh } from '#server/auth/fresh-factor.ts';
import { askPasskey, confirmFactor, findAskedFactors, giveFactor } from '#server/auth/give-factor.ts';
import { hashSessionSecret, type SessionToken } from '#server/auth/session-token.ts';
import { beginSetUp, finishSetUp, setUpFactor } from '#server/auth/set-up-factor.ts';
import { signIn } from '#server/auth/sign-in.ts';
import { findWatchedMerchants } from '#server/auth/watched-merchants.ts';
import { codeOfStep, stepAt } from '#tests/gateways/authenticator/totp-code.ts';
import { createTenants, PASSWORD, type Tenants, type TestPerson } from '#tests/support/tenants.ts';

let tenants: Tenants;
beforeAll(async () => {
  tenants = await createTenants();
});
afterAll(() => tenants.close());

const MINUTE = 60_000;
const LOCKED = { ok: false, error: 'locked' };
const OVER = { ok: false, error: 'over' };

const give = (token: SessionToken, code: string) =>
  giveFactor(tenants.runtime, token, { kind: 'totp', code });
const recover = (token: SessionToken, code: string) =>
  giveFactor(tenants.runtime, token, { kind: 'recovery', code });
const enter = (token: SessionToken) => authorise(tenants.runtime, token, 'alfa', 'transactions:see');

/** A person who set the second factor up at first sign-in, with the codes that were shown. */
async function settledPerson(): Promise<TestPerson & { codes: string[]; secret: string }> {
  const person = await tenants.person({ alfa: 'manager' }, { hasFactor: false });
  const half = await tenants.givePassword(person);
  const { draft, secret } = await drafted(half);
  const codes = await setUpFactor(tenants.runtime, half, { kind: 'totp', draft, code: codeNow(secret) });
  if (!codes.ok) throw new Error(codes.error);
  return { ...person, codes: codes.value, secret };
}

async function drafted(half: SessionToken): Promise<{ draft: string; secret: string }> {
  const draft = await beginSetUp(tenants.runtime, half);
  if (!draft.ok) throw new Error(draft.error);
  return { draft: draft.value.sealed, secret: draft.value.typed.replaceAll(' ', '') };
}

function codeNow(secret: string, after = 0): string {
  return codeOfStep(secret, stepAt(tenants.runtime.clock.now().getTime()) + after);
}

function auditOf(person: TestPerson) {
  return tenants.asOwner((db) =>
    db
      .select({ action: auditLog.action, result: auditLog.result, data: auditLog.data })
      .from(auditLog)
      .where(eq(auditLog.actorId, person.id))
      .orderBy(asc(auditLog.sequence)),
  );
}

describe('a password alone', () => {
  test('opens no merchant, no list of merchants and no stream', async () => {
    const half = await tenants.givePassword(await tenants.person({ alfa: 'admin' }));
    await expect(enter(half)).rejects.toThrow(NotSignedIn);
    await expect(findPerson(tenants.runtime, half)).rejects.toThrow(NotSignedIn);
    expect(await findWatchedMerchants(tenants.runtime, half)).toBeNull();
    expect(await confirmFactor(tenants.runtime, half, { kind: 'totp', code: '000000' })).toEqual(OVER);
  });

  test('is worth ten minutes', async () => {
    const person = await tenants.person({ alfa: 'manager' });
    const half = await tenants.givePassword(person);
    tenants.clock.advance(9 * MINUTE + 59_000);
    expect(await findAskedFactors(tenants.runtime, half)).toMatchObject({ kinds: ['totp'] });
    tenants.clock.advance(1_000);
    expect(await findAskedFactors(tenants.runtime, half)).toBeNull();
    expect(await give(half, person.nextCode())).toEqual(OVER);
  });

  test('does not make the database believe that a second factor was given', async () => {
    const person = await tenants.person({ alfa: 'manager' });
    const half = await tenants.givePassword(person);
    const write = inScope(tenants.runtime.db, { userId: person.id }, (tx) =>
      tx
        .update(sessions)
        .set({ factorAt: tenants.runtime.clock.now() })
        .where(eq(sessions.secretHash, hashSessionSecret(half.secret))),
    );
    await expect(write).rejects.toMatchObject({ cause: { code: 'VZ052' } });
  });
});

describe('a code', () => {
  test('completes signing in under a new secret, and the old one opens nothing', async () => {
    const person = await tenants.person({ alfa: 'manager' });
    const half = await tenants.givePassword(person);
    const entered = await give(half, person.nextCode());
    if (!entered.ok) throw new Error(entered.error);
    const whole = { userId: person.id, secret: entered.value.sessionSecret };
    expect(whole.secret).not.toBe(half.secret);
    await expect(enter(whole)).resolves.toMatchObject({ actor: { factorAt: tenants.runtime.clock.now() } });
    await expect(enter(half)).rejects.toThrow(NotSignedIn);
    expect(await give(half, person.nextCode())).toEqual(OVER);
  });

  test('works once, also in another browser', async () => {
    const person = await tenants.person({ alfa: 'manager' });
    const [one, other] = [await tenants.givePassword(person), await tenants.givePassword(person)];
    const code = person.nextCode();
    expect(await give(one, code)).toMatchObject({ ok: true });
    expect(await give(other, code)).toEqual({ ok: false, error: 'used' });
    expect(await give(other, person.nextCode())).toMatchObject({ ok: true });
  });

  test.each(['the same half session', 'two browsers'])(
    'given twice at once in %s lets in once',
    async (where) => {
      const person = await tenants.person({ alfa: 'manager' });
      const one = await tenants.givePassword(person);
      const other = where === 'two browsers' ? await tenants.givePassword(person) : one;
      const code = person.nextCode();
      const answers = await Promise.all([one, other, one, other].map((token) => give(token, code)));
      expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    },
  );

  test('of somebody else is wrong', async () => {
    const [person, other] = [
      await tenants.person({ alfa: 'manager' }),
      await tenants.person({ alfa: 'manager' }),
    ];
    expect(await give(await tenants.givePassword(person), other.nextCode())).toEqual({
      ok: false,
      error: 'wrong',
    });
  });

  test('is in the audit of every merchant, right and wrong, without the code', async () => {
    const person = await tenants.person({ alfa: 'manager' });
    const half = await tenants.givePassword(person);
    await give(half, '000000');
    const code = person.nextCode();
    await give(half, code);
    const entries = await auditOf(person);
    expect(entries).toEqual([
      {
        ...{ action: 'sign_in', result: 'refused' },
        data: { factor: 'totp', cause: 'wrong', tries: 1, isLocked: false },
      },
      { action: 'sign_in', result: 'done', data: { factor: 'totp' } },
    ]);
    expect(JSON.stringify(entries)).not.toContain(code);
  });
});

describe('wrong tries', () => {
  test('of codes and passwords count together, and a right password forgets none', async () => {
    const person = await tenants.person({ alfa: 'manager' });
    for (let n = 0; n < 5; n++)
      await signIn(tenants.runtime, { email: person.email, password: 'wrong' }, { refuseAfterMs: 0 });
    const half = await tenants.givePassword(person);
    for (let n = 0; n < 5; n++) expect(await give(half, '000000')).toMatchObject({ error: 'wrong' });
    expect(await give(half, person.nextCode())).toEqual(LOCKED);
    expect(
      await signIn(tenants.runtime, { email: person.email, password: PASSWORD }, { refuseAfterMs: 0 }),
    ).toEqual(LOCKED);
    tenants.clock.advance(30 * MINUTE);
    await expect(tenants.signIn(person)).resolves.toBeDefined();
  });

  test('000000 a hundred times opens nothing and is heard ten times', async () => {
    const person = await tenants.person({ alfa: 'manager' });
    const half = await tenants.givePassword(person);
    const answers = await Promise.all(Array.from({ length: 100 }, () => give(half, '000000')));
    expect(answers.filter((answer) => !answer.ok && answer.error === 'wrong')).toHaveLength(10);
    expect(answers.filter((answer) => !answer.ok && answer.error === 'locked')).toHaveLength(90);
    expect(await auditOf(person)).toHaveLength(10);
  });
});

describe('setting up', () => {
  test('shows ten codes once, keeps their hashes and a sealed secret, and lets in when they are put away', async () => {
    const person = await tenants.person({ alfa: 'manager' }, { hasFactor: false });
    const half = await tenants.givePassword(person);
    expect(await findAskedFactors(tenants.runtime, half)).toMatchObject({ kinds: [], via: 'password' });
    const { draft, secret } = await drafted(half);
    expect(await finishSetUp(tenants.runtime, half)).toEqual(OVER);
    expect(await setUpFactor(tenants.runtime, half, { kind: 'totp', draft, code: '000000' })).toEqual({
      ...{ ok: false, error: 'wrong' },
    });
    const codes = await setUpFactor(tenants.runtime, half, { kind: 'totp', draft, code: codeNow(secret) });
    if (!codes.ok) throw new Error(codes.error);
    expect(codes.value).toHaveLength(10);
    await expect(enter(half)).rejects.toThrow(NotSignedIn);
    const rows = await tenants.asOwner(async (db) => [
      ...(await db.select().from(authenticators).where(eq(authenticators.userId, person.id))),
      ...(await db.select().from(recoveryCodes).where(eq(recoveryCodes.userId, person.id))),
    ]);
    expect(rows).toHaveLength(11);
    for (const shown of [secret, ...codes.value, ...codes.value.map((code) => code.replaceAll('-', ''))])
      expect(JSON.stringify(rows)).not.toContain(shown);
    const entered = await finishSetUp(tenants.runtime, half);
    if (!entered.ok) throw new Error(entered.error);
    await expect(enter({ userId: person.id, secret: entered.value.sessionSecret })).resolves.toBeDefined();
    expect(await finishSetUp(tenants.runtime, half)).toEqual(OVER);
  });

  test('is for who has no second factor: a password alone adds none beside another', async () => {
    const person = await tenants.person({ alfa: 'manager' }, { hasFactor: false });
    const [one, other] = [await tenants.givePassword(person), await tenants.givePassword(person)];
    const [first, second] = [await drafted(one), await drafted(other)];
    const answers = await Promise.all(
      [
        { half: one, ...first },
        { half: other, ...second },
      ].map(({ half, draft, secret }) =>
        setUpFactor(tenants.runtime, half, { kind: 'totp', draft, code: codeNow(secret) }),
      ),
    );
    expect(answers.map(({ ok }) => ok).sort()).toEqual([false, true]);
    expect(await beginSetUp(tenants.runtime, other)).toEqual({ ok: false, error: 'exists' });
    const loser = answers[0]?.ok ? other : one;
    expect(await finishSetUp(tenants.runtime, loser)).toEqual(OVER);
  });

  test('takes no secret that another person was shown', async () => {
    const [mine, theirs] = [
      await tenants.person({ alfa: 'manager' }, { hasFactor: false }),
      await tenants.person({ alfa: 'manager' }, { hasFactor: false }),
    ];
    const { draft, secret } = await drafted(await tenants.givePassword(theirs));
    const half = await tenants.givePassword(mine);
    expect(await setUpFactor(tenants.runtime, half, { kind: 'totp', draft, code: codeNow(secret) })).toEqual({
      ...{ ok: false, error: 'draft_over' },
    });
  });

  test('uses the first code up', async () => {
    const person = await settledPerson();
    const half = await tenants.givePassword(person);
    expect(await give(half, codeNow(person.secret))).toEqual({ ok: false, error: 'used' });
    expect(await give(half, codeNow(person.secret, 1))).toMatchObject({ ok: true });
  });
});

describe('a recovery code', () => {
  test('lets in once', async () => {
    const person = await settledPerson();
    const [code = ''] = person.codes;
    expect(await recover(await tenants.givePassword(person), code.toUpperCase())).toMatchObject({ ok: true });
    expect(await recover(await tenants.givePassword(person), code)).toEqual({ ok: false, error: 'wrong' });
    expect((await auditOf(person)).map(({ data }) => data)).toContainEqual({ factor: 'recovery' });
  });

  test('given twice at once lets in once', async () => {
    const person = await settledPerson();
    const [code = ''] = person.codes;
    const halves = [await tenants.givePassword(person), await tenants.givePassword(person)];
    const answers = await Promise.all(halves.map((half) => recover(half, code)));
    expect(answers.map(({ ok }) => ok).sort()).toEqual([false, true]);
  });

  test('of somebody else is wrong', async () => {
    const [one, other] = [await settledPerson(), await settledPerson()];
    expect(await recover(await tenants.givePassword(one), other.codes[0] ?? '')).toEqual({
      ...{ ok: false, error: 'wrong' },
    });
  });

  test('that was used is never free again, whoever writes the row', async () => {
    const person = await settledPerson();
    await recover(await tenants.givePassword(person), person.codes[0] ?? '');
    const free = inScope(tenants.runtime.db, { userId: person.id }, (tx) =>
      tx.update(recoveryCodes).set({ usedAt: null }),
    );
    await expect(free).rejects.toMatchObject({ cause: { code: 'VZ051' } });
  });

  test('and a step of time that was used is never used again, whoever writes the row', async () => {
    const { id: userId } = await settledPerson();
    const own = { userId };
    const [stored] = await inScope(tenants.runtime.db, own, (tx) => listAuthenticators(tx, userId));
    if (!stored?.lastStep) throw new Error('no step was used');
    const { id, lastStep } = stored;
    const spend = (step: number | null) =>
      inScope(tenants.runtime.db, own, (tx) =>
        tx.update(authenticators).set({ lastStep: step }).where(eq(authenticators.id, id)),
      );
    for (const step of [lastStep, lastStep - 1, null])
      await expect(spend(step)).rejects.toMatchObject({ cause: { code: 'VZ051' } });
    await expect(spend(lastStep + 1)).resolves.toBeDefined();
  });
});

describe('a fresh factor', () => {
  test('is what was given within five minutes, and giving it again makes it fresh', async () => {
    const person = await tenants.person({ alfa: 'manager' });
    const token = await tenants.signIn(person);
    const fresh = async () => isFresh((await enter(token)).actor.factorAt, tenants.runtime.clock.now());
    expect(await fresh()).toBe(true);
    tenants.clock.advance(5 * MINUTE + 1);
    expect(await fresh()).toBe(false);
    const confirm = (code: string) => confirmFactor(tenants.runtime, token, { kind: 'totp', code });
    expect(await confirm('000000')).toEqual({ ok: false, error: 'wrong' });
    expect(await fresh()).toBe(false);
    const code = person.nextCode();
    expect(await confirm(code)).toEqual({ ok: true, value: null });
    expect(await fresh()).toBe(true);
    expect(await confirm(code)).toEqual({ ok: false, error: 'used' });
    expect((await auditOf(person)).map(({ action, result }) => `${action} ${result}`)).toEqual([
      ...['sign_in done', 'factor.confirmed refused', 'factor.confirmed done', 'factor.confirmed refused'],
    ]);
  });

  test('is refused after ten wrong tries, and the session lives on', async () => {
    const person = await tenants.person({ alfa: 'manager' });
    const token = await tenants.signIn(person);
    const confirm = (code: string) => confirmFactor(tenants.runtime, token, { kind: 'totp', code });
    for (let n = 0; n < 10; n++) await confirm('000000');
    expect(await confirm(person.nextCode())).toEqual(LOCKED);
    await expect(enter(token)).resolves.toBeDefined();
  });
});

test('who has no passkey is told so, and a passkey that was never asked for proves nothing', async () => {
  const person = await tenants.person({ alfa: 'manager' });
  const half = await tenants.givePassword(person);
  expect(await askPasskey(tenants.runtime, half)).toEqual({ ok: false, error: 'none' });
  const response = { clientDataJSON: 'e30', authenticatorData: 'AA', signature: 'AA' };
  const signed = { id: 'AA', rawId: 'AA', type: 'public-key' as const, clientExtensionResults: {}, response };
  expect(await giveFactor(tenants.runtime, half, { kind: 'passkey', signed })).toMatchObject({
    ...{ ok: false, error: 'wrong' },
  });
});

test('second factors are nobody else’s to see, not their merchant’s either', async () => {
  const person = await settledPerson();
  const other = await tenants.person({ alfa: 'admin' });
  for (const scope of [{ userId: other.id }, { merchantId: tenants.alfa }, { signInEmail: person.email }]) {
    const seen = await inScope(tenants.runtime.db, scope, async (tx) => [
      ...(await tx.select().from(authenticators).where(eq(authenticators.userId, person.id))),
      ...(await tx.select().from(recoveryCodes).where(eq(recoveryCodes.userId, person.id))),
    ]);
    expect(seen).toEqual([]);
  }
});
