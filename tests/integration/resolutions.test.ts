import { and, eq } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { inScope, violatedConstraint } from '#db/client.ts';
import { listBatchTotals } from '#db/queries/batches.ts';
import { putSingleManager } from '#db/queries/limits.ts';
import { endResolution, findResolution } from '#db/queries/resolutions.ts';
import type { TransactionRow } from '#db/queries/transactions.ts';
import { auditLog } from '#db/schema/audit-log.ts';
import { memberships, type Role } from '#db/schema/memberships.ts';
import type { Verdict } from '#db/schema/resolutions.ts';
import { users } from '#db/schema/users.ts';
import { type Context, NotFound } from '#server/auth/context.ts';
import { allows } from '#server/auth/permissions.ts';
import type { CalledOutcome } from '#server/gateways/callback.ts';
import type { ResolutionId, TransactionId, UserId } from '#server/kernel/ids.ts';
import { DELAY_MS } from '#server/kernel/second-person.ts';
import { checkResolution, withdrawResolution } from '#server/resolutions/check-resolution.ts';
import { getDecision } from '#server/resolutions/get-decision.ts';
import { getPhoto } from '#server/resolutions/get-photo.ts';
import { listProposals } from '#server/resolutions/list-proposals.ts';
import { proposeResolution } from '#server/resolutions/propose-resolution.ts';
import type { ResolutionWish } from '#server/resolutions/resolution-form.ts';
import { listResolutionWork } from '#server/resolutions/run-resolution.ts';
import { getTransaction } from '#server/transactions/get-transaction.ts';
import { listUnresolved } from '#server/transactions/list-unresolved.ts';
import { ids } from '#tests/factories/ids.ts';
import { type ByHand, createByHand, LOST } from '#tests/support/by-hand.ts';

let hand: ByHand;
let second: UserId;
beforeAll(async () => {
  hand = await createByHand();
  second = await hire('manager');
});
afterAll(() => hand.world.close());

/** Nothing of one test stands in the way of the next: what is still open lets its device go. */
afterEach(async () => {
  for (const deviceId of [hand.world.terminal, hand.world.register]) {
    const hold = await hand.holder(deviceId);
    if (hold) await hand.free(hold.operationId);
  }
});

const LATER_MS = 10 * 60_000;
const NO_FACTS = { authCode: null, last4: null, batchNumber: null, providerReference: null };
const PHOTO = {
  type: 'image/png',
  base64: Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3]).toString('base64'),
} as const;

/** Somebody new in a role. */
async function hire(role: Role): Promise<UserId> {
  const { db } = hand.world.running.runtime;
  const id = ids.next('user');
  const createdAt = new Date();
  await inScope(db, { userId: id }, (tx) =>
    tx
      .insert(users)
      .values({ id, email: `${id}@test.example`, name: id, passwordHash: '-', locale: 'tr', createdAt }),
  );
  const merchantId = hand.system().merchant.id;
  await inScope(db, { merchantId }, (tx) =>
    tx.insert(memberships).values({ merchantId, userId: id, role, createdAt }),
  );
  return id;
}

async function setRole(userId: UserId, role: Role): Promise<void> {
  const merchantId = hand.system().merchant.id;
  const mine = and(eq(memberships.merchantId, merchantId), eq(memberships.userId, userId));
  await hand.system().inTransaction((tx) => tx.update(memberships).set({ role }).where(mine));
}

/** Shuts somebody out without taking the role away. */
async function shutOut(userId: UserId): Promise<void> {
  const self = eq(users.id, userId);
  await inScope(hand.world.running.runtime.db, { userId }, (tx) =>
    tx.update(users).set({ disabledAt: new Date() }).where(self),
  );
}

/** A while after everything was sent, so that no device is still working on it. */
function maker(role: 'accountant' | 'manager' = 'accountant'): Context<'resolution:make'> {
  const at = new Date(Date.now() + LATER_MS);
  return { ...hand.world.as(role, 'resolution:make'), clock: { now: () => at } };
}

function checker(id?: UserId): Context<'resolution:check'> {
  const ctx = hand.world.as('manager', 'resolution:check');
  const at = new Date(Date.now() + LATER_MS);
  return { ...ctx, clock: { now: () => at }, actor: { ...ctx.actor, ...(id ? { id } : {}) } };
}

const seer = () => hand.world.as('support', 'transactions:see');

async function lostSale(minor = 10_000): Promise<TransactionId> {
  const id = await hand.sell(minor);
  await hand.apply(id, { kind: 'replied', reply: LOST });
  return id;
}

function wish(
  transactionId: TransactionId,
  verdict: Verdict,
  changes: Partial<ResolutionWish> = {},
): ResolutionWish {
  return {
    transactionId,
    verdict,
    proof: 'slip',
    statement: 'Slip 0042 says so, read at the counter',
    facts: { ...NO_FACTS, authCode: '704311', last4: '0006' },
    amount: verdict === 'approved' ? { minor: 10_000, currency: 'TRY' } : null,
    photo: null,
    ...changes,
  };
}

