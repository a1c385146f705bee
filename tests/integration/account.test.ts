import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { auditLog } from '#db/schema/audit-log.ts';
import {
  changeDetails,
  changePassword,
  endSessions,
  readAccount,
  renewRecoveryCodes,
} from '#server/auth/account.ts';
import { NotSignedIn } from '#server/auth/context.ts';
import { giveFactor } from '#server/auth/give-factor.ts';
import { addFactor, draftFactor, removeFactor, renameFactor } from '#server/auth/own-factors.ts';
import { signIn } from '#server/auth/sign-in.ts';
import { codeOfStep, stepAt } from '#tests/gateways/authenticator/totp-code.ts';
import { queuedLetters, withMail } from '#tests/support/letters.ts';
import { createTenants, PASSWORD, type Tenants, type TestPerson } from '#tests/support/tenants.ts';

let tenants: Tenants;
beforeAll(async () => {
  tenants = await createTenants();
});
afterAll(() => tenants.close());

const NEXT = 'Fincan ve tabak 12';
const read = (token: Parameters<typeof readAccount>[1]) => readAccount(tenants.runtime, token);

describe('the sessions of a person', () => {
  test('are listed, this one named, and end one by one or all but this one', async () => {
    const person = await tenants.person({ alfa: 'manager' });
    const [here, there, third] = [
      await tenants.signIn(person),
      await tenants.signIn(person),
      await tenants.signIn(person),
    ];
    const { sessions } = await read(here);
    expect(sessions.map(({ isThis }) => isThis).filter(Boolean)).toHaveLength(1);
    expect(sessions).toHaveLength(3);
    const theirs = (await read(there)).sessions.find(({ isThis }) => isThis);
    expect(await endSessions(tenants.runtime, here, { id: theirs?.id ?? '' })).toBe(1);
    await expect(read(there)).rejects.toThrow(NotSignedIn);
    await expect(read(third)).resolves.toBeDefined();
    expect(await endSessions(tenants.runtime, here, 'others')).toBe(1);
    await expect(read(third)).rejects.toThrow(NotSignedIn);
    await expect(read(here)).resolves.toMatchObject({ sessions: [{ isThis: true }] });
  });

  test('of somebody else cannot be ended', async () => {
    const [mine, theirs] = [
      await tenants.signIn(await tenants.person({ alfa: 'manager' })),
      await tenants.signIn(await tenants.person({ alfa: 'manager' })),
    ];
    const [session] = (await read(theirs)).sessions;
    expect(await endSessions(tenants.runtime, mine, { id: session?.id ?? '' })).toBe(0);
    await expect(read(theirs)).resolves.toBeDefined();
  });

  test('are nobody’s to see who gave the password alone', async () => {
    const half = await tenants.givePassword(await tenants.person({ alfa: 'manager' }));
    await expect(read(half)).rejects.toThrow(NotSignedIn);
    await expect(read(null)).rejects.toThrow(NotSignedIn);
    await expect(endSessions(tenants.runtime, half, 'others')).rejects.toThrow(NotSignedIn);
    await expect(renewRecoveryCodes(tenants.runtime, half)).rejects.toThrow(NotSignedIn);
    await expect(changePassword(tenants.runtime, half, { current: PASSWORD, next: NEXT })).rejects.toThrow(
      NotSignedIn,
    );
  });
});

test('a changed password ends every session, and only the new one signs in', async () => {
  const person = await tenants.person({ alfa: 'manager' });
  const [here, there] = [await tenants.signIn(person), await tenants.signIn(person)];
  const change = (current: string, next: string) => changePassword(tenants.runtime, here, { current, next });
  expect(await change('wrong', NEXT)).toEqual({ ok: false, error: 'wrong' });
  expect(await change(PASSWORD, 'short 1')).toEqual({ ok: false, error: 'too_short' });
  expect(await change(PASSWORD, PASSWORD)).toEqual({ ok: false, error: 'used' });
  expect(await change(PASSWORD, NEXT)).toEqual({ ok: true, value: null });
  await expect(read(here)).rejects.toThrow(NotSignedIn);
  await expect(read(there)).rejects.toThrow(NotSignedIn);
  const attempt = (password: string) =>
    signIn(tenants.runtime, { email: person.email, password }, { refuseAfterMs: 0 });
  expect(await attempt(PASSWORD)).toEqual({ ok: false, error: 'wrong' });
  expect(await attempt(NEXT)).toMatchObject({ ok: true });
});

