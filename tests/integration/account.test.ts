import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { changePassword, endSessions, readAccount, renewRecoveryCodes } from '#server/auth/account.ts';
import { NotSignedIn } from '#server/auth/context.ts';
import { giveFactor } from '#server/auth/give-factor.ts';
import { signIn } from '#server/auth/sign-in.ts';
import { createTenants, PASSWORD, type Tenants } from '#tests/support/tenants.ts';

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
  expect(await change(PASSWORD, PASSWORD)).toEqual({ ok: false, error: 'same' });
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