async function propose(
  id: TransactionId,
  verdict: Verdict,
  changes: Partial<ResolutionWish> = {},
): Promise<ResolutionId> {
  const made = await proposeResolution(maker(), wish(id, verdict, changes));
  expect(made).toEqual({ ok: true, value: { state: 'proposed' } });
  const waiting = (await listProposals(maker())).find((one) => one.transactionId === id);
  if (!waiting) throw new Error(`Nothing waits for ${id}`);
  return waiting.id;
}

const accept = (resolutionId: ResolutionId, ctx = checker()) =>
  checkResolution(ctx, { resolutionId, answer: 'accept', sentence: null });

async function decide(id: TransactionId, verdict: Verdict, changes: Partial<ResolutionWish> = {}) {
  const resolutionId = await propose(id, verdict, changes);
  expect(await accept(resolutionId)).toEqual({ ok: true, value: { state: 'applied' } });
  return hand.read(id);
}

async function stateOf(id: ResolutionId) {
  const row = await hand.system().inTransaction((tx) => findResolution(tx, hand.system().merchant.id, id));
  return row?.state;
}

async function auditOf(id: string): Promise<string[]> {
  const rows = await hand
    .system()
    .inTransaction((tx) =>
      tx.select().from(auditLog).where(eq(auditLog.objectId, id)).orderBy(auditLog.sequence),
    );
  return rows.map((row) => row.action);
}

const timelineOf = async (id: TransactionId) =>
  (await getTransaction(seer(), id)).timeline.map((line) => line.entry);

async function batchCount({ batchId, merchantId }: TransactionRow, kind: string): Promise<number> {
  if (!batchId) return 0;
  const sums = await hand.system().inTransaction((tx) => listBatchTotals(tx, merchantId, batchId));
  return sums.filter((sum) => sum.kind === kind).reduce((count, sum) => count + sum.count, 0);
}

function approvedCall(row: TransactionRow, amountMinor = row.amountMinor): CalledOutcome {
  return {
    result: { kind: 'approved', evidence: hand.evidence(row, { amountMinor }), isProven: true },
    reference: row.reference,
    sessionId: row.sessionId ?? `S-${row.id}`,
    isRefund: row.kind === 'refund',
    amountMinor,
    isMisdirected: false,
    slips: { customer: null, merchant: null },
    dropped: [],
  };
}

function declinedCall(row: TransactionRow): CalledOutcome {
  const result = {
    kind: 'declined',
    reason: 'other',
    code: '05',
    text: null,
    checkDevice: false,
    mentionsVoid: false,
  } as const;
  return { ...approvedCall(row), result };
}

describe('an unknown sale that a person found to be paid', () => {
  test('waits for a second person, moves nothing before, and is then booked like any approval', async () => {
    const before = await hand.sold();
    const soldBefore = await batchCount(before, 'sale');
    const id = await lostSale();
    const resolutionId = await propose(id, 'approved', { facts: { ...NO_FACTS, authCode: '123456' } });
    expect((await hand.read(id)).state).toBe('unknown');
    expect(await batchCount(before, 'sale')).toBe(soldBefore);
    expect(await accept(resolutionId)).toEqual({ ok: true, value: { state: 'applied' } });
    const row = await hand.read(id);
    expect(row).toMatchObject({ state: 'approved', authCode: '123456', providerPaymentId: resolutionId });
    expect(row.providerDate).not.toBeNull();
    expect(row.batchId).toBe(before.batchId);
    expect(await batchCount(row, 'sale')).toBe(soldBefore + 1);
    expect(await hand.holder()).toBeNull();
    expect(await auditOf(resolutionId)).toEqual([
      'resolution.proposed',
      'resolution.accepted',
      'resolution.applied',
    ]);
    expect(await auditOf(id)).toContain('sale.decided');
    expect((await timelineOf(id))[0]).toEqual({
      kind: 'decided',
      verdict: 'approved',
      by: hand.world.as('accountant', 'resolution:make').actor.id,
      checkedBy: hand.world.as('manager', 'resolution:check').actor.id,
    });
  });

  test('can be given back afterwards, like any other', async () => {
    const sale = await decide(await lostSale(), 'approved', {
      facts: { ...NO_FACTS, providerReference: 'PAY-77' },
    });
    expect(sale.providerPaymentId).toBe('PAY-77');
    const refundId = await hand.giveBack(sale.id, 4_000);
    expect((await hand.read(sale.id)).refundReservedMinor).toBe(4_000);
    await hand.approve(refundId);
    expect((await hand.read(sale.id)).refundedMinor).toBe(4_000);
  });

  test('needs what the slip shows: a code or a reference, and the same amount', async () => {
    const id = await lostSale();
    const refusals = [
      [{ facts: { ...NO_FACTS, last4: '0006' } }, 'proof_missing'],
      [{ amount: null }, 'amount_missing'],
      [{ amount: { minor: 10_001, currency: 'TRY' } }, 'amount_differs'],
      [{ amount: { minor: 10_000, currency: 'USD' } }, 'amount_differs'],
    ] as const;
    for (const [changes, kind] of refusals) {
      const made = await proposeResolution(maker(), wish(id, 'approved', changes));
      expect(made).toEqual({ ok: false, error: { kind } });
    }
    expect(await timelineOf(id)).not.toContainEqual(expect.objectContaining({ kind: 'resolution' }));
  });

  test('is never the payment of another sale', async () => {
    const other = await hand.sold();
    const id = await lostSale();
    const facts = { ...NO_FACTS, providerReference: other.providerPaymentId };
    const made = await proposeResolution(maker(), wish(id, 'approved', { facts }));
    expect(made).toEqual({ ok: false, error: { kind: 'payment_taken' } });
  });

  test('does not have its batch changed by the number somebody typed', async () => {
    const before = await hand.sold({ batchNumber: '777' });
    const facts = { ...NO_FACTS, authCode: '1', batchNumber: '778' };
    const row = await decide(await lostSale(), 'approved', { facts });
    expect(row).toMatchObject({ batchId: before.batchId, providerBatchNumber: '778' });
    expect((await hand.batch(before.batchId))?.state).toBe('open');
  });
});

