import { randomUUID } from 'node:crypto';
import { and, eq, sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { inScope } from '#db/client.ts';
import { type ApprovalRow, findApproval, insertApproval, listApprovalsOf } from '#db/queries/approvals.ts';
import { listFollowUps } from '#db/queries/follow-ups.ts';
import { putLimit, putSingleManager } from '#db/queries/limits.ts';
import { approvals } from '#db/schema/approvals.ts';
import { auditLog } from '#db/schema/audit-log.ts';
import { memberships, type Role } from '#db/schema/memberships.ts';
import { transactions } from '#db/schema/transactions.ts';
import { users } from '#db/schema/users.ts';
import { answerApproval, withdrawApproval } from '#server/approvals/answer-approval.ts';
import { EXPIRES_MS } from '#server/approvals/approval-rule.ts';
import { changeMemberWithSecond } from '#server/approvals/change-member-with-second.ts';
import { getApproval } from '#server/approvals/get-approval.ts';
import { countApprovals, listApprovals } from '#server/approvals/list-approvals.ts';
import { requestLimit, requestSingleManager } from '#server/approvals/request-change.ts';
import { requestRefund } from '#server/approvals/request-refund.ts';
import { listApprovalWork, runApproval } from '#server/approvals/run-approval.ts';
import { type Context, NotFound } from '#server/auth/context.ts';
import { allows, type Permission } from '#server/auth/permissions.ts';
import type { ApprovalId, TransactionId, UserId } from '#server/kernel/ids.ts';
import { DELAY_MS } from '#server/kernel/second-person.ts';
import { getLimits } from '#server/limits/get-limits.ts';
import { lockAlone } from '#server/limits/read-limit.ts';
import { getMoneyBack } from '#server/transactions/get-money-back.ts';
import { getTransaction } from '#server/transactions/get-transaction.ts';
import { startRefund } from '#server/transactions/start-refund.ts';
import { ids } from '#tests/factories/ids.ts';
import { type ByHand, createByHand, LOST, REFUSED, WORKER } from '#tests/support/by-hand.ts';
import { waitFor } from '#tests/support/wait-for.ts';

const PER_SALE = 5_000;
const PER_DAY = 8_000;

let hand: ByHand;
/** Managers, each with a day of their own to give back in. */
let first: UserId;
let second: UserId;

beforeAll(async () => {
  hand = await createByHand();
  const merchantId = hand.system().merchant.id;
  const limit = { merchantId, role: 'everyone' as const, currency: 'TRY' as const, setAt: new Date() };
  await hand
    .system()
    .inTransaction((tx) => putLimit(tx, { ...limit, perSaleMinor: PER_SALE, perDayMinor: PER_DAY }));
});
afterAll(() => hand.world.close());

/** Nothing of one test stands in the way of the next: what is still open lets its device go. */
afterEach(async () => {
  const hold = await hand.holder(hand.world.terminal);
  if (hold) await hand.free(hold.operationId);
});

beforeEach(async () => {
  first = await hire('manager');
  second = await hire('manager');
});

async function hire(role: Role): Promise<UserId> {
  const { db } = hand.world.running.runtime;
  const id = ids.next('user');
  const createdAt = new Date();
  const person = { id, email: `${id}@test.example`, name: id, passwordHash: '-', locale: 'tr' as const };
  await inScope(db, { userId: id }, (tx) => tx.insert(users).values({ ...person, createdAt }));
  const merchantId = hand.system().merchant.id;
  await inScope(db, { merchantId }, (tx) =>
    tx.insert(memberships).values({ merchantId, userId: id, role, createdAt }),
  );
  return id;
}

async function setRole(userId: UserId, role: Role): Promise<void> {
  const mine = and(eq(memberships.merchantId, hand.system().merchant.id), eq(memberships.userId, userId));
  await hand.system().inTransaction((tx) => tx.update(memberships).set({ role }).where(mine));
}

function as<P extends Permission>(
  id: UserId,
  permission: P,
  { role = 'manager', at }: { role?: Role; at?: Date } = {},
): Context<P> {
  if (!allows(role, permission)) throw new Error(`${role} may not ${permission}`);
  const ctx = hand.world.as('manager', 'transactions:see');
  const actor = { ...ctx.actor, id, role };
  return { ...ctx, permission, actor, ...(at && { clock: { now: () => at } }) };
}

async function approvedSale(minor = 20_000): Promise<TransactionId> {
  const id = await hand.sell(minor);
  await hand.approve(id);
  return id;
}

const wishOf = (saleId: TransactionId, amountMinor: number) => ({
  intentKey: randomUUID(),
  saleId,
  size: { by: 'amount' as const, amountMinor },
  reason: 'The customer brought it back',
});

function giveBack(saleId: TransactionId, amountMinor: number, who = first) {
  return startRefund(as(who, 'refund:start'), wishOf(saleId, amountMinor));
}

/** Has an operation sent, and answered. */
async function settle(id: TransactionId, reply: typeof REFUSED | typeof LOST | 'approved'): Promise<void> {
  await hand.apply(id, { kind: 'claimed', workerKey: WORKER });
  if (reply === 'approved') await hand.approve(id);
  else await hand.apply(id, { kind: 'replied', reply });
}

async function ask(saleId: TransactionId, amountMinor = 9_000, who = first): Promise<ApprovalId> {
  const asked = await requestRefund(as(who, 'refund:request'), wishOf(saleId, amountMinor));
  if (!asked.ok) throw new Error(asked.error.kind);
  return asked.value.approvalId;
}

function answer(approvalId: ApprovalId, what: 'accept' | 'reject' = 'accept', who = second, at?: Date) {
  const wish = { approvalId, answer: what, sentence: 'Seen at the counter', deviceIsIdle: false };
  return answerApproval(as(who, 'approvals:decide', at ? { at } : {}), wish);
}

async function rowOf(id: ApprovalId): Promise<ApprovalRow> {
  const row = await hand.system().inTransaction((tx) => findApproval(tx, hand.system().merchant.id, id));
  if (!row) throw new Error(`${id} is gone`);
  return row;
}

async function refundsOf(saleId: TransactionId) {
  const ctx = hand.system();
  return ctx.inTransaction((tx) => listFollowUps(tx, ctx.merchant.id, saleId));
}

async function audited(objectId: string): Promise<string[]> {
  const rows = await hand
    .system()
    .inTransaction((tx) =>
      tx.select().from(auditLog).where(eq(auditLog.objectId, objectId)).orderBy(auditLog.sequence),
    );
  return rows.map(({ action, actorId }) => `${action} ${actorId}`);
}

describe('a refund above the limit', () => {
  test('of one sale is not started, and not one below it that makes it more', async () => {
    const sale = await approvedSale();
    expect(await giveBack(sale, PER_SALE + 1)).toMatchObject({
      ok: false,
      error: { kind: 'second_person_needed', aloneMinor: PER_SALE },
    });
    const started = await giveBack(sale, 3_000);
    if (!started.ok) throw new Error(started.error.kind);
    await settle(started.value.transactionId, LOST);
    // Unknown counts as gone.
    const offer = await getMoneyBack(as(first, 'transactions:see'), sale);
    expect(offer.aloneMinor).toBe(2_000);
    await hand.free(started.value.transactionId);
  });

  test('of a person in a day is not started, whatever the sale', async () => {
    const [one, other] = [await approvedSale(), await approvedSale()];
    const started = await giveBack(one, 5_000);
    if (!started.ok) throw new Error(started.error.kind);
    await settle(started.value.transactionId, 'approved');
    expect(await giveBack(other, 3_001)).toMatchObject({ error: { aloneMinor: 3_000 } });
    const offer = await getMoneyBack(as(first, 'transactions:see'), other);
    expect(offer).toMatchObject({ aloneMinor: 3_000, waiting: null });
  });

  test('counts what waits for a second person, until that is answered', async () => {
    const [one, other] = [await approvedSale(), await approvedSale()];
    const approvalId = await ask(one, 7_500);
    expect(await giveBack(other, 501)).toMatchObject({ error: { aloneMinor: 500 } });
    expect(await giveBack(one, 1)).toMatchObject({ error: { aloneMinor: 0 } });
    expect(await answer(approvalId, 'reject')).toMatchObject({ ok: true });
    const started = await giveBack(other, 501);
    if (!started.ok) throw new Error(started.error.kind);
    await settle(started.value.transactionId, REFUSED);
  });

  test('does not count what moved no money', async () => {
    const sale = await approvedSale();
    const started = await giveBack(sale, 5_000);
    if (!started.ok) throw new Error(started.error.kind);
    await settle(started.value.transactionId, REFUSED);
    expect(await getMoneyBack(as(first, 'transactions:see'), sale)).toMatchObject({ aloneMinor: PER_SALE });
  });

  test('is counted one after the other for a person, whatever the sales', async () => {
    const ctx = hand.system();
    const merchantId = ctx.merchant.id;
    const [one, other] = [await approvedSale(), await approvedSale()];
    const person = { id: first, role: 'manager' as const };
    const askedOf = (id: TransactionId) => ({
      ...{ merchantId, person, at: new Date() },
      sale: { id, currency: 'TRY' as const },
    });
    const template = await rowOf(await ask(one, 7_500));
    await answer(template.id, 'reject');
    const [locked, counted] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const before = ctx.inTransaction(async (tx) => {
      expect(await lockAlone(tx, askedOf(one))).toBe(PER_SALE);
      locked.resolve();
      await counted.promise;
      const fresh = { id: ids.next('approval'), intentKey: randomUUID() };
      await insertApproval(tx, { ...template, ...fresh, state: 'waiting', decidedBy: null, endedAt: null });
    });
    await locked.promise;
    const after = ctx.inTransaction((tx) => lockAlone(tx, askedOf(other)));
    await waitFor(
      () =>
        ctx.inTransaction(async (tx) => {
          const waits = sql`select 1 from pg_locks where locktype = 'advisory' and not granted`;
          return (await tx.execute(waits)).length > 0;
        }),
      'the second one waiting for the first',
    );
    counted.resolve();
    await before;
    expect(await after).toBe(500);
  });
});

describe('a request', () => {
  test('sends and reserves nothing, and is one operation when another manager lets it happen', async () => {
    const sale = await approvedSale();
    const approvalId = await ask(sale);
    expect(await refundsOf(sale)).toEqual([]);
    expect(await hand.read(sale)).toMatchObject({ refundReservedMinor: 0 });
    const answered = await answer(approvalId);
    if (!answered.ok) throw new Error(answered.error.kind);
    const { transactionId } = answered.value;
    if (!transactionId) throw new Error('no operation');
    expect(await hand.read(transactionId)).toMatchObject({
      kind: 'refund',
      state: 'created',
      amountMinor: 9_000,
      createdBy: first,
      originalId: sale,
    });
    expect(await hand.read(sale)).toMatchObject({ refundReservedMinor: 9_000 });
    expect(await rowOf(approvalId)).toMatchObject({ state: 'used', decidedBy: second, transactionId });
    expect(await audited(approvalId)).toEqual([`approval.requested ${first}`, `approval.used ${second}`]);
    const detail = await getTransaction(as(second, 'transactions:see'), transactionId);
    expect(detail).toMatchObject({ createdBy: first, approval: { checker: second, isChecked: true } });
    expect(detail.timeline.map(({ entry }) => entry?.kind)).toContain('approval');
    const story = (await getTransaction(as(second, 'transactions:see'), sale)).timeline;
    const steps = story.flatMap(({ entry }) => (entry?.kind === 'approval' ? entry.step : []));
    expect(steps).toEqual(['used', 'requested']);
    await settle(transactionId, REFUSED);
  });

  test('by an accountant is let happen by a manager', async () => {
    const accountant = await hire('accountant');
    const sale = await approvedSale();
    const asked = await requestRefund(
      as(accountant, 'refund:request', { role: 'accountant' }),
      wishOf(sale, 100),
    );
    if (!asked.ok) throw new Error(asked.error.kind);
    const answered = await answer(asked.value.approvalId);
    if (!answered.ok || !answered.value.transactionId) throw new Error('not let happen');
    expect(await hand.read(answered.value.transactionId)).toMatchObject({ createdBy: accountant });
    await settle(answered.value.transactionId, REFUSED);
  });

  test('is the same one when the same form is sent twice, at once or later', async () => {
    const sale = await approvedSale();
    const wish = wishOf(sale, 9_000);
    const ctx = as(first, 'refund:request');
    const both = await Promise.all([requestRefund(ctx, wish), requestRefund(ctx, wish)]);
    const again = await requestRefund(ctx, wish);
    const made = [...both, again].map((each) => each.ok && each.value.approvalId);
    expect(new Set(made).size).toBe(1);
    expect(await requestRefund(ctx, { ...wish, size: { by: 'amount', amountMinor: 9_001 } })).toMatchObject({
      error: { kind: 'intent_reused' },
    });
    await answer(made[0] as ApprovalId, 'reject');
  });

  test('for the same sale waits until the one before is answered', async () => {
    const sale = await approvedSale();
    const approvalId = await ask(sale);
    expect(await requestRefund(as(second, 'refund:request'), wishOf(sale, 1_000))).toEqual({
      ok: false,
      error: { kind: 'already_waiting', approvalId },
    });
    expect(await getMoneyBack(as(second, 'transactions:see'), sale)).toMatchObject({
      waiting: { approvalId, amount: { minor: 9_000 } },
    });
    await answer(approvalId, 'reject');
    await answer(await ask(sale), 'reject');
  });

  test('is refused for more than is left', async () => {
    const sale = await approvedSale();
    expect(await requestRefund(as(first, 'refund:request'), wishOf(sale, 20_001))).toMatchObject({
      error: { kind: 'more_than_left' },
    });
  });
});

describe('nobody', () => {
  test('lets happen what he asked for himself, and the database says so too', async () => {
    const sale = await approvedSale();
    const approvalId = await ask(sale);
    expect(await answer(approvalId, 'accept', first)).toMatchObject({ error: { kind: 'own_request' } });
    const cheat = hand
      .system()
      .inTransaction((tx) =>
        tx
          .update(approvals)
          .set({ state: 'used', endedAt: new Date(), decidedBy: first })
          .where(eq(approvals.id, approvalId)),
      );
    await expect(cheat).rejects.toThrow();
    await answer(approvalId, 'reject');
  });

  test('lets a refund happen as an administrator, or sees one', async () => {
    const admin = await hire('admin');
    const approvalId = await ask(await approvedSale());
    const ctx = as(admin, 'approvals:decide', { role: 'admin' });
    expect(
      await answerApproval(ctx, { approvalId, answer: 'accept', sentence: null, deviceIsIdle: false }),
    ).toMatchObject({ error: { kind: 'not_found' } });
    const reader = as(admin, 'approvals:see', { role: 'admin' });
    await expect(getApproval(reader, approvalId)).rejects.toThrow(NotFound);
    expect((await listApprovals(reader)).forMe).toEqual([]);
    await answer(approvalId, 'reject');
  });

  test('answers for a maker who may not ask any more, nor as a checker who may not check any more', async () => {
    const sale = await approvedSale();
    const approvalId = await ask(sale);
    await setRole(first, 'support');
    expect(await answer(approvalId)).toMatchObject({ error: { kind: 'right_lost' } });
    await setRole(first, 'manager');
    await setRole(second, 'accountant');
    expect(await answer(approvalId)).toMatchObject({ error: { kind: 'right_lost' } });
    expect(await refundsOf(sale)).toEqual([]);
    await setRole(second, 'manager');
    await answer(approvalId, 'reject');
  });

  test('of another merchant finds it', async () => {
    const approvalId = await ask(await approvedSale());
    const ctx = as(second, 'approvals:decide');
    const elsewhere = { ...ctx, merchant: { ...ctx.merchant, id: ids.next('merchant') } };
    const wish = { approvalId, answer: 'accept' as const, sentence: null, deviceIsIdle: false };
    const { db } = hand.world.running.runtime;
    const foreign = {
      ...elsewhere,
      inTransaction: <T>(work: Parameters<typeof inScope<T>>[2]) =>
        inScope(db, { merchantId: elsewhere.merchant.id }, work),
    } as Context<'approvals:decide'>;
    expect(await answerApproval(foreign, wish)).toMatchObject({ error: { kind: 'not_found' } });
    await answer(approvalId, 'reject');
  });
});

describe('a race', () => {
  test('of two checkers is won by one, and there is one operation', async () => {
    const third = await hire('manager');
    const sale = await approvedSale();
    const approvalId = await ask(sale);
    const both = await Promise.all([answer(approvalId), answer(approvalId, 'accept', third)]);
    expect(both.map((each) => (each.ok ? 'used' : each.error.kind)).sort()).toEqual(['not_waiting', 'used']);
    const refunds = await refundsOf(sale);
    expect(refunds).toHaveLength(1);
    for (const { id } of refunds) await settle(id, REFUSED);
  });

  test('of yes, no, and taking it back has one winner', async () => {
    const third = await hire('manager');
    const sale = await approvedSale();
    const approvalId = await ask(sale);
    const all = await Promise.all([
      answer(approvalId),
      answer(approvalId, 'reject', third),
      withdrawApproval(as(first, 'approvals:see'), { approvalId }),
    ]);
    const won = all.flatMap((each) => (each.ok ? each.value.state : []));
    expect(won).toHaveLength(1);
    const { state } = await rowOf(approvalId);
    expect([state]).toEqual(won);
    const refunds = await refundsOf(sale);
    expect(refunds).toHaveLength(state === 'used' ? 1 : 0);
    for (const { id } of refunds) await settle(id, REFUSED);
  });

  test('of a yes and the end of its day is not won by the yes', async () => {
    const sale = await approvedSale();
    const approvalId = await ask(sale);
    const { expiresAt } = await rowOf(approvalId);
    expect(expiresAt.getTime() - (await rowOf(approvalId)).madeAt.getTime()).toBe(EXPIRES_MS);
    expect(await answer(approvalId, 'accept', second, expiresAt)).toMatchObject({
      error: { kind: 'expired' },
    });
    for (const work of await listApprovalWork(hand.system({ at: expiresAt }))) await work();
    expect(await rowOf(approvalId)).toMatchObject({ state: 'expired', endedAt: expiresAt, decidedBy: null });
    expect(await answer(approvalId)).toMatchObject({ error: { kind: 'not_waiting' } });
    expect(await refundsOf(sale)).toEqual([]);
  });

  test('of a yes and another refund of the same money ends the request with the reason, and sends nothing', async () => {
    const sale = await approvedSale(10_000);
    const approvalId = await ask(sale, 9_000);
    // Below the limit, by somebody else, while the request waits: nothing of the sale is reserved for it.
    await hand
      .system()
      .inTransaction((tx) =>
        tx.update(transactions).set({ refundedMinor: 4_000 }).where(eq(transactions.id, sale)),
      );
    expect(await answer(approvalId)).toEqual({
      ok: false,
      error: { kind: 'overtaken', obstacle: 'less_left' },
    });
    expect(await rowOf(approvalId)).toMatchObject({ state: 'overtaken', obstacle: 'less_left' });
    expect(await refundsOf(sale)).toEqual([]);
    expect((await audited(approvalId)).at(-1)).toBe(`approval.came_to_nothing ${second}`);
  });

  test('of a yes and a taken device leaves it waiting', async () => {
    const sale = await approvedSale();
    const approvalId = await ask(sale);
    const blocker = await hand.sell(1_000);
    expect(await answer(approvalId)).toMatchObject({
      error: { kind: 'not_now', failure: { kind: 'device_held' } },
    });
    expect((await rowOf(approvalId)).state).toBe('waiting');
    await hand.fail(blocker);
    const answered = await answer(approvalId);
    if (!answered.ok || !answered.value.transactionId) throw new Error('not let happen');
    await settle(answered.value.transactionId, REFUSED);
  });
});

test('a request is frozen: what was asked for and what has ended cannot be changed, and nothing is used after its day', async () => {
  const approvalId = await ask(await approvedSale());
  const change = (set: Partial<ApprovalRow>) =>
    hand.system().inTransaction((tx) => tx.update(approvals).set(set).where(eq(approvals.id, approvalId)));
  await expect(change({ amountMinor: 1 })).rejects.toMatchObject({ cause: { code: 'VZ030' } });
  await expect(change({ madeBy: second })).rejects.toMatchObject({ cause: { code: 'VZ030' } });
  const { expiresAt } = await rowOf(approvalId);
  await expect(change({ state: 'used', decidedBy: second, endedAt: expiresAt })).rejects.toMatchObject({
    cause: { code: 'VZ032' },
  });
  await answer(approvalId, 'reject');
  await expect(change({ state: 'waiting', endedAt: null })).rejects.toMatchObject({
    cause: { code: 'VZ031' },
  });
});

test('the inbox has what waits for me, what is mine, and what was answered', async () => {
  const approvalId = await ask(await approvedSale());
  const seen = await listApprovals(as(second, 'approvals:see'));
  expect(seen.forMe.map(({ id }) => id)).toEqual([approvalId]);
  expect(seen.forMe[0]).toMatchObject({
    subject: { kind: 'refund', amount: { minor: 9_000, currency: 'TRY' } },
    reason: 'The customer brought it back',
    may: { accept: true, reject: true, withdraw: false },
  });
  expect(await countApprovals(as(second, 'approvals:see'))).toBe(1);
  const mine = await listApprovals(as(first, 'approvals:see'));
  expect(mine.mine.map(({ id }) => id)).toEqual([approvalId]);
  expect(await countApprovals(as(first, 'approvals:see'))).toBe(0);
  await answer(approvalId, 'reject');
  expect((await listApprovals(as(first, 'approvals:see'))).ended[0]).toMatchObject({
    id: approvalId,
    state: 'rejected',
    answer: 'Seen at the counter',
  });
});

describe('a limit', () => {
  test('takes effect when a second person lets it, and not twice', async () => {
    const admin = await hire('admin');
    const ctx = as(admin, 'limits:set', { role: 'admin' });
    const wish = {
      ...{ intentKey: randomUUID(), role: 'manager' as const, currency: 'USD' as const },
      ...{ perSaleMinor: 100, perDayMinor: 200 },
    };
    const asked = await requestLimit(ctx, wish);
    if (!asked.ok) throw new Error(asked.error.kind);
    const seeing = as(first, 'limits:see');
    expect(await getLimits(seeing)).toMatchObject({ waiting: 1 });
    expect((await getLimits(seeing)).rows.map(({ perSale }) => perSale.currency)).toEqual(['TRY']);
    const own = as(admin, 'approvals:decide', { role: 'admin' });
    const yes = {
      ...{ approvalId: asked.value.approvalId, answer: 'accept' as const },
      ...{ sentence: null, deviceIsIdle: false },
    };
    expect(await answerApproval(own, yes)).toMatchObject({ error: { kind: 'own_request' } });
    expect(await answer(asked.value.approvalId)).toMatchObject({ ok: true });
    expect((await getLimits(seeing)).rows).toMatchObject([
      { role: 'everyone', perSale: { currency: 'TRY' } },
      { role: 'manager', perSale: { minor: 100, currency: 'USD' }, perDay: { minor: 200 } },
    ]);
    expect(await audited(asked.value.approvalId)).toContain(`limit.set ${second}`);
    expect(await requestLimit(ctx, { ...wish, intentKey: randomUUID() })).toMatchObject({
      error: { kind: 'no_change' },
    });
  });
});

describe('another role', () => {
  const toRole = (userId: UserId, role: Role) => ({
    ...{ kind: 'role_change' as const, userId, role, branchIds: null },
  });

  async function roleOf(userId: UserId) {
    const rows = await hand
      .system()
      .inTransaction((tx) => tx.select().from(memberships).where(eq(memberships.userId, userId)));
    return rows[0]?.role;
  }

  test('that makes a manager waits for another administrator, and no manager lets it happen', async () => {
    const [admin, another] = [await hire('admin'), await hire('admin')];
    const accountant = await hire('accountant');
    const asked = await changeMemberWithSecond(
      as(admin, 'users:manage', { role: 'admin' }),
      toRole(accountant, 'manager'),
    );
    expect(asked).toEqual({ ok: true, value: { waits: true } });
    expect(await roleOf(accountant)).toBe('accountant');
    const inbox = await listApprovals(as(another, 'approvals:see', { role: 'admin' }));
    const request = inbox.forMe.find(({ kind }) => kind === 'member');
    if (!request) throw new Error('nothing waits');
    const yes = { approvalId: request.id, answer: 'accept' as const, sentence: null, deviceIsIdle: false };
    expect(await answerApproval(as(second, 'approvals:decide'), yes)).toMatchObject({
      error: { kind: 'not_found' },
    });
    const own = as(admin, 'approvals:decide', { role: 'admin' });
    expect(await answerApproval(own, yes)).toMatchObject({ error: { kind: 'own_request' } });
    const ctx = as(another, 'approvals:decide', { role: 'admin' });
    const both = await Promise.all([answerApproval(ctx, yes), answerApproval(ctx, yes)]);
    expect(both.filter((each) => each.ok)).toHaveLength(1);
    expect(await roleOf(accountant)).toBe('manager');
  });

  test('of one’s own is asked for, and let happen by another administrator', async () => {
    const [admin, another] = [await hire('admin'), await hire('admin')];
    const asked = await changeMemberWithSecond(
      as(admin, 'users:manage', { role: 'admin' }),
      toRole(admin, 'support'),
    );
    expect(asked).toMatchObject({ ok: true, value: { waits: true } });
    const ctx = as(another, 'approvals:see', { role: 'admin' });
    const request = (await listApprovals(ctx)).forMe.find(({ subject }) => subject.kind === 'member');
    if (!request) throw new Error('nothing waits');
    const yes = { approvalId: request.id, answer: 'accept' as const, sentence: null, deviceIsIdle: false };
    expect(await answerApproval(as(another, 'approvals:decide', { role: 'admin' }), yes)).toMatchObject({
      ok: true,
    });
    expect(await roleOf(admin)).toBe('support');
  });

  test('between those who only look things up and keep books needs one administrator', async () => {
    const [admin, accountant] = [await hire('admin'), await hire('accountant')];
    const ctx = as(admin, 'users:manage', { role: 'admin' });
    expect(await changeMemberWithSecond(ctx, toRole(accountant, 'support'))).toEqual({
      ok: true,
      value: { waits: false },
    });
    expect(await roleOf(accountant)).toBe('support');
  });
});

describe('where there is a single manager', () => {
  /** Everybody who could let a refund happen works elsewhere, but for one. */
  async function leaveAlone(userId: UserId): Promise<void> {
    const others = await hand
      .system()
      .inTransaction((tx) => tx.select().from(memberships).where(eq(memberships.role, 'manager')));
    for (const { userId: id } of others) if (id !== userId) await setRole(id, 'support');
  }

  async function say(isSingleManager: boolean): Promise<void> {
    const merchantId = hand.system().merchant.id;
    await hand
      .system()
      .inTransaction((tx) => putSingleManager(tx, { merchantId, isSingleManager, setAt: new Date() }));
  }

  test('a request waits for a second person unless the merchant has said so, which takes two people', async () => {
    const [admin, another] = [await hire('admin'), await hire('admin')];
    await leaveAlone(first);
    const sale = await approvedSale();
    expect((await rowOf(await ask(sale))).runsAt).toBeNull();
    const asked = await requestSingleManager(as(admin, 'limits:set', { role: 'admin' }), {
      intentKey: randomUUID(),
      isSingleManager: true,
    });
    if (!asked.ok) throw new Error(asked.error.kind);
    expect(await getLimits(as(first, 'limits:see'))).toMatchObject({ isSingleManager: false });
    const ctx = as(another, 'approvals:decide', { role: 'admin' });
    const yes = { answer: 'accept' as const, sentence: null, deviceIsIdle: false };
    expect(await answerApproval(ctx, { ...yes, approvalId: asked.value.approvalId })).toMatchObject({
      ok: true,
    });
    expect(await getLimits(as(first, 'limits:see'))).toMatchObject({ isSingleManager: true });
    await say(false);
  });

  test('it happens by itself after fifteen minutes, not before, once, and the audit says why', async () => {
    await leaveAlone(first);
    await say(true);
    const sale = await approvedSale();
    const approvalId = await ask(sale);
    const { madeAt, runsAt } = await rowOf(approvalId);
    expect(runsAt && runsAt.getTime() - madeAt.getTime()).toBe(DELAY_MS);
    await runApproval(hand.system({ at: new Date(madeAt.getTime() + DELAY_MS - 1) }), approvalId);
    expect((await rowOf(approvalId)).state).toBe('waiting');
    const at = new Date(madeAt.getTime() + DELAY_MS);
    await Promise.all([1, 2, 3].map(() => runApproval(hand.system({ at }), approvalId)));
    const refunds = await refundsOf(sale);
    expect(refunds).toHaveLength(1);
    expect(await rowOf(approvalId)).toMatchObject({
      state: 'used',
      decidedBy: null,
      transactionId: refunds[0]?.id,
    });
    const [entry] = await hand.system().inTransaction((tx) =>
      tx
        .select()
        .from(auditLog)
        .where(and(eq(auditLog.objectId, approvalId), eq(auditLog.action, 'approval.used'))),
    );
    expect(entry?.data).toMatchObject({ singleManager: true, madeBy: first, checkedBy: null });
    for (const { id } of refunds) await settle(id, REFUSED);
    await say(false);
  });

  test('it is revoked until then by its maker, and stopped by an accountant', async () => {
    const accountant = await hire('accountant');
    await leaveAlone(first);
    await say(true);
    const sale = await approvedSale();
    const mine = await ask(sale);
    expect(await withdrawApproval(as(first, 'approvals:see'), { approvalId: mine })).toMatchObject({
      ok: true,
      value: { state: 'withdrawn' },
    });
    const stopped = await ask(sale);
    const ctx = as(accountant, 'approvals:see', { role: 'accountant' });
    expect(await withdrawApproval(ctx, { approvalId: stopped })).toMatchObject({
      ok: true,
      value: { state: 'rejected' },
    });
    const late = hand.system({ at: new Date(Date.now() + 2 * DELAY_MS) });
    await runApproval(late, mine);
    await runApproval(late, stopped);
    expect(await refundsOf(sale)).toEqual([]);
    await say(false);
  });

  test('it does not happen when somebody has come meanwhile who can answer it: it waits for them, and says so', async () => {
    await leaveAlone(first);
    await say(true);
    const sale = await approvedSale();
    const approvalId = await ask(sale);
    const reader = as(first, 'approvals:see');
    expect(await getApproval(reader, approvalId)).toMatchObject({
      runsAt: (await rowOf(approvalId)).runsAt,
      isNoLongerAlone: false,
    });
    await setRole(second, 'manager');
    const at = new Date(Date.now() + 2 * DELAY_MS);
    await runApproval(hand.system({ at }), approvalId);
    expect(await refundsOf(sale)).toEqual([]);
    expect((await rowOf(approvalId)).state).toBe('waiting');
    expect(await getApproval(reader, approvalId)).toMatchObject({ runsAt: null, isNoLongerAlone: true });
    expect(await getMoneyBack(as(first, 'transactions:see'), sale)).toMatchObject({
      waiting: { approvalId, happensByItself: false },
    });
    expect(await answer(approvalId, 'accept', second, at)).toMatchObject({ ok: true });
    expect(await rowOf(approvalId)).toMatchObject({ state: 'used', decidedBy: second });
    for (const { id } of await refundsOf(sale)) await settle(id, REFUSED);
    await say(false);
  });

  test('it does not happen when the merchant no longer says so', async () => {
    await leaveAlone(first);
    await say(true);
    const sale = await approvedSale();
    const approvalId = await ask(sale);
    await say(false);
    await runApproval(hand.system({ at: new Date(Date.now() + 2 * DELAY_MS) }), approvalId);
    expect(await refundsOf(sale)).toEqual([]);
    expect((await rowOf(approvalId)).state).toBe('waiting');
    await withdrawApproval(as(first, 'approvals:see'), { approvalId });
    const all = await hand
      .system()
      .inTransaction((tx) => listApprovalsOf(tx, hand.system().merchant.id, sale));
    expect(all.map(({ state }) => state)).toEqual(['withdrawn']);
  });
});