test('wrong passwords there count with those of signing in', async () => {
  const person = await tenants.person({ alfa: 'manager' });
  const token = await tenants.signIn(person);
  for (let n = 0; n < 10; n++) await changePassword(tenants.runtime, token, { current: 'wrong', next: NEXT });
  expect(await changePassword(tenants.runtime, token, { current: PASSWORD, next: NEXT })).toEqual({
    ...{ ok: false, error: 'locked' },
  });
});

test('another password forgets no wrong try: it is no way to guess on at the second factor', async () => {
  const person = await tenants.person({ alfa: 'manager' });
  const token = await tenants.signIn(person);
  const half = await tenants.givePassword(person);
  for (let n = 0; n < 9; n++) await giveFactor(tenants.runtime, half, { kind: 'totp', code: '000000' });
  expect(await changePassword(tenants.runtime, token, { current: PASSWORD, next: NEXT })).toMatchObject({
    ok: true,
  });
  const again = await signIn(tenants.runtime, { email: person.email, password: NEXT }, { refuseAfterMs: 0 });
  if (!again.ok) throw new Error(again.error);
  const next = { userId: person.id, secret: again.value.sessionSecret };
  expect(await giveFactor(tenants.runtime, next, { kind: 'totp', code: '000000' })).toMatchObject({
    error: 'wrong',
  });
  expect(await giveFactor(tenants.runtime, next, { kind: 'totp', code: person.nextCode() })).toMatchObject({
    error: 'locked',
  });
});

test('new recovery codes take the place of all before', async () => {
  const person = await tenants.person({ alfa: 'manager' });
  const token = await tenants.signIn(person);
  expect((await read(token)).recoveryCodesLeft).toBe(0);
  const [first, second] = [
    await renewRecoveryCodes(tenants.runtime, token),
    await renewRecoveryCodes(tenants.runtime, token),
  ];
  expect((await read(token)).recoveryCodesLeft).toBe(10);
  const half = await tenants.givePassword(person);
  const give = (code = '') => giveFactor(tenants.runtime, half, { kind: 'recovery', code });
  expect(await give(first[0])).toEqual({ ok: false, error: 'wrong' });
  expect(await give(second[0])).toMatchObject({ ok: true });
});