describe('an unknown sale that a person found not to be paid', () => {
  test('ends as failed or cancelled, books nothing and gives the device back', async () => {
    const dropped = await decide(await lostSale(), 'not_charged');
    expect(dropped).toMatchObject({ state: 'failed', outcomeReason: 'resolved_not_charged', batchId: null });
    const undone = await decide(await lostSale(), 'voided');
    expect(undone).toMatchObject({ state: 'cancelled', outcomeReason: 'undone', batchId: null });
    expect(await hand.holder()).toBeNull();
  });

  test('is not declared so while the device may still be working on it', async () => {
    const id = await lostSale();
    const now = hand.world.as('accountant', 'resolution:make');
    for (const verdict of ['not_charged', 'voided'] as const) {
      const made = await proposeResolution(now, wish(id, verdict));
      expect(made).toEqual({ ok: false, error: { kind: 'too_early' } });
    }
    expect((await proposeResolution(now, wish(id, 'approved'))).ok).toBe(true);
  });

  // §15.6: late approval after it was abandoned.
  test('becomes approved, late and loud when the provider proves afterwards that it was paid', async () => {
    const row = await decide(await lostSale(), 'not_charged');
    await hand.apply(row.id, { kind: 'called_back', said: approvedCall(row) });
    expect(await hand.read(row.id)).toMatchObject({ state: 'approved', flags: ['late'] });
  });

  test('stays undone when the provider tells of the approval that came before', async () => {
    const row = await decide(await lostSale(), 'voided');
    await hand.apply(row.id, { kind: 'called_back', said: approvedCall(row) });
    expect(await hand.read(row.id)).toMatchObject({ state: 'cancelled', flags: [] });
    expect((await timelineOf(row.id))[0]).toEqual({ kind: 'called_back', result: 'approved' });
  });
});

describe('what the provider says after a decided approval', () => {
  test('is written down where it agrees, and changes nothing', async () => {
    const row = await decide(await lostSale(), 'approved');
    const booked = await batchCount(row, 'sale');
    await hand.apply(row.id, { kind: 'called_back', said: approvedCall(row) });
    expect(await hand.read(row.id)).toMatchObject({ state: 'approved', flags: [] });
    expect((await timelineOf(row.id))[0]).toEqual({ kind: 'called_back', result: 'confirmed' });
    expect(await batchCount(row, 'sale')).toBe(booked);
  });

  test.each(['called_back', 'queried'] as const)('is a contradiction where it is a no (%s)', async (kind) => {
    const row = await decide(await lostSale(), 'approved');
    const reply = { kind: 'declined', reason: 'other', code: '05', text: null } as const;
    await hand.apply(row.id, kind === 'queried' ? { kind, reply } : { kind, said: declinedCall(row) });
    expect(await hand.read(row.id)).toMatchObject({ state: 'approved', flags: ['contradiction'] });
    const listed = (await listUnresolved(seer())).find((one) => one.id === row.id);
    expect(listed?.doubt).toBe('contradiction');
  });

  test('is a contradiction where it tells another amount', async () => {
    const row = await decide(await lostSale(), 'approved');
    await hand.apply(row.id, { kind: 'called_back', said: approvedCall(row, 12_000) });
    expect((await hand.read(row.id)).flags).toEqual(['contradiction', 'amount_differs']);
  });
});

