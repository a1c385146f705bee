import { and, desc, eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { auditLog } from '#db/schema/audit-log.ts';
import { authenticators } from '#db/schema/authenticators.ts';
import { branches } from '#db/schema/branches.ts';
import { invitations } from '#db/schema/invitations.ts';
import { memberships, type Role } from '#db/schema/memberships.ts';
import { users } from '#db/schema/users.ts';
import { changeMemberWithSecond } from '#server/approvals/change-member-with-second.ts';
import { invite, inviteAgain, takeInvitationBack } from '#server/approvals/invite-with-second.ts';
import { authorise } from '#server/auth/authorise.ts';
import { type Context, Forbidden, NotFound, NotSignedIn } from '#server/auth/context.ts';
import type { Permission } from '#server/auth/permissions.ts';
import type { SessionToken } from '#server/auth/session-token.ts';
import { signIn } from '#server/auth/sign-in.ts';
import type { BranchId, UserId } from '#server/kernel/ids.ts';
import { applyMemberChange, changeAccess } from '#server/people/change-member.ts';
import { endSessionsOf } from '#server/people/end-sessions.ts';
import type { Invite } from '#server/people/invite.ts';
import { inviteForm } from '#server/people/invite-form.ts';
import { join, readInvitation } from '#server/people/join.ts';
import { listPeople } from '#server/people/list-people.ts';
import { memberChange } from '#server/people/member-change.ts';
import { resetFactor } from '#server/people/reset-factor.ts';
import { choosePassword, readReset, requestReset, sendReset } from '#server/people/reset-password.ts';
import type { Runtime } from '#server/runtime/runtime.ts';
import { ids } from '#tests/factories/ids.ts';
import { letterTo, queuedLetters, withMail } from '#tests/support/letters.ts';
import { createTenants, PASSWORD, type Tenants, type TestPerson } from '#tests/support/tenants.ts';

const DAY = 24 * 3_600_000;
const CHOSEN = 'bir fincan kahve 40 yıl';

let tenants: Tenants;
let runtime: Runtime;
let branchId: BranchId;
let foreignBranchId: BranchId;

beforeAll(async () => {
  tenants = await createTenants();
  runtime = withMail(tenants.runtime);
  branchId = await makeBranch(tenants.alfa);
  foreignBranchId = await makeBranch(tenants.beta);
  // Somebody always stays who may change the others.
  await tenants.person({ alfa: 'admin' });
});
afterAll(() => tenants.close());

async function makeBranch(merchantId: Tenants['alfa']): Promise<BranchId> {
  const id = ids.next('branch');
  await tenants.asOwner((db) =>
    db.insert(branches).values({ merchantId, id, name: 'Moda', address: 'Moda Cd. 1', city: 'İstanbul' }),
  );
  return id;
}

async function tokenOf(email: string, password = PASSWORD): Promise<SessionToken> {
  const result = await signIn(runtime, { email, password }, { refuseAfterMs: 0 });
  if (!result.ok) throw new Error(result.error);
  return tenants.letIn({ userId: result.value.userId, secret: result.value.sessionSecret });
}

async function as<P extends Permission>(
  person: TestPerson,
  permission: P,
  slug: 'alfa' | 'beta' = 'alfa',
): Promise<Context<P>> {
  return authorise(runtime, await tokenOf(person.email), slug, permission);
}

async function somebody<P extends Permission>(role: Role, permission: P): Promise<Context<P>> {
  return as(await tenants.person({ alfa: role }), permission);
}

let count = 0;
function wish(change: Partial<Invite> = {}): Invite {
  count++;
  return {
    name: 'Can Öztürk',
    email: `can.${count}@firin.example`,
    role: 'support',
    branchIds: null,
    locale: 'tr',
    ...change,
  };
}

async function invited(change: Partial<Invite> = {}) {
  const ctx = await somebody('admin', 'users:invite-support');
  const asked = wish(change);
  const made = await invite(ctx, asked);
  if (!made.ok) throw new Error(made.error.kind);
  return { ctx, ...asked, id: made.value.invitationId, token: (await letterTo(tenants, asked.email)).token };
}

const accept = (token: string, session: SessionToken | null = null, password = CHOSEN) =>
  join(runtime, token, { password, session });

async function membershipOf(userId: UserId) {
  const [row] = await tenants.asOwner((db) =>
    db
      .select()
      .from(memberships)
      .where(and(eq(memberships.userId, userId), eq(memberships.merchantId, tenants.alfa))),
  );
  return row;
}

async function lastEntry(action: string) {
  const [row] = await tenants.asOwner((db) =>
    db
      .select()
      .from(auditLog)
      .where(and(eq(auditLog.action, action), eq(auditLog.merchantId, tenants.alfa)))
      .orderBy(desc(auditLog.sequence))
      .limit(1),
  );
  return row;
}

describe('an invitation', () => {
  test('arrives as a letter in the person’s language, whose address is all that opens it; then they sign in', async () => {
    const { email, token, id } = await invited({ locale: 'fr', branchIds: [branchId] });
    const letter = await letterTo(tenants, email);
    expect(letter.subject).toBe('alfa vous invite sur Vezne');
    expect(letter.text).toContain(`http://127.0.0.1:4300/invitation/${token}`);
    const [row] = await tenants.asOwner((db) => db.select().from(invitations).where(eq(invitations.id, id)));
    expect(JSON.stringify(row)).not.toContain(token.slice(26));
    expect(await readInvitation(runtime, token, null)).toMatchObject({ email, joining: 'new', locale: 'fr' });

    expect(await accept(token)).toEqual({ ok: true, value: { merchantSlug: 'alfa', isNew: true } });
    const session = await tokenOf(email, CHOSEN);
    const ctx = await authorise(runtime, session, 'alfa', 'transactions:see');
    expect(ctx.actor).toMatchObject({ role: 'support', branchIds: [branchId], locale: 'fr' });
    expect(await lastEntry('user.joined')).toMatchObject({ actorId: session.userId, result: 'done' });
  });

  test('opens once, whoever presses at the same moment', async () => {
    const { token, email } = await invited();
    const both = await Promise.all([accept(token), accept(token), accept(token)]);
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
    const people = await tenants.asOwner((db) => db.select().from(users).where(eq(users.email, email)));
    expect(people).toHaveLength(1);
    expect(await accept(token, await tokenOf(email, CHOSEN))).toEqual({ ok: false, error: { kind: 'gone' } });
    expect(await readInvitation(runtime, token, null)).toBeNull();
  });

  test('opens nothing once it was revoked, was sent again under another address, or is seven days old', async () => {
    const taken = await invited();
    await takeInvitationBack(taken.ctx, taken.id);
    expect(await accept(taken.token)).toEqual({ ok: false, error: { kind: 'gone' } });
    await expect(takeInvitationBack(taken.ctx, taken.id)).rejects.toThrow(NotFound);
    await expect(inviteAgain(taken.ctx, taken.id)).rejects.toThrow(NotFound);

    const again = await invited();
    await inviteAgain(again.ctx, again.id);
    expect(await readInvitation(runtime, again.token, null)).toBeNull();
    const { token } = await letterTo(tenants, again.email);
    expect(token).not.toBe(again.token);
    expect(await readInvitation(runtime, token, null)).toMatchObject({ joining: 'new' });

    tenants.clock.advance(7 * DAY);
    expect(await accept(token)).toEqual({ ok: false, error: { kind: 'gone' } });
    const admin = await somebody('admin', 'users:see');
    expect(await listPeople(admin)).toContainEqual(
      expect.objectContaining({ email: again.email, state: 'expired' }),
    );
    await inviteAgain(await somebody('admin', 'users:invite-support'), again.id);
    expect((await accept((await letterTo(tenants, again.email)).token)).ok).toBe(true);
  });

  test.each(['', 'x', '../..', 'a'.repeat(69), '0'.repeat(26), `${'0'.repeat(26)}${'a'.repeat(43)}`])(
    'is nothing under the address %j',
    async (token) => {
      expect(await readInvitation(runtime, token, null)).toBeNull();
      expect(await accept(token)).toEqual({ ok: false, error: { kind: 'gone' } });
    },
  );

  test('to somebody who works elsewhere is accepted by them alone, signed in, and leaves their password', async () => {
    const known = await tenants.person({ beta: 'accountant' });
    const other = await tenants.person({ beta: 'manager' });
    const { token } = await invited({ email: known.email.toUpperCase(), role: 'accountant' });
    expect(await accept(token)).toEqual({ ok: false, error: { kind: 'sign_in' } });
    const theirs = await tokenOf(other.email);
    expect(await readInvitation(runtime, token, theirs)).toMatchObject({ joining: 'other' });
    expect(await accept(token, theirs)).toEqual({ ok: false, error: { kind: 'other' } });
    expect(await membershipOf(other.id)).toBeUndefined();

    expect(await accept(token, await tokenOf(known.email), '')).toMatchObject({
      ok: true,
      value: { isNew: false },
    });
    expect(await membershipOf(known.id)).toMatchObject({ role: 'accountant' });
    await tokenOf(known.email);
  });

  test.each(['short 1', 'no digit in here', '123456789012', ''])(
    'is not accepted with the password %j, and stays open',
    async (password) => {
      const { token } = await invited();
      expect(await accept(token, null, password)).toMatchObject({ ok: false, error: { kind: 'password' } });
      expect(await readInvitation(runtime, token, null)).not.toBeNull();
    },
  );

  test('is sent to nobody who is here already or was asked already, by whichever letters', async () => {
    const member = await tenants.person({ alfa: 'support' });
    const ctx = await somebody('admin', 'users:invite-support');
    const isMember = { ok: false, error: { kind: 'is_member' } };
    expect(await invite(ctx, wish({ email: member.email.toUpperCase() }))).toEqual(isMember);
    const open = await invited();
    const isInvited = { ok: false, error: { kind: 'is_invited' } };
    expect(await invite(ctx, wish({ email: open.email.toUpperCase() }))).toEqual(isInvited);
    const race = wish();
    const results = await Promise.all([invite(ctx, race), invite(ctx, race)]);
    expect(results.filter(({ ok }) => ok)).toHaveLength(1);
  });

  test('names branches of the merchant alone, and none for an administrator', async () => {
    const ctx = await somebody('admin', 'users:invite-support');
    const wrong = { ok: false, error: { kind: 'no_such_branch' } };
    expect(await invite(ctx, wish({ branchIds: [foreignBranchId] }))).toEqual(wrong);
    expect(await invite(ctx, wish({ branchIds: [branchId, ids.next('branch')] }))).toEqual(wrong);
    const admin = wish({ role: 'admin', branchIds: [branchId] });
    expect(await invite(ctx, admin)).toEqual({ ok: false, error: { kind: 'admin_has_branches' } });
  });

  test('of a manager is for support alone', async () => {
    const ctx = await somebody('manager', 'users:invite-support');
    for (const role of ['accountant', 'manager', 'admin'] as const)
      await expect(invite(ctx, wish({ role })), role).rejects.toThrow(Forbidden);
    const made = await invite(ctx, wish());
    expect(made.ok).toBe(true);
    const accountant = await invited({ role: 'accountant' });
    await expect(takeInvitationBack(ctx, accountant.id)).rejects.toThrow(Forbidden);
    await expect(inviteAgain(ctx, accountant.id)).rejects.toThrow(Forbidden);
  });

  test('of another merchant is not there', async () => {
    const open = await invited();
    const admin = await as(await tenants.person({ beta: 'admin' }), 'users:invite-support', 'beta');
    await expect(takeInvitationBack(admin, open.id)).rejects.toThrow(NotFound);
    await expect(inviteAgain(admin, open.id)).rejects.toThrow(NotFound);
    expect((await accept(open.token)).ok).toBe(true);
  });

  test('is promised to nobody where no mail server is set up', async () => {
    const ctx = { ...(await somebody('admin', 'users:invite-support')), mail: null };
    expect(await invite(ctx, wish())).toEqual({ ok: false, error: { kind: 'no_mail' } });
  });
});

describe('the form of an invitation', () => {
  const form = { name: 'Can', email: 'can@firin.example', role: 'support', locale: 'tr', reach: 'all' };

  test('takes what people write', () => {
    expect(inviteForm.safeParse({ ...form, email: ' Can@Firin.example ' }).data).toMatchObject({
      email: 'Can@Firin.example',
      branchIds: null,
    });
  });

  test.each([
    { email: '"a@evil.com"@victim.com' },
    { email: 'can＠firin.example' },
    { email: 'a@firin.example\r\nBcc: b@evil.example' },
    { email: 'a@firin.example, b@evil.example' },
    { email: `${'a'.repeat(250)}@firin.example` },
    { email: 'can@fırın.example' },
    { email: '' },
    { name: 'Can\r\nBcc: b@evil.example' },
    { name: 'Can\u202egnp' },
    { name: '   ' },
    { name: 'x'.repeat(101) },
    { name: '4111 1111 1111 1111' },
    { role: 'owner' },
    { role: 'Admin' },
    { locale: 'de' },
    { reach: 'some' },
    { reach: 'some', branches: ['bra_x'] },
    { reach: 'none' },
  ])('refuses %j', (change) => {
    expect(inviteForm.safeParse({ ...form, ...change }).success).toBe(false);
  });
});

describe('changing what somebody is', () => {
  test('holds from their next request on, and is in the audit with what was before', async () => {
    const admin = await somebody('admin', 'users:manage');
    const person = await tenants.person({ alfa: 'accountant' });
    const session = await tokenOf(person.email);
    await authorise(runtime, session, 'alfa', 'refund:request');
    const change = {
      kind: 'role_change',
      userId: person.id,
      role: 'support',
      branchIds: [branchId],
    } as const;
    expect(await changeMemberWithSecond(admin, { ...change, branchIds: [branchId] })).toEqual({
      ok: true,
      value: { waits: false },
    });
    await expect(authorise(runtime, session, 'alfa', 'transactions:see')).rejects.toThrow(NotSignedIn);
    const anew = await tokenOf(person.email);
    await expect(authorise(runtime, anew, 'alfa', 'refund:request')).rejects.toThrow(Forbidden);
    const ctx = await authorise(runtime, anew, 'alfa', 'transactions:see');
    expect(ctx.actor).toMatchObject({ role: 'support', branchIds: [branchId] });
    expect(await lastEntry('user.role_changed')).toMatchObject({
      objectId: person.id,
      data: { roleBefore: 'accountant', role: 'support', branchesBefore: 'all', branches: branchId },
    });
    expect(await changeMemberWithSecond(admin, { ...change, branchIds: [branchId] })).toEqual({
      ok: false,
      error: { kind: 'same' },
    });
  });

  test('whoever is shut out is out at once, of this merchant alone, until they are let in again', async () => {
    const admin = await somebody('admin', 'users:manage');
    const person = await tenants.person({ alfa: 'manager', beta: 'accountant' });
    const session = await tokenOf(person.email);
    expect((await changeAccess(admin, { kind: 'disable', userId: person.id })).ok).toBe(true);
    await expect(authorise(runtime, session, 'alfa', 'transactions:see')).rejects.toThrow(NotSignedIn);
    const anew = await tokenOf(person.email);
    await expect(authorise(runtime, anew, 'alfa', 'transactions:see')).rejects.toThrow(NotFound);
    await authorise(runtime, anew, 'beta', 'transactions:see');
    const people = await listPeople(await somebody('admin', 'users:see'));
    expect(people).toContainEqual(expect.objectContaining({ userId: person.id, state: 'disabled' }));
    expect((await changeAccess(admin, { kind: 'enable', userId: person.id })).ok).toBe(true);
    await authorise(runtime, await tokenOf(person.email), 'alfa', 'sale:start');
  });

  test('can be kept as plain data and applied later, by what holds then', async () => {
    const admin = await somebody('admin', 'users:manage');
    const person = await tenants.person({ alfa: 'support' });
    const kept = JSON.stringify({
      kind: 'role_change',
      userId: person.id,
      role: 'accountant',
      branchIds: [branchId],
      more: 'is dropped',
    });
    const change = memberChange.parse(JSON.parse(kept));
    expect(await admin.inTransaction((tx) => applyMemberChange(admin, tx, change, null))).toMatchObject({
      ok: true,
    });
    expect(await membershipOf(person.id)).toMatchObject({ role: 'accountant', branchIds: [branchId] });
    for (const wrong of [
      { kind: 'role_change', userId: person.id, role: 'owner', branchIds: null },
      { kind: 'role_change', userId: person.id, role: 'manager', branchIds: [] },
      { kind: 'disable', userId: 'usr_x' },
    ])
      expect(memberChange.safeParse(wrong).success).toBe(false);
  });

  test('is nothing anybody does to themselves', async () => {
    const admin = await somebody('admin', 'users:manage');
    const self = { ok: false, error: { kind: 'self' } };
    expect(await changeAccess(admin, { kind: 'disable', userId: admin.actor.id })).toEqual(self);
    const change = { kind: 'role_change', userId: admin.actor.id, role: 'manager', branchIds: null } as const;
    const letBy = ids.next('approval');
    expect(await admin.inTransaction((tx) => applyMemberChange(admin, tx, change, letBy))).toEqual(self);
  });

  test('to or from manager or administrator is not applied without the request that two stand behind', async () => {
    const admin = await somebody('admin', 'users:manage');
    for (const [before, role] of [
      ['support', 'admin'],
      ['accountant', 'manager'],
      ['manager', 'support'],
      ['admin', 'support'],
    ] as const) {
      const { id: userId } = await tenants.person({ alfa: before });
      const change = { kind: 'role_change', userId, role, branchIds: null } as const;
      const applied = await admin.inTransaction((tx) => applyMemberChange(admin, tx, change, null));
      expect(applied, `${before} ${role}`).toEqual({ ok: false, error: { kind: 'needs_second' } });
      expect(await membershipOf(userId)).toMatchObject({ role: before });
    }
  });

  test('is not for whoever may no longer by the time it is done', async () => {
    const admin = await somebody('admin', 'users:manage');
    const person = await tenants.person({ alfa: 'support' });
    const other = await somebody('admin', 'users:manage');
    await changeAccess(other, { kind: 'disable', userId: admin.actor.id });
    await expect(changeAccess(admin, { kind: 'disable', userId: person.id })).rejects.toThrow(Forbidden);
    expect(await membershipOf(person.id)).toMatchObject({ disabledAt: null });
  });

  test('two administrators who demote each other at once: one does, and one stays', async () => {
    for (let round = 0; round < 5; round++) {
      const [a, b] = [await somebody('admin', 'users:manage'), await somebody('admin', 'users:manage')];
      const demote = (by: Context<'users:manage'>, userId: UserId) =>
        by.inTransaction((tx) =>
          applyMemberChange(
            by,
            tx,
            { kind: 'role_change', userId, role: 'support', branchIds: null },
            ids.next('approval'),
          ),
        );
      const done = await Promise.allSettled([demote(a, b.actor.id), demote(b, a.actor.id)]);
      expect(done.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect(done.find(({ status }) => status === 'rejected')).toMatchObject({
        reason: expect.any(Forbidden),
      });
      const roles = [await membershipOf(a.actor.id), await membershipOf(b.actor.id)].map((row) => row?.role);
      expect(roles.toSorted()).toEqual(['admin', 'support']);
    }
  });

  test('the database itself keeps the last administrator, whoever writes', async () => {
    const lonely = await tenants.person({ beta: 'admin' });
    const shutOutAll = tenants.asOwner((db) =>
      db
        .update(memberships)
        .set({ disabledAt: new Date() })
        .where(and(eq(memberships.merchantId, tenants.beta), eq(memberships.role, 'admin'))),
    );
    await expect(shutOutAll).rejects.toMatchObject({ cause: { code: 'VZ021' } });
    const left = await tenants.asOwner((db) =>
      db
        .select()
        .from(memberships)
        .where(and(eq(memberships.merchantId, tenants.beta), eq(memberships.userId, lonely.id))),
    );
    expect(left[0]).toMatchObject({ disabledAt: null });
  });

  test('of somebody of another merchant is not possible, and says nothing', async () => {
    const admin = await somebody('admin', 'users:manage');
    const foreign = await tenants.person({ beta: 'support' });
    for (const change of [
      { kind: 'disable', userId: foreign.id },
      { kind: 'enable', userId: ids.next('user') },
    ] as const)
      await expect(changeAccess(admin, change)).rejects.toThrow(NotFound);
    const toManager = { kind: 'role_change', userId: foreign.id, role: 'manager', branchIds: null } as const;
    await expect(changeMemberWithSecond(admin, toManager)).rejects.toThrow(NotFound);
    await expect(endSessionsOf(admin, foreign.id)).rejects.toThrow(NotFound);
    await expect(sendReset(admin, foreign.id)).rejects.toThrow(NotFound);
  });

  test('ends all sessions of somebody on wish', async () => {
    const admin = await somebody('admin', 'users:manage');
    const person = await tenants.person({ alfa: 'support' });
    const sessions = [await tokenOf(person.email), await tokenOf(person.email)];
    expect(await endSessionsOf(admin, person.id)).toBe(2);
    for (const session of sessions)
      await expect(authorise(runtime, session, 'alfa', 'transactions:see')).rejects.toThrow(NotSignedIn);
  });
});

describe('a second factor that was lost', () => {
  test('is reset by an administrator: what was there is void, and a letter is the way back', async () => {
    const admin = await somebody('admin', 'users:manage');
    const person = await tenants.person({ alfa: 'manager' });
    const session = await tenants.signIn(person);
    expect(await resetFactor(admin, person.id)).toEqual({ ok: true, value: null });
    await expect(authorise(runtime, session, 'alfa', 'transactions:see')).rejects.toThrow(NotSignedIn);
    await expect(tokenOf(person.email)).rejects.toThrow('wrong');
    const left = await tenants.asOwner((db) =>
      db.select().from(authenticators).where(eq(authenticators.userId, person.id)),
    );
    expect(left).toEqual([]);
    const { token } = await letterTo(tenants, person.email);
    expect((await choosePassword(runtime, token, CHOSEN)).ok).toBe(true);
    // The password alone opens nothing: the session that it begins asks for a factor to be set up.
    const half = await signIn(runtime, { email: person.email, password: CHOSEN }, { refuseAfterMs: 0 });
    if (!half.ok) throw new Error(half.error);
    const begun = { userId: half.value.userId, secret: half.value.sessionSecret };
    await expect(authorise(runtime, begun, 'alfa', 'transactions:see')).rejects.toThrow(NotSignedIn);
    expect(await lastEntry('user.factor_reset')).toMatchObject({ objectId: person.id });
  });

  test('is nobody’s to reset for themselves, nor for a stranger', async () => {
    const admin = await somebody('admin', 'users:manage');
    expect(await resetFactor(admin, admin.actor.id)).toEqual({ ok: false, error: { kind: 'self' } });
    const foreign = await tenants.person({ beta: 'support' });
    await expect(resetFactor(admin, foreign.id)).rejects.toThrow(NotFound);
  });
});

describe('a forgotten password', () => {
  const ask = (email: string) => requestReset(runtime, email, { answerAfterMs: 0 });

  test('is chosen anew by a letter, once; every session ends and the old one opens nothing', async () => {
    const person = await tenants.person({ alfa: 'manager' });
    const session = await tokenOf(person.email);
    await ask(person.email.toUpperCase());
    const { token } = await letterTo(tenants, person.email);
    expect(await readReset(runtime, token)).toEqual({ email: person.email, locale: 'tr' });
    const both = await Promise.all([
      choosePassword(runtime, token, CHOSEN),
      choosePassword(runtime, token, CHOSEN),
    ]);
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
    await expect(authorise(runtime, session, 'alfa', 'transactions:see')).rejects.toThrow(NotSignedIn);
    await expect(tokenOf(person.email)).rejects.toThrow('wrong');
    await tokenOf(person.email, CHOSEN);
    expect(await choosePassword(runtime, token, `${CHOSEN}!`)).toEqual({
      ok: false,
      error: { kind: 'gone' },
    });
    expect(await lastEntry('password.changed')).toMatchObject({ objectId: person.id });
    const letters = (await queuedLetters(tenants)).filter(({ to }) => to === person.email);
    expect(letters.map(({ text }) => text.includes('parolası değiştirildi'))).toEqual([true, false]);
  });

  test('has one letter that counts: whichever is used, the others are void', async () => {
    const person = await tenants.person({ alfa: 'manager' });
    await ask(person.email);
    const first = await letterTo(tenants, person.email);
    await ask(person.email);
    const second = await letterTo(tenants, person.email);
    expect((await choosePassword(runtime, second.token, CHOSEN)).ok).toBe(true);
    expect((await choosePassword(runtime, first.token, CHOSEN)).ok).toBe(false);
  });

  test('is neither the one of now nor one of the four before it', async () => {
    const person = await tenants.person({ alfa: 'manager' });
    const choose = async (password: string) => {
      tenants.clock.advance(3_600_001);
      await ask(person.email);
      const { token } = await letterTo(tenants, person.email);
      return choosePassword(runtime, token, password);
    };
    const used = { ok: false, error: { kind: 'password', flaw: 'used' } };
    expect(await choose(PASSWORD)).toEqual(used);
    for (const number of [1, 2, 3, 4]) expect((await choose(`${CHOSEN} ${number}`)).ok).toBe(true);
    for (const old of [PASSWORD, `${CHOSEN} 1`, `${CHOSEN} 4`]) expect(await choose(old)).toEqual(used);
    expect((await choose(`${CHOSEN} 5`)).ok).toBe(true);
    expect((await choose(PASSWORD)).ok).toBe(true);
  });

  test('is not chosen an hour later, nor by a letter for somebody else, nor against the rule', async () => {
    const person = await tenants.person({ alfa: 'manager' });
    const other = await tenants.person({ alfa: 'manager' });
    await ask(person.email);
    const { token } = await letterTo(tenants, person.email);
    const swapped = `${other.id.slice('usr_'.length)}${token.slice(26)}`;
    expect((await choosePassword(runtime, swapped, CHOSEN)).ok).toBe(false);
    expect(await choosePassword(runtime, token, 'too short 1')).toMatchObject({
      error: { kind: 'password' },
    });
    tenants.clock.advance(3_600_000);
    expect(await readReset(runtime, token)).toBeNull();
    expect((await choosePassword(runtime, token, CHOSEN)).ok).toBe(false);
  });

  test('brings letters to nobody who is unknown, shut out or without a merchant, and few to anybody', async () => {
    const before = (await queuedLetters(tenants)).length;
    const shutOut = await tenants.person({ alfa: 'support' });
    await changeAccess(await somebody('admin', 'users:manage'), { kind: 'disable', userId: shutOut.id });
    const nowhere = await tenants.person({});
    for (const email of ['nobody@firin.example', shutOut.email, nowhere.email]) await ask(email);
    expect((await queuedLetters(tenants)).length).toBe(before);
    const person = await tenants.person({ alfa: 'support' });
    for (let asked = 0; asked < 6; asked++) await ask(person.email);
    expect((await queuedLetters(tenants)).length).toBe(before + 3);
  });

  test('is answered no sooner than what any of it takes, whoever exists', async () => {
    const person = await tenants.person({ alfa: 'support' });
    const answerAfterMs = 400;
    for (const email of [person.email, 'nobody@firin.example']) {
      const begun = performance.now();
      await requestReset(runtime, email, { answerAfterMs });
      // A timer may fire within the millisecond before.
      expect(performance.now() - begun, email).toBeGreaterThan(answerAfterMs - 2);
    }
  });

  test('of somebody else is chosen by them, by a letter an administrator sends and never sees', async () => {
    const admin = await somebody('admin', 'users:manage');
    const person = await tenants.person({ alfa: 'accountant' });
    expect(await sendReset(admin, person.id)).toEqual({ ok: true, value: null });
    tenants.clock.advance(23 * 3_600_000);
    const { token } = await letterTo(tenants, person.email);
    expect((await choosePassword(runtime, token, CHOSEN)).ok).toBe(true);
    expect(await lastEntry('user.reset_sent')).toMatchObject({ objectId: person.id });
  });
});
