import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { putSingleManager } from '#db/queries/limits.ts';
import { approvals } from '#db/schema/approvals.ts';
import { branches } from '#db/schema/branches.ts';
import { invitations } from '#db/schema/invitations.ts';
import { memberships, type Role } from '#db/schema/memberships.ts';
import { merchants } from '#db/schema/merchants.ts';
import { answerApproval } from '#server/approvals/answer-approval.ts';
import { changeMemberWithSecond } from '#server/approvals/change-member-with-second.ts';
import { getApproval } from '#server/approvals/get-approval.ts';
import { invite, inviteAgain, takeInvitationBack } from '#server/approvals/invite-with-second.ts';
import { listApprovals } from '#server/approvals/list-approvals.ts';
import { runApproval } from '#server/approvals/run-approval.ts';
import { authorise } from '#server/auth/authorise.ts';
import type { Context } from '#server/auth/context.ts';
import { createSystemContext } from '#server/auth/create-context.ts';
import type { Permission } from '#server/auth/permissions.ts';
import type { ApprovalId, InvitationId } from '#server/kernel/ids.ts';
import { DELAY_MS } from '#server/kernel/second-person.ts';
import { changeAccess } from '#server/people/change-member.ts';
import { openInvitation, sendInvitation } from '#server/people/invite.ts';
import { join } from '#server/people/join.ts';
import { listPeople } from '#server/people/list-people.ts';
import { readSecondAdmin } from '#server/people/second-admin.ts';
import type { Runtime } from '#server/runtime/runtime.ts';
import { ids } from '#tests/factories/ids.ts';
import { letterTo, queuedLetters, withMail } from '#tests/support/letters.ts';
import { createTenants, type Tenants, type TestPerson } from '#tests/support/tenants.ts';

type Slug = 'alfa' | 'beta';

let tenants: Tenants;
let runtime: Runtime;
/** Two administrators and a manager of `alfa`. */
let one: TestPerson;
let another: TestPerson;
let manager: TestPerson;

beforeAll(async () => {
  tenants = await createTenants();
  runtime = withMail(tenants.runtime);
  one = await tenants.person({ alfa: 'admin' });
  another = await tenants.person({ alfa: 'admin' });
  manager = await tenants.person({ alfa: 'manager' });
});
afterAll(() => tenants.close());

async function as<P extends Permission>(
  person: TestPerson,
  permission: P,
  slug: Slug = 'alfa',
): Promise<Context<P>> {
  const token = await tenants.letIn(await tenants.givePassword(person));
  return authorise(runtime, token, slug, permission);
}

let count = 0;
function wish(role: Role) {
  count++;
  const email = `${role}.${count}@firin.example`;
  return { name: 'Can Öztürk', email, role, branchIds: null, locale: 'tr' as const };
}

async function lettersTo(email: string): Promise<number> {
  return (await queuedLetters(tenants)).filter(({ to }) => to === email).length;
}

/** Has somebody asked in by the first administrator; what waits for another one then. */
async function askedFor(role: Role) {
  const asked = wish(role);
  const made = await invite(await as(one, 'users:invite-support'), asked);
  if (!made.ok) throw new Error(made.error.kind);
  const { invitationId, waits } = made.value;
  return { ...asked, invitationId, waits, approvalId: await requestOf(invitationId) };
}

async function requestOf(invitationId: InvitationId): Promise<ApprovalId> {
  const rows = await tenants.asOwner((db) =>
    db.select().from(approvals).where(eq(approvals.subjectId, invitationId)).orderBy(approvals.id),
  );
  const last = rows.at(-1);
  if (!last) throw new Error(`${invitationId} waits for nobody`);
  return last.id;
}

async function stateOf(id: ApprovalId) {
  const [row] = await tenants.asOwner((db) => db.select().from(approvals).where(eq(approvals.id, id)));
  return row && { state: row.state, obstacle: row.obstacle };
}

async function answer(person: TestPerson, approvalId: ApprovalId, said: 'accept' | 'reject' = 'accept') {
  const words = { approvalId, answer: said, sentence: 'Known here', deviceIsIdle: false };
  return answerApproval(await as(person, 'approvals:decide'), words);
}

const accept = (token: string) =>
  join(runtime, token, { password: 'bir fincan kahve 40 yıl', session: null });