describe('a contradiction', () => {
  async function contradicted(): Promise<TransactionRow> {
    const row = await decide(await lostSale(), 'approved');
    await hand.apply(row.id, { kind: 'called_back', said: declinedCall(row) });
    return hand.read(row.id);
  }

  test('is off the list of open questions once somebody decided that the sale stands; its flag stays', async () => {
    const { id } = await contradicted();
    expect((await getTransaction(seer(), id)).openFlags).toEqual(['contradiction']);
    const row = await decide(id, 'approved', { facts: NO_FACTS, amount: null });
    expect(row).toMatchObject({ state: 'approved', flags: ['contradiction'] });
    expect((await getTransaction(seer(), id)).openFlags).toEqual([]);
    expect((await listUnresolved(seer())).some((one) => one.id === id)).toBe(false);
  });

  test('comes back on the list with the next word that does not fit', async () => {
    const { id } = await contradicted();
    const row = await decide(id, 'approved', { facts: NO_FACTS, amount: null });
    await hand.apply(id, { kind: 'called_back', said: declinedCall(row) });
    expect((await listUnresolved(seer())).some((one) => one.id === id)).toBe(true);
  });

  test('of a sale that was not paid after all is corrected by a void, not by rewriting it', async () => {
    const sale = await contradicted();
    const [sales, voids] = [await batchCount(sale, 'sale'), await batchCount(sale, 'void')];
    const row = await decide(sale.id, 'not_charged');
    expect(row).toMatchObject({ state: 'approved', batchId: sale.batchId });
    expect(row.voidedAt).not.toBeNull();
    expect(row.voidId).not.toBeNull();
    expect(await batchCount(row, 'sale')).toBe(sales);
    expect(await batchCount(row, 'void')).toBe(voids + 1);
    expect(await hand.read(row.voidId ?? 'txn_')).toMatchObject({ state: 'approved', kind: 'void' });
  });

  test('of a refused sale is decided as paid only for the amount that was asked for', async () => {
    const id = await hand.sell();
    await hand.fail(id);
    const failed = await hand.read(id);
    await hand.apply(id, { kind: 'called_back', said: approvedCall(failed, 9_000) });
    expect(await hand.read(id)).toMatchObject({
      state: 'failed',
      flags: ['contradiction', 'amount_differs'],
    });
    const other = await proposeResolution(
      maker(),
      wish(id, 'approved', { amount: { minor: 9_000, currency: 'TRY' } }),
    );
    expect(other).toEqual({ ok: false, error: { kind: 'amount_differs' } });
    const row = await decide(id, 'approved');
    expect(row.state).toBe('approved');
    expect(row.flags).toContain('late');
    expect((await getTransaction(seer(), id)).openFlags).toEqual([]);
  });
});

describe('what the provider reported as carried out over another amount', () => {
  const reported = async () => {
    const id = await lostSale();
    const evidence = hand.evidence(await hand.read(id), { amountMinor: 10_100 });
    await hand.apply(id, { kind: 'queried', reply: { kind: 'approved', evidence } });
    expect(await hand.read(id)).toMatchObject({
      state: 'unknown',
      flags: ['contradiction', 'amount_differs'],
    });
    return id;
  };

  test('is not decided as not charged by anybody: the wish could be charged a second time', async () => {
    const id = await reported();
    const denied = { ok: false, error: { kind: 'reported_charged' } };
    expect(await proposeResolution(maker(), wish(id, 'not_charged'))).toEqual(denied);
    expect((await getDecision(maker(), id)).choices).toContainEqual(
      expect.objectContaining({ verdict: 'not_charged', isBarred: true }),
    );
    expect((await hand.read(id)).state).toBe('unknown');
  });

  test('overtakes the word that it was not charged while that waits to be checked', async () => {
    const id = await lostSale();
    const waiting = await propose(id, 'not_charged');
    const evidence = hand.evidence(await hand.read(id), { amountMinor: 10_100 });
    await hand.apply(id, { kind: 'queried', reply: { kind: 'approved', evidence } });
    expect(await stateOf(waiting)).toBe('overtaken');
    expect(await accept(waiting)).toEqual({ ok: false, error: { kind: 'not_waiting' } });
  });

  test('keeps a decision that was made in its light: the same answer once more is no news', async () => {
    const id = await reported();
    const waiting = await propose(id, 'voided');
    const evidence = hand.evidence(await hand.read(id), { amountMinor: 10_100 });
    await hand.apply(id, { kind: 'queried', reply: { kind: 'approved', evidence } });
    expect(await accept(waiting)).toEqual({ ok: true, value: { state: 'applied' } });
    expect(await hand.read(id)).toMatchObject({ state: 'cancelled', outcomeReason: 'undone' });
  });

  test('and was decided as not charged before that cannot be confirmed as such', async () => {
    const id = await lostSale();
    await decide(id, 'not_charged');
    await hand.apply(id, { kind: 'called_back', said: approvedCall(await hand.read(id), 10_100) });
    expect((await listUnresolved(seer())).some((one) => one.id === id)).toBe(true);
    const denied = { ok: false, error: { kind: 'reported_charged' } };
    expect(await proposeResolution(maker(), wish(id, 'not_charged'))).toEqual(denied);
    expect(await decide(id, 'voided')).toMatchObject({ state: 'failed' });
    expect((await listUnresolved(seer())).some((one) => one.id === id)).toBe(false);
  });
});