describe('the second factors of a person', () => {
  /** Somebody signed in, in a process that sends letters. */
  async function somebody() {
    const person = await tenants.person({ alfa: 'manager', beta: 'support' });
    return { person, token: await tenants.signIn(person), runtime: withMail(tenants.runtime) };
  }
  type Somebody = Awaited<ReturnType<typeof somebody>>;

  /** Adds an app, and answers its codes. */
  async function addApp({ runtime, token }: Somebody) {
    const { sealed, typed } = await draftFactor(runtime, token);
    const secret = typed.replaceAll(' ', '');
    const step = stepAt(tenants.runtime.clock.now().getTime());
    const code = codeOfStep(secret, step);
    const added = await addFactor(runtime, token, { kind: 'totp', draft: sealed, code });
    return { added, next: () => codeOfStep(secret, step + 1) };
  }

  async function letIn(person: TestPerson, code: string) {
    return giveFactor(tenants.runtime, await tenants.givePassword(person), { kind: 'totp', code });
  }

  test('grow by an app that has shown its first code, which signs in from then on as the other one does', async () => {
    const who = await somebody();
    const { added, next } = await addApp(who);
    expect(added).toEqual({ ok: true, value: null });
    expect((await read(who.token)).factors).toHaveLength(2);
    expect(await letIn(who.person, next())).toMatchObject({ ok: true });
    expect(await letIn(who.person, who.person.nextCode())).toMatchObject({ ok: true });
  });

  test('do not grow by a code of another secret, nor by the draft of somebody else', async () => {
    const [who, other] = [await somebody(), await somebody()];
    const { sealed, typed } = await draftFactor(who.runtime, who.token);
    const code = codeOfStep(typed.replaceAll(' ', ''), stepAt(tenants.runtime.clock.now().getTime()));
    const add = (token: typeof who.token, given: string) =>
      addFactor(who.runtime, token, { kind: 'totp', draft: sealed, code: given });
    expect(await add(who.token, code === '000000' ? '000001' : '000000')).toMatchObject({ error: 'wrong' });
    expect(await add(other.token, code)).toMatchObject({ error: 'draft_over' });
    expect((await read(who.token)).factors).toHaveLength(1);
    expect((await read(other.token)).factors).toHaveLength(1);
  });

  test('are ten at most, also when two are added at once', async () => {
    const who = await somebody();
    for (let has = 1; has < 9; has++) expect((await addApp(who)).added.ok).toBe(true);
    const both = await Promise.all([addApp(who), addApp(who)]);
    expect(both.filter(({ added }) => added.ok)).toHaveLength(1);
    expect((await addApp(who)).added).toEqual({ ok: false, error: 'too_many' });
    expect((await read(who.token)).factors).toHaveLength(10);
    const [first] = (await read(who.token)).factors;
    expect(await removeFactor(who.runtime, who.token, { id: first?.id ?? '' })).toMatchObject({ ok: true });
    expect((await addApp(who)).added.ok).toBe(true);
  });

  test('are called what their owner says, and are nobody else’s to touch', async () => {
    const [who, other] = [await somebody(), await somebody()];
    const id = (await read(who.token)).factors[0]?.id ?? '';
    expect(await renameFactor(who.runtime, who.token, { id, label: 'İş telefonu' })).toMatchObject({
      ok: true,
    });
    expect((await read(who.token)).factors).toMatchObject([{ label: 'İş telefonu' }]);
    await addApp(other);
    expect(await renameFactor(other.runtime, other.token, { id, label: 'Mine' })).toMatchObject({
      error: 'gone',
    });
    expect(await removeFactor(other.runtime, other.token, { id })).toMatchObject({ error: 'gone' });
    expect((await read(who.token)).factors).toMatchObject([{ label: 'İş telefonu' }]);
  });

  test('never come to an end, not even when the last two are removed at once', async () => {
    const who = await somebody();
    const [first] = (await read(who.token)).factors;
    const remove = (id = '') => removeFactor(who.runtime, who.token, { id });
    expect(await remove(first?.id)).toEqual({ ok: false, error: 'last' });
    const { next } = await addApp(who);
    const second = (await read(who.token)).factors.find(({ id }) => id !== first?.id);
    const both = await Promise.all([remove(first?.id), remove(second?.id)]);
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
    const left = (await read(who.token)).factors;
    expect(left).toHaveLength(1);
    const isFirstLeft = left[0]?.id === first?.id;
    const [code, gone] = [who.person.nextCode(), next()];
    expect(await letIn(who.person, isFirstLeft ? gone : code)).toMatchObject({ error: 'wrong' });
    expect(await letIn(who.person, isFirstLeft ? code : gone)).toMatchObject({ ok: true });
  });

  test('are nobody’s to change who gave the password alone', async () => {
    const half = await tenants.givePassword(await tenants.person({ alfa: 'manager' }));
    const { runtime } = tenants;
    await expect(draftFactor(runtime, half)).rejects.toThrow(NotSignedIn);
    const factor = { kind: 'totp', draft: '', code: '000000' } as const;
    await expect(addFactor(runtime, half, factor)).rejects.toThrow(NotSignedIn);
    await expect(renameFactor(runtime, half, { id: '', label: 'x' })).rejects.toThrow(NotSignedIn);
    await expect(removeFactor(runtime, half, { id: '' })).rejects.toThrow(NotSignedIn);
    await expect(changeDetails(runtime, half, { name: 'x', locale: 'en' })).rejects.toThrow(NotSignedIn);
  });
});

test('whoever changes how somebody signs in, its owner is written to, once and in their language', async () => {
  const runtime = withMail(tenants.runtime);
  const person = await tenants.person({ alfa: 'manager', beta: 'support' });
  const token = await tenants.signIn(person);
  const said = async () => (await queuedLetters(tenants)).filter(({ to }) => to === person.email);
  await renewRecoveryCodes(runtime, token);
  expect(await said()).toHaveLength(1);
  await changePassword(runtime, token, { current: 'wrong', next: NEXT });
  expect(await said()).toHaveLength(1);
  await changePassword(runtime, token, { current: PASSWORD, next: NEXT });
  const [last] = await said();
  expect(await said()).toHaveLength(2);
  expect(last?.text).toContain('parolası değiştirildi');
  expect(last?.text).toContain('/forgot');
});

test('a person is called what they say, and written to in the language they choose; the audit keeps no name', async () => {
  const person = await tenants.person({ alfa: 'manager' });
  const token = await tenants.signIn(person);
  await changeDetails(tenants.runtime, token, { name: 'Ayşe Yıldız', locale: 'fr' });
  expect(await read(token)).toMatchObject({ name: 'Ayşe Yıldız', locale: 'fr' });
  const entries = await tenants.asOwner((db) =>
    db
      .select()
      .from(auditLog)
      .where(and(eq(auditLog.actorId, person.id), eq(auditLog.action, 'user.changed'))),
  );
  expect(entries.map(({ data }) => data)).toEqual([{ changed: 'name locale' }]);
});
