import { and, asc, eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { auditLog } from '#db/schema/audit-log.ts';
import { sessions } from '#db/schema/sessions.ts';
import { users } from '#db/schema/users.ts';
import { authorise, findPerson } from '#server/auth/authorise.ts';
import { NotSignedIn } from '#server/auth/context.ts';
import { endSession } from '#server/auth/session.ts';
import { hashSessionSecret, type SessionToken } from '#server/auth/session-token.ts';
import { signIn } from '#server/auth/sign-in.ts';
import type { UserId } from '#server/kernel/ids.ts';
import { createTenants, PASSWORD, type Tenants, type TestPerson } from '#tests/support/tenants.ts';

let tenants: Tenants;
beforeAll(async () => {
  tenants = await createTenants();
});
afterAll(() => tenants.close());

const MINUTE = 60_000;
const WRONG = { ok: false, error: 'wrong' };
const LOCKED = { ok: false, error: 'locked' };

function attempt(email: unknown, password: unknown) {
  return signIn(tenants.runtime, { email, password }, { refuseAfterMs: 0 });
}

function signedIn(person: TestPerson): Promise<SessionToken> {
  return tenants.signIn(person);
}

function enter(token: SessionToken, isBackground = false) {
  return authorise(tenants.runtime, token, 'alfa', 'transactions:see', { isBackground });
}

function auditOf(userId: UserId) {
  return tenants.asOwner((db) =>
    db
      .select()
      .from(auditLog)
      .where(and(eq(auditLog.actorId, userId), eq(auditLog.action, 'sign_in')))
      .orderBy(asc(auditLog.merchantId), asc(auditLog.sequence)),
  );
}

function change(person: TestPerson, columns: Partial<typeof users.$inferInsert>) {
  return tenants.asOwner((db) => db.update(users).set(columns).where(eq(users.id, person.id)));
}

describe('signing in', () => {
  test('opens a session of which the database keeps only the hash of the secret', async () => {
    const person = await tenants.person({ alfa: 'manager' });
    const token = await signedIn(person);
    const rows = await tenants.asOwner((db) =>
      db.select().from(sessions).where(eq(sessions.userId, person.id)),
    );
    expect(rows.map((row) => row.secretHash)).toEqual([hashSessionSecret(token.secret)]);
    expect(JSON.stringify(rows)).not.toContain(token.secret);
    expect(Buffer.from(token.secret, 'base64url')).toHaveLength(32);
  });

  test('takes the address in any letter case and with spaces around it', async () => {
    const person = await tenants.person({ alfa: 'manager' });
    expect(await attempt(`  ${person.email.toUpperCase()} `, PASSWORD)).toMatchObject({ ok: true });
  });

  test('takes the password exactly as it is, but however the keyboard composes its letters', async () => {
    const person = await tenants.person({ alfa: 'manager' });
    expect(await attempt(person.email, ` ${PASSWORD}`)).toEqual(WRONG);
    expect(await attempt(person.email, PASSWORD.toLowerCase())).toEqual(WRONG);
    expect(await attempt(person.email, PASSWORD.normalize('NFD'))).toMatchObject({ ok: true });
  });

  test('is in the audit of every merchant of the person, and of no other', async () => {
    const both = await tenants.person({ alfa: 'manager', beta: 'accountant' });
    const one = await tenants.person({ beta: 'support' });
    await signedIn(both);
    await attempt(both.email, 'not it');
    await signedIn(one);
    const [ofBoth, ofOne] = [await auditOf(both.id), await auditOf(one.id)];
    const results = (merchantId: string) =>
      ofBoth.filter((entry) => entry.merchantId === merchantId).map((entry) => entry.result);
    expect([results(tenants.alfa), results(tenants.beta)]).toEqual([
      ['done', 'refused'],
      ['done', 'refused'],
    ]);
    expect(ofOne.map((entry) => entry.merchantId)).toEqual([tenants.beta]);
  });
});

describe('a refused sign-in', () => {
  test('says the same for a wrong password, an unknown address and a disabled person', async () => {
    const person = await tenants.person({ alfa: 'manager' });
    const gone = await tenants.person({ alfa: 'manager' });
    await change(gone, { disabledAt: tenants.runtime.clock.now() });
    expect(await attempt(person.email, 'wrong one')).toEqual(WRONG);
    expect(await attempt('nobody@test.example', 'wrong one')).toEqual(WRONG);
    expect(await attempt(gone.email, PASSWORD)).toEqual(WRONG);
  });

  test('takes no less time for an unknown address than for a known one', async () => {
    const person = await tenants.person({ alfa: 'manager' });
    const time = async (email: string) => {
      const start = performance.now();
      await signIn(tenants.runtime, { email, password: 'wrong one' });
      return performance.now() - start;
    };
    expect(await time('stranger@test.example')).toBeGreaterThan(340);
    expect(await time(person.email)).toBeGreaterThan(340);
  });

  test.each([
    ['a megabyte of password', 'x@test.example', 'a'.repeat(1024 * 1024)],
    ['a NUL in the password', 'x@test.example', `${PASSWORD}\u0000`],
    ['a NUL in the address', 'x\u0000@test.example', PASSWORD],
    ['a line break in the address', 'x@test.example\r\nBcc: y@test.example', PASSWORD],
    ['an endless address', `${'x'.repeat(400)}@test.example`, PASSWORD],
    ['nothing', undefined, undefined],
    ['lists', ['x@test.example'], [PASSWORD]],
    ['objects', { $ne: '' }, { $ne: '' }],
    ['an empty password', 'x@test.example', ''],
  ])('is what %s gets', async (_what, email, password) => {
    expect(await attempt(email, password)).toEqual(WRONG);
  });

  test('does not take a wildcard or a quote for more than a letter', async () => {
    await tenants.person({ alfa: 'manager' });
    for (const email of ['%@test.example', `' or 1=1 --`, '_'.repeat(30)]) {
      expect(await attempt(email, PASSWORD)).toEqual(WRONG);
    }
  });
});

describe('ten wrong tries in a row', () => {
  async function guess(email: string, times: number) {
    const answers = [];
    for (let n = 0; n < times; n++) answers.push(await attempt(email, `guess ${n}`));
    return answers;
  }

  test('lock the person for 30 minutes, for the right password too', async () => {
    const person = await tenants.person({ alfa: 'manager' });
    expect(await guess(person.email, 10)).toEqual(Array(10).fill(WRONG));
    expect(await attempt(person.email, PASSWORD)).toEqual(LOCKED);
    tenants.clock.advance(29 * MINUTE + 59_000);
    expect(await attempt(person.email, PASSWORD)).toEqual(LOCKED);
    tenants.clock.advance(1000);
    expect(await attempt(person.email, PASSWORD)).toMatchObject({ ok: true });
  });

  test('lock an address nobody has in the same way', async () => {
    expect(await guess('nobody-at-all@test.example', 11)).toEqual([...Array(10).fill(WRONG), LOCKED]);
    tenants.clock.advance(30 * MINUTE);
    expect(await attempt('nobody-at-all@test.example', PASSWORD)).toEqual(WRONG);
  });

  test('count one by one when they come at the same moment', async () => {
    const person = await tenants.person({ alfa: 'manager' });
    const tries = await Promise.all(
      Array.from({ length: 14 }, (_, n) => attempt(person.email, `at once ${n}`)),
    );
    expect(tries.filter((result) => !result.ok && result.error === 'wrong')).toHaveLength(10);
    expect(tries.filter((result) => !result.ok && result.error === 'locked')).toHaveLength(4);
  });

  test('start over after a right one', async () => {
    const person = await tenants.person({ alfa: 'manager' });
    await guess(person.email, 9);
    await signedIn(person);
    expect(await guess(person.email, 9)).toEqual(Array(9).fill(WRONG));
    expect(await attempt(person.email, PASSWORD)).toMatchObject({ ok: true });
  });

  test('do not end a session that is already open', async () => {
    const person = await tenants.person({ alfa: 'manager' });
    const token = await signedIn(person);
    await guess(person.email, 11);
    await expect(enter(token)).resolves.toMatchObject({ actor: { id: person.id } });
  });

  test('leave the tries and the lock in the audit, and one knock on the locked door, not each', async () => {
    const person = await tenants.person({ alfa: 'manager' });
    await guess(person.email, 15);
    const entries = await auditOf(person.id);
    expect(entries.map((entry) => entry.data)).toEqual([
      ...Array.from({ length: 10 }, (_, n) => ({ reason: 'wrong', tries: n + 1, isLocked: n === 9 })),
      { reason: 'locked' },
    ]);
  });
});

describe('a session', () => {
  test('lives at 14:59 without an act and is over at 15:01', async () => {
    const person = await tenants.person({ alfa: 'manager' });
    const [early, late] = [await signedIn(person), await signedIn(person)];
    tenants.clock.advance(14 * MINUTE + 59_000);
    await expect(enter(early)).resolves.toBeDefined();
    tenants.clock.advance(2000);
    await expect(enter(late)).rejects.toThrow(NotSignedIn);
    // The early one was used two seconds ago.
    await expect(enter(early)).resolves.toBeDefined();
  });

  test('is kept alive by the person, not by the page reading in the background', async () => {
    const token = await signedIn(await tenants.person({ alfa: 'manager' }));
    for (let minute = 0; minute < 15; minute++) {
      await expect(enter(token, true)).resolves.toBeDefined();
      tenants.clock.advance(MINUTE);
    }
    tenants.clock.advance(1000);
    await expect(enter(token, true)).rejects.toThrow(NotSignedIn);
  });

  test('ends after eight hours, however busy', async () => {
    const token = await signedIn(await tenants.person({ alfa: 'manager' }));
    for (let minutes = 0; minutes < 8 * 60; minutes += 10) {
      await expect(enter(token)).resolves.toBeDefined();
      tenants.clock.advance(10 * MINUTE);
    }
    await expect(enter(token)).rejects.toThrow(NotSignedIn);
  });

  test('ends at once when the person signs out, and only that one', async () => {
    const person = await tenants.person({ alfa: 'manager' });
    const [here, elsewhere] = [await signedIn(person), await signedIn(person)];
    await endSession(tenants.runtime, here);
    await expect(enter(here)).rejects.toThrow(NotSignedIn);
    await expect(enter(elsewhere)).resolves.toBeDefined();
    await expect(endSession(tenants.runtime, here)).resolves.toBeUndefined();
  });

  test('ends at once when the person is disabled', async () => {
    const person = await tenants.person({ alfa: 'manager' });
    const token = await signedIn(person);
    await change(person, { disabledAt: tenants.runtime.clock.now() });
    await expect(enter(token)).rejects.toThrow(NotSignedIn);
    await expect(findPerson(tenants.runtime, token)).rejects.toThrow(NotSignedIn);
  });

  test('belongs to one person: its secret under another name opens nothing', async () => {
    const [one, other] = [await tenants.person({ alfa: 'manager' }), await tenants.person({ alfa: 'admin' })];
    const { secret } = await signedIn(one);
    await expect(enter({ userId: other.id, secret })).rejects.toThrow(NotSignedIn);
  });
});