describe('a refund and a void', () => {
  test('decided as carried out settle what was reserved', async () => {
    const sale = await hand.sold();
    const refundId = await hand.giveBack(sale.id, 3_000);
    await hand.apply(refundId, { kind: 'replied', reply: LOST });
    expect(await hand.read(sale.id)).toMatchObject({ refundReservedMinor: 3_000, refundedMinor: 0 });
    const refund = await decide(refundId, 'approved', { amount: { minor: 3_000, currency: 'TRY' } });
    expect(refund).toMatchObject({ state: 'approved', providerPaymentId: sale.providerPaymentId });
    expect(await hand.read(sale.id)).toMatchObject({ refundReservedMinor: 0, refundedMinor: 3_000 });

    const other = await hand.sold();
    const voidId = await hand.undo(other.id);
    await hand.apply(voidId, { kind: 'replied', reply: LOST });
    await decide(voidId, 'approved');
    expect((await hand.read(other.id)).voidedAt).not.toBeNull();
  });

  test('decided as not carried out give the sale its balance back', async () => {
    const sale = await hand.sold();
    const refundId = await hand.giveBack(sale.id, 3_000);
    await hand.apply(refundId, { kind: 'replied', reply: LOST });
    await decide(refundId, 'not_charged');
    expect(await hand.read(sale.id)).toMatchObject({ refundReservedMinor: 0, refundedMinor: 0 });
    const voidId = await hand.undo(sale.id);
    await hand.apply(voidId, { kind: 'replied', reply: LOST });
    const offered = await getDecision(maker(), voidId);
    expect(offered.choices.map((choice) => choice.verdict)).toEqual(['approved', 'not_charged']);
    await decide(voidId, 'not_charged');
    expect(await hand.read(sale.id)).toMatchObject({ voidId: null, voidedAt: null });
  });
});

describe('the second person', () => {
  test('is never the first, by the verb and by the database', async () => {
    const id = await lostSale();
    expect(await proposeResolution(maker('manager'), wish(id, 'approved'))).toEqual({
      ok: true,
      value: { state: 'proposed' },
    });
    const [waiting] = (await listProposals(maker())).filter((one) => one.transactionId === id);
    if (!waiting) throw new Error('Nothing waits');
    expect(await accept(waiting.id)).toEqual({ ok: false, error: { kind: 'own_proposal' } });
    const own = checker().actor.id;
    const forced = hand.system().inTransaction((tx) =>
      endResolution(tx, hand.system().merchant.id, waiting.id, {
        state: 'applied',
        endedAt: new Date(),
        checkedBy: own,
      }),
    );
    expect(violatedConstraint(await forced.catch((error: unknown) => error))).toBe(
      'never_checked_by_its_maker',
    );
    expect((await hand.read(id)).state).toBe('unknown');
    expect((await accept(waiting.id, checker(second))).ok).toBe(true);
  });

  test('may turn it down with a sentence; then another one may be recorded', async () => {
    const id = await lostSale();
    const first = await propose(id, 'approved');
    expect(await proposeResolution(maker(), wish(id, 'not_charged'))).toEqual({
      ok: false,
      error: { kind: 'already_proposed' },
    });
    const sentence = 'The slip is of another terminal';
    const answered = await checkResolution(checker(), { resolutionId: first, answer: 'reject', sentence });
    expect(answered).toEqual({ ok: true, value: { state: 'rejected' } });
    expect((await hand.read(id)).state).toBe('unknown');
    expect(await accept(first)).toEqual({ ok: false, error: { kind: 'not_waiting' } });
    const view = await getDecision(maker(), id);
    expect(view.past).toMatchObject([{ state: 'rejected', answer: sentence, checker: 'manager' }]);
    await propose(id, 'not_charged');
  });

  test('is asked no more when the first takes it back; nobody else can take it back', async () => {
    const id = await lostSale();
    const resolutionId = await propose(id, 'approved');
    expect(await withdrawResolution(maker('manager'), { resolutionId })).toEqual({
      ok: false,
      error: { kind: 'not_own_proposal' },
    });
    expect((await withdrawResolution(maker(), { resolutionId })).ok).toBe(true);
    expect(await accept(resolutionId)).toEqual({ ok: false, error: { kind: 'not_waiting' } });
    expect(await auditOf(resolutionId)).toEqual(['resolution.proposed', 'resolution.withdrawn']);
  });

  test.each(['the first', 'the second'] as const)(
    'accepts nothing when %s lost the right meanwhile',
    async (who) => {
      const person = await hire(who === 'the first' ? 'accountant' : 'manager');
      const id = await lostSale();
      const ctx = maker();
      const made = who === 'the first' ? { ...ctx, actor: { ...ctx.actor, id: person } } : ctx;
      await proposeResolution(made, wish(id, 'approved'));
      const [waiting] = (await listProposals(maker())).filter((one) => one.transactionId === id);
      if (!waiting) throw new Error('Nothing waits');
      await setRole(person, 'support');
      const second = who === 'the first' ? checker() : checker(person);
      expect(await accept(waiting.id, second)).toEqual({ ok: false, error: { kind: 'right_lost' } });
      expect((await hand.read(id)).state).toBe('unknown');
      await setRole(person, who === 'the first' ? 'accountant' : 'manager');
      await shutOut(person);
      expect(await accept(waiting.id, second)).toEqual({ ok: false, error: { kind: 'right_lost' } });
    },
  );

  test('has one effect when two of them answer at the same moment', async () => {
    const sale = await hand.sold();
    const before = await batchCount(sale, 'sale');
    const resolutionId = await propose(await lostSale(), 'approved');
    const answers = await Promise.all([accept(resolutionId), accept(resolutionId, checker(second))]);
    expect(answers.filter((answer) => answer.ok)).toHaveLength(1);
    expect(await batchCount(sale, 'sale')).toBe(before + 1);
  });
});