describe('an invitation as manager or administrator', () => {
  test('names the branches it is for to who answers it', async () => {
    const ctx = await as(one, 'users:invite-support');
    const branchIds = [ids.next('branch'), ids.next('branch')];
    await tenants.asOwner((db) =>
      db.insert(branches).values(
        ['Moda', 'Galata'].map((name, at) => {
          const id = branchIds[at] ?? ids.next('branch');
          return { merchantId: ctx.merchant.id, id, name, address: 'Kule Cd. 1', city: 'İstanbul' };
        }),
      ),
    );
    const made = await invite(ctx, { ...wish('manager'), branchIds });
    if (!made.ok) throw new Error(made.error.kind);
    const approvalId = await requestOf(made.value.invitationId);
    const { subject } = await getApproval(await as(another, 'approvals:see'), approvalId);
    expect(subject).toMatchObject({ after: { role: 'manager', branches: ['Galata', 'Moda'] } });
    await answer(another, approvalId, 'reject');
  });

  test.each(['manager', 'admin'] as const)(
    'as %s is sent when another administrator lets it, once, and by nobody else',
    async (role) => {
      const { email, approvalId, waits, invitationId } = await askedFor(role);
      expect(waits).toBe(true);
      expect(await lettersTo(email)).toBe(0);
      expect(await answer(one, approvalId)).toEqual({ ok: false, error: { kind: 'own_request' } });
      expect(await answer(manager, approvalId)).toEqual({ ok: false, error: { kind: 'not_found' } });
      expect(await lettersTo(email)).toBe(0);

      const inbox = await listApprovals(await as(another, 'approvals:see'));
      expect(inbox.forMe.find(({ id }) => id === approvalId)?.subject).toEqual({
        kind: 'invitation',
        person: 'Can Öztürk',
        email,
        after: { role, branches: null },
      });
      const both = await Promise.all([answer(another, approvalId), answer(another, approvalId)]);
      expect(both.filter(({ ok }) => ok)).toHaveLength(1);
      expect(await lettersTo(email)).toBe(1);
      expect(await accept((await letterTo(tenants, email)).token)).toMatchObject({ ok: true });
      const [row] = await tenants.asOwner((db) =>
        db.select().from(invitations).where(eq(invitations.id, invitationId)),
      );
      const [joined] = await tenants.asOwner((db) =>
        db
          .select()
          .from(memberships)
          .where(eq(memberships.userId, row?.acceptedBy ?? 'usr_')),
      );
      expect(joined).toMatchObject({ role });
    },
  );

  test('of support or an accountant needs nobody else', async () => {
    for (const role of ['support', 'accountant'] as const) {
      const asked = wish(role);
      const made = await invite(await as(one, 'users:invite-support'), asked);
      expect(made, role).toMatchObject({ ok: true, value: { waits: false } });
      expect(await lettersTo(asked.email)).toBe(1);
    }
  });

  test('is not sent by sending it again, before or after it was let happen', async () => {
    const { email, approvalId, invitationId } = await askedFor('admin');
    const ctx = await as(one, 'users:invite-support');
    expect(await inviteAgain(ctx, invitationId)).toMatchObject({
      ok: false,
      error: { kind: 'already_waiting' },
    });
    expect(await lettersTo(email)).toBe(0);
    await answer(another, approvalId);
    const first = await letterTo(tenants, email);
    expect(await inviteAgain(ctx, invitationId)).toEqual({ ok: true, value: { waits: true } });
    expect(await lettersTo(email)).toBe(1);
    await answer(another, await requestOf(invitationId));
    expect(await lettersTo(email)).toBe(2);
    expect(await accept(first.token)).toEqual({ ok: false, error: { kind: 'gone' } });
    expect(await accept((await letterTo(tenants, email)).token)).toMatchObject({ ok: true });
  });

  test('is sent by no part of the program without the request that two stand behind', async () => {
    const ctx = await as(one, 'users:invite-support');
    const asked = wish('manager');
    const sent = await ctx.inTransaction(async (tx) => {
      const opened = await openInvitation(ctx, tx, asked);
      return opened.ok ? sendInvitation(ctx, tx, opened.value, null) : opened;
    });
    expect(sent).toEqual({ ok: false, error: { kind: 'needs_second' } });
    expect(await lettersTo(asked.email)).toBe(0);
  });

  test('that was turned down stands as not sent, and can be asked for again', async () => {
    const { email, approvalId, invitationId } = await askedFor('manager');
    const personOf = async () =>
      (await listPeople(await as(one, 'users:see'))).find((person) => person.email === email);
    expect(await personOf()).toMatchObject({ state: 'waiting', invitationId });
    expect(await answer(another, approvalId, 'reject')).toMatchObject({ ok: true });
    expect(await personOf()).toMatchObject({ state: 'unsent', invitationId });
    const ctx = await as(one, 'users:invite-support');
    expect(await inviteAgain(ctx, invitationId)).toEqual({ ok: true, value: { waits: true } });
    expect(await lettersTo(email)).toBe(0);
    await answer(another, await requestOf(invitationId));
    expect(await personOf()).toMatchObject({ state: 'invited' });
  });

  test('that was taken back is asked of nobody any more', async () => {
    const { email, approvalId, invitationId } = await askedFor('admin');
    await takeInvitationBack(await as(one, 'users:invite-support'), invitationId);
    expect(await stateOf(approvalId)).toEqual({ state: 'overtaken', obstacle: 'invitation_over' });
    expect(await answer(another, approvalId)).toEqual({ ok: false, error: { kind: 'not_waiting' } });
    expect(await lettersTo(email)).toBe(0);
  });

  test('comes to nothing when its person works here by then', async () => {
    const { email, approvalId } = await askedFor('manager');
    const { id } = await tenants.person({ alfa: 'support' });
    await tenants.asOwner((db) => db.execute(`update users set email = '${email}' where id = '${id}'`));
    expect(await answer(another, approvalId)).toMatchObject({ error: { kind: 'overtaken' } });
    expect(await lettersTo(email)).toBe(0);
  });
});