describe('an answer of the provider', () => {
  test('overtakes the proposal that waits, in the same commit', async () => {
    const id = await lostSale();
    const resolutionId = await propose(id, 'not_charged');
    await hand.approve(id);
    expect(await stateOf(resolutionId)).toBe('overtaken');
    expect(await accept(resolutionId)).toEqual({ ok: false, error: { kind: 'not_waiting' } });
    expect(await hand.read(id)).toMatchObject({ state: 'approved', flags: [] });
    expect(await auditOf(resolutionId)).toEqual(['resolution.proposed', 'resolution.overtaken']);
    expect(await timelineOf(id)).toContainEqual({
      kind: 'resolution',
      step: 'overtaken',
      verdict: 'not_charged',
    });
  });

  test('that nothing was charged, where somebody has seen a slip, stands contradicted until people decide', async () => {
    const id = await lostSale();
    const resolutionId = await propose(id, 'approved');
    await hand.apply(id, {
      kind: 'queried',
      reply: { kind: 'declined', reason: 'insufficient_funds', code: '51', text: null },
    });
    expect(await stateOf(resolutionId)).toBe('overtaken');
    expect(await hand.read(id)).toMatchObject({ state: 'declined', flags: ['contradiction'] });
    expect(await timelineOf(id)).toContainEqual({ kind: 'contradiction', fields: ['seen'] });
    expect(await accept(await propose(id, 'approved'))).toMatchObject({ ok: true });
    expect((await hand.read(id)).state).toBe('approved');
  });

  test('that contradicts overtakes it as well: the first person did not know of it', async () => {
    const id = await lostSale();
    const resolutionId = await propose(id, 'approved');
    const row = await hand.read(id);
    await hand.apply(id, { kind: 'called_back', said: approvedCall(row, 12_000) });
    expect(await stateOf(resolutionId)).toBe('overtaken');
    expect((await hand.read(id)).state).toBe('unknown');
  });

  test('and a click of the second person at the same moment have one effect between them', async () => {
    for (let round = 0; round < 8; round++) {
      const sale = await hand.sold();
      const before = await batchCount(sale, 'sale');
      const id = await lostSale();
      const resolutionId = await propose(id, 'approved');
      const [answered] = await Promise.all([accept(resolutionId), hand.approve(id)]);
      const row = await hand.read(id);
      expect(row.state).toBe('approved');
      expect(row.flags).toEqual([]);
      expect(await batchCount(sale, 'sale')).toBe(before + 1);
      expect(await stateOf(resolutionId)).toBe(answered.ok ? 'applied' : 'overtaken');
    }
  });
});