describe('where there is one administrator', () => {
  const second = async () => readSecondAdmin(await as(one, 'users:see'));

  test('the first one of a merchant lets others in alone, until somebody has come', async () => {
    const founder = await tenants.person({ beta: 'admin' });
    const accountant = await tenants.person({ beta: 'accountant' });
    expect(await readSecondAdmin(await as(founder, 'users:see', 'beta'))).toBe('first');
    const asked = wish('admin');
    const ctx = await as(founder, 'users:invite-support', 'beta');
    expect(await invite(ctx, asked)).toMatchObject({ ok: true, value: { waits: false } });
    expect(await accept((await letterTo(tenants, asked.email)).token)).toMatchObject({ ok: true });

    expect(await readSecondAdmin(await as(founder, 'users:see', 'beta'))).toBe('another');
    expect(await invite(ctx, wish('admin'))).toMatchObject({ ok: true, value: { waits: true } });
    const change = { kind: 'role_change', userId: accountant.id, role: 'manager', branchIds: null } as const;
    const manage = await as(founder, 'users:manage', 'beta');
    expect(await changeMemberWithSecond(manage, change)).toEqual({ ok: true, value: { waits: true } });
  });

  test('nobody becomes the first one by shutting out the others', async () => {
    expect(await second()).toBe('another');
    const ctx = await as(one, 'users:manage');
    const people = (await listPeople(await as(one, 'users:see'))).flatMap((person) =>
      'userId' in person && !person.isMe && person.role === 'admin' && person.state === 'active'
        ? person.userId
        : [],
    );
    for (const userId of people) await changeAccess(ctx, { kind: 'disable', userId });
    expect(await second()).toBe('nobody');
    const { email, approvalId } = await askedFor('admin');
    tenants.clock.advance(DELAY_MS);
    await runApproval(await worker(), approvalId);
    expect(await stateOf(approvalId)).toMatchObject({ state: 'waiting' });
    expect(await lettersTo(email)).toBe(0);
  });

  test('it is sent by itself after fifteen minutes where the merchant has said that there is nobody else', async () => {
    const ctx = await worker();
    const setAt = runtime.clock.now();
    await ctx.inTransaction((tx) =>
      putSingleManager(tx, { merchantId: tenants.alfa, isSingleManager: true, setAt }),
    );
    expect(await second()).toBe('by_itself');
    const { email, approvalId, waits } = await askedFor('admin');
    expect(waits).toBe(true);
    tenants.clock.advance(DELAY_MS - 1);
    await runApproval(ctx, approvalId);
    expect(await lettersTo(email)).toBe(0);
    tenants.clock.advance(1);
    await Promise.all([runApproval(ctx, approvalId), runApproval(ctx, approvalId)]);
    expect(await lettersTo(email)).toBe(1);
    expect(await stateOf(approvalId)).toMatchObject({ state: 'used' });
  });

  async function worker() {
    const [row] = await tenants.asOwner((db) =>
      db.select().from(merchants).where(eq(merchants.id, tenants.alfa)),
    );
    if (!row) throw new Error('alfa is gone');
    return createSystemContext(runtime, row, 'test');
  }
});