describe('a merchant with one person who may check', () => {
  let others: UserId[] = [];
  beforeAll(async () => {
    await setRole(second, 'accountant');
    others = await otherManagers();
    for (const other of others) await setRole(other, 'support');
  });
  afterAll(async () => {
    await say(false);
    for (const other of [...others, second]) await setRole(other, 'manager');
  });

  test('has that person’s word wait for another one, however long, unless it says that there is none', async () => {
    const { id, resolutionId } = await found('manager');
    expect((await getDecision(maker('manager'), id)).second).toBe('nobody');
    await passes(resolutionId, 10 * DELAY_MS);
    expect((await hand.read(id)).state).toBe('unknown');
    expect(await auditOf(resolutionId)).toEqual(['resolution.proposed']);
    await withdrawResolution(maker('manager'), { resolutionId });
  });

  test('has it take effect after fifteen minutes once it has said so, once, and the books say that nobody checked it', async () => {
    await say(true);
    const { id, resolutionId } = await found('manager');
    expect((await getDecision(maker('manager'), id)).second).toBe('by_itself');
    await passes(resolutionId, DELAY_MS - 1);
    expect((await hand.read(id)).state).toBe('unknown');
    await Promise.all([passes(resolutionId, DELAY_MS), passes(resolutionId, DELAY_MS)]);
    expect((await hand.read(id)).state).toBe('approved');
    expect((await timelineOf(id))[0]).toMatchObject({ kind: 'decided', checkedBy: null });
    expect(await rowOf(resolutionId)).toMatchObject({ state: 'applied', checkedBy: null });
    expect(await auditOf(resolutionId)).toEqual(['resolution.proposed', 'resolution.applied']);
    const entries = await hand
      .system()
      .inTransaction((tx) => tx.select().from(auditLog).where(eq(auditLog.objectId, resolutionId)));
    const applied = entries.find(({ action }) => action === 'resolution.applied');
    expect(applied).toMatchObject({
      actorKind: 'system',
      data: { madeBy: maker('manager').actor.id, checkedBy: null, byItself: true, singleManager: true },
    });
  });

  test('can take it back until then, and whoever finds things out too can stop it', async () => {
    await say(true);
    const mine = await found('manager');
    expect(await withdrawResolution(maker('manager'), mine)).toMatchObject({ value: { state: 'withdrawn' } });
    const stopped = await found('manager', mine.id);
    expect(await withdrawResolution(maker('accountant'), stopped)).toMatchObject({
      value: { state: 'rejected' },
    });
    for (const { id, resolutionId } of [mine, stopped]) {
      await passes(resolutionId, DELAY_MS);
      expect((await hand.read(id)).state).toBe('unknown');
    }
  });

  test('does not have it take effect when it no longer says so, or its person may not check any more', async () => {
    await say(true);
    const { id, resolutionId } = await found('manager');
    await say(false);
    await passes(resolutionId, DELAY_MS);
    await say(true);
    await setRole(checker().actor.id, 'accountant');
    await passes(resolutionId, DELAY_MS);
    await setRole(checker().actor.id, 'manager');
    expect((await hand.read(id)).state).toBe('unknown');
    await withdrawResolution(maker('manager'), { resolutionId });
  });

  test('has it wait for somebody who has come meanwhile and can check it', async () => {
    await say(true);
    const { id, resolutionId } = await found('manager');
    await setRole(second, 'manager');
    await passes(resolutionId, DELAY_MS);
    expect((await hand.read(id)).state).toBe('unknown');
    expect((await getDecision(maker('manager'), id)).proposal).toMatchObject({ runsAt: null });
    await setRole(second, 'accountant');
    await withdrawResolution(maker('manager'), { resolutionId });
  });

  test('never has the word of an accountant take effect by itself', async () => {
    await say(true);
    const { resolutionId } = await found('accountant');
    expect((await rowOf(resolutionId))?.runsAt).toBeNull();
    await withdrawResolution(maker('accountant'), { resolutionId });
  });

  test('cannot have it applied before its time by any part of the program: the database holds that', async () => {
    await say(true);
    const { resolutionId } = await found('manager');
    const { merchant, inTransaction } = hand.system();
    const end = { state: 'applied', endedAt: new Date(Date.now() + LATER_MS + DELAY_MS - 60_000) } as const;
    await expect(
      inTransaction((tx) => endResolution(tx, merchant.id, resolutionId, end)),
    ).rejects.toMatchObject({ cause: { code: 'VZ042' } });
    await withdrawResolution(maker('manager'), { resolutionId });
  });

  async function found(role: 'accountant' | 'manager', about?: TransactionId) {
    const id = about ?? (await lostSale());
    const made = await proposeResolution(maker(role), wish(id, 'approved'));
    expect(made).toEqual({ ok: true, value: { state: 'proposed' } });
    const resolutionId = (await getDecision(maker(role), id)).proposal?.id;
    if (!resolutionId) throw new Error(`${id} waits for nobody`);
    return { id, resolutionId };
  }

  async function rowOf(id: ResolutionId) {
    return hand.system().inTransaction((tx) => findResolution(tx, hand.system().merchant.id, id));
  }

  async function say(isSingleManager: boolean): Promise<void> {
    const { merchant, inTransaction } = hand.system();
    const row = { merchantId: merchant.id, isSingleManager, setAt: new Date() };
    await inTransaction((tx) => putSingleManager(tx, row));
  }

  /** The worker looks at what waits, so long after it was found out. */
  async function passes(id: ResolutionId, milliseconds: number): Promise<void> {
    const at = new Date(((await rowOf(id))?.madeAt.getTime() ?? 0) + milliseconds);
    for (const work of await listResolutionWork({ ...hand.system(), clock: { now: () => at } })) await work();
  }

  async function otherManagers(): Promise<UserId[]> {
    const own = checker().actor.id;
    const rows = await hand
      .system()
      .inTransaction((tx) => tx.select().from(memberships).where(eq(memberships.role, 'manager')));
    return rows.map((row) => row.userId).filter((id) => id !== own);
  }
});

describe('the door', () => {
  test('is shut for what is under way or was never in doubt', async () => {
    const running = await hand.sell();
    expect(await proposeResolution(maker(), wish(running, 'approved'))).toEqual({
      ok: false,
      error: { kind: 'not_in_doubt' },
    });
    await hand.approve(running);
    expect(await proposeResolution(maker(), wish(running, 'voided'))).toEqual({
      ok: false,
      error: { kind: 'not_in_doubt' },
    });
  });

  test('is shut for support and the administrator', () => {
    for (const role of ['support', 'admin'] as const) {
      expect(allows(role, 'resolution:make')).toBe(false);
      expect(allows(role, 'resolution:check')).toBe(false);
    }
    expect(allows('accountant', 'resolution:check')).toBe(false);
  });

  test('shows another merchant nothing and lets it do nothing', async () => {
    const id = await lostSale();
    const resolutionId = await propose(id, 'approved', { photo: PHOTO });
    const foreign = ids.next('merchant');
    const abroad = <C extends Context>(ctx: C): C => ({
      ...ctx,
      merchant: { ...ctx.merchant, id: foreign },
      inTransaction: (work) => inScope(hand.world.running.runtime.db, { merchantId: foreign }, work),
    });
    await expect(getDecision(abroad(maker()), id)).rejects.toThrow(NotFound);
    await expect(getPhoto(abroad(maker()), resolutionId)).rejects.toThrow(NotFound);
    expect(await listProposals(abroad(maker()))).toEqual([]);
    const none = { ok: false, error: { kind: 'not_found' } };
    expect(await proposeResolution(abroad(maker()), wish(id, 'approved'))).toEqual(none);
    expect(await accept(resolutionId, abroad(checker()))).toEqual(none);
    expect(await withdrawResolution(abroad(maker()), { resolutionId })).toEqual(none);
    expect(await stateOf(resolutionId)).toBe('proposed');
  });
});

test('a photo is kept sealed, is shown to who may see customers, and belongs to its resolution alone', async () => {
  const resolutionId = await propose(await lostSale(), 'approved', { photo: PHOTO });
  const stored = await hand
    .system()
    .inTransaction((tx) => findResolution(tx, hand.system().merchant.id, resolutionId));
  expect(stored?.sealedPhoto).toMatch(/^v1\./);
  expect(stored?.sealedPhoto).not.toContain(PHOTO.base64);
  expect(await getPhoto(maker(), resolutionId)).toEqual(PHOTO);
  const plain = await propose(await lostSaleOnRegister(), 'approved');
  await expect(getPhoto(maker(), plain)).rejects.toThrow(NotFound);
  await expect(getPhoto(maker(), 'rsl_x')).rejects.toThrow(NotFound);
});

async function lostSaleOnRegister(): Promise<TransactionId> {
  const id = await hand.sell(10_000, hand.world.register);
  await hand.apply(id, { kind: 'replied', reply: LOST });
  return id;
}

test('what was found out is not rewritten afterwards', async () => {
  const resolutionId = await propose(await lostSale(), 'approved');
  await accept(resolutionId);
  const again = hand
    .system()
    .inTransaction((tx) =>
      tx.execute(`update resolutions set statement = 'other' where id = '${resolutionId}'`),
    );
  await expect(again).rejects.toThrow();
});

test('a day is closed over what was decided, not over what is still in doubt', async () => {
  const deviceId = hand.world.register;
  for (const one of await listUnresolved(seer())) {
    if (one.device.label === 'Kasa 507' && one.state === 'unknown') await settleByHand(one.id);
  }
  const id = await lostSaleOnRegister();
  expect((await hand.run(await hand.requestClose(deviceId)))?.state).toBe('blocked');
  const resolutionId = await propose(id, 'not_charged');
  expect((await hand.run(await hand.requestClose(deviceId)))?.state).toBe('blocked');
  await accept(resolutionId);
  expect((await hand.run(await hand.requestClose(deviceId)))?.state).toBe('requested');
});

async function settleByHand(id: TransactionId): Promise<void> {
  const waiting = (await listProposals(maker())).find((one) => one.transactionId === id);
  await accept(waiting?.id ?? (await propose(id, 'not_charged')));
}
