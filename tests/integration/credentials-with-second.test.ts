import { and, desc, eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { putSingleManager } from '#db/queries/limits.ts';
import { approvals } from '#db/schema/approvals.ts';
import { auditLog } from '#db/schema/audit-log.ts';
import { connections } from '#db/schema/connections.ts';
import { memberships } from '#db/schema/memberships.ts';
import { answerApproval, withdrawApproval } from '#server/approvals/answer-approval.ts';
import { EXPIRES_MS } from '#server/approvals/approval-rule.ts';
import {
  addConnection,
  changeCredentials,
  listWaitingAccounts,
} from '#server/approvals/credentials-with-second.ts';
import { getApproval } from '#server/approvals/get-approval.ts';
import { listApprovalWork } from '#server/approvals/run-approval.ts';
import { NotFound, type SystemContext } from '#server/auth/context.ts';
import { createSystemContext } from '#server/auth/create-context.ts';
import type { ApprovalId, ConnectionId } from '#server/kernel/ids.ts';
import { DELAY_MS } from '#server/kernel/second-person.ts';
import { type AccountWish, listBaseUrls } from '#server/terminals/manage-connections.ts';
import { seal } from '#server/terminals/seal.ts';
import { testConnection } from '#server/terminals/test-connection.ts';
import { getTransaction } from '#server/transactions/get-transaction.ts';
import { startSale } from '#server/transactions/start-sale.ts';
import { ids } from '#tests/factories/ids.ts';
import {
  type AccountWorld,
  createAccountWorld,
  GOOD_CREDENTIALS as GOOD,
} from '#tests/support/account-world.ts';
import { dumpDatabase, findSecrets } from '#tests/support/find-secret.ts';
import { waitFor } from '#tests/support/wait-for.ts';
import type { World } from '#tests/support/world.ts';

const PLANTED = 'kanarya-secret-1';

let account: AccountWorld;
let world: World;
let owner: AccountWorld['owner'];
let connectionId: ConnectionId;

beforeAll(async () => {
  account = await createAccountWorld();
  ({ world, owner, connectionId } = account);
});
afterAll(() => account.close());
beforeEach(async () => {
  for (const row of await owner.db.select().from(approvals).where(eq(approvals.state, 'waiting')))
    await withdrawApproval(world.as('admin', 'approvals:see'), { approvalId: row.id });
});

const managing = () => world.as('admin', 'connections:manage');

async function rowOf(id: ConnectionId) {
  const [row] = await owner.db.select().from(connections).where(eq(connections.id, id));
  return row;
}

async function requestOf(id: ApprovalId) {
  const [row] = await owner.db.select().from(approvals).where(eq(approvals.id, id));
  if (!row) throw new Error(`${id} is gone`);
  return row;
}

async function entriesOf(action: string) {
  return owner.db.select().from(auditLog).where(eq(auditLog.action, action)).orderBy(desc(auditLog.sequence));
}

/** Sells for a lira and waits until it is paid: the account works. */
async function sells(): Promise<void> {
  const started = await startSale(world.as('manager', 'sale:start'), {
    intentKey: crypto.randomUUID(),
    deviceId: world.terminal,
    amount: { minor: 100, currency: 'TRY' },
    installmentCount: 1,
    lines: [],
  });
  if (!started.ok) throw new Error(started.error.kind);
  const id = started.value.transactionId;
  await waitFor(
    async () => (await getTransaction(world.as('manager', 'transactions:see'), id)).state === 'approved',
    'the sale to be approved',
  );
}

async function asked(): Promise<ApprovalId> {
  const made = await changeCredentials(managing(), connectionId, GOOD);
  if (!made.ok) throw new Error(made.error.kind);
  return made.value.approvalId;
}

function answer(approvalId: ApprovalId, said: 'accept' | 'reject' = 'accept') {
  const words = { approvalId, answer: said, sentence: 'Seen', deviceIsIdle: false };
  return answerApproval(account.asSecond('approvals:decide'), words);
}

/** The worker of another process, at another time. */
function worker(at: Date): SystemContext {
  const runtime = { ...world.running.runtime, clock: { now: () => at } };
  return createSystemContext(runtime, world.merchant, 'test');
}

async function passes(approvalId: ApprovalId, milliseconds: number): Promise<void> {
  const { madeAt } = await requestOf(approvalId);
  for (const work of await listApprovalWork(worker(new Date(madeAt.getTime() + milliseconds)))) await work();
}

/** The second administrator is shut out meanwhile, or was never there. */
async function without(work: () => Promise<void>, wasNever = false): Promise<void> {
  const mine = and(eq(memberships.merchantId, world.merchant.id), eq(memberships.userId, account.second));
  const [row] = await owner.db.select().from(memberships).where(mine);
  if (!row) throw new Error('Nobody is second');
  if (wasNever) await owner.db.delete(memberships).where(mine);
  else await owner.db.update(memberships).set({ disabledAt: new Date() }).where(mine);
  try {
    await work();
  } finally {
    await owner.db.delete(memberships).where(mine);
    await owner.db.insert(memberships).values(row);
  }
}

describe('other credentials', () => {
  test('that the provider refuses are asked of nobody, and are kept nowhere', async () => {
    const before = await rowOf(connectionId);
    const refused = await changeCredentials(managing(), connectionId, { ...GOOD, clientSecret: PLANTED });
    expect(refused).toEqual({ ok: false, error: { kind: 'not_accepted', outcome: 'refused' } });
    // Not a word of it on the account itself, whose credentials nobody has refused.
    expect(await rowOf(connectionId)).toEqual(before);
    expect((await entriesOf('connection.credentials_changed'))[0]).toMatchObject({ result: 'refused' });
    expect(await listWaitingAccounts(world.as('admin', 'connections:see'))).toEqual([]);
    await sells();
  });

  test('that the provider takes sign nobody in but themselves before another administrator lets them', async () => {
    await testConnection(world.as('admin', 'connections:test'), connectionId);
    const before = await rowOf(connectionId);
    const approvalId = await asked();
    expect(await rowOf(connectionId)).toEqual(before);
    await withdrawApproval(world.as('admin', 'approvals:see'), { approvalId });
    expect(await rowOf(connectionId)).toEqual(before);
    await sells();
  });

  test('that are not whole are not put to anybody', async () => {
    const { password: _password, ...rest } = GOOD;
    expect(await changeCredentials(managing(), connectionId, rest)).toEqual({
      ok: false,
      error: { kind: 'fields', fields: ['password'] },
    });
  });

  test('of no account of the merchant are for nobody', async () => {
    await expect(changeCredentials(managing(), ids.next('connection'), GOOD)).rejects.toThrow(NotFound);
  });

  test('wait sealed, and replace the old ones and their login when another administrator lets them, once', async () => {
    await testConnection(world.as('admin', 'connections:test'), connectionId);
    const before = await rowOf(connectionId);
    const approvalId = await asked();
    const request = await requestOf(approvalId);
    expect(request.sealedWaiting).toMatch(/^v1\.k1\./);
    expect(JSON.stringify(request)).not.toContain('secret-509');
    expect((await rowOf(connectionId))?.sealedCredentials).toBe(before?.sealedCredentials);
    expect(await listWaitingAccounts(world.as('admin', 'connections:see'))).toMatchObject([{ approvalId }]);
    const shown = await getApproval(account.asSecond('approvals:see'), approvalId);
    expect(shown).toMatchObject({
      subject: { kind: 'credentials', change: 'replace' },
      may: { accept: true },
    });
    expect(JSON.stringify(shown)).not.toMatch(/secret-509|v1\.k1|sealed/);
    await sells();

    const own = { approvalId, answer: 'accept', sentence: null, deviceIsIdle: false } as const;
    const refused = await answerApproval(world.as('admin', 'approvals:decide'), own);
    expect(refused).toEqual({ ok: false, error: { kind: 'own_request' } });
    const byManager = await answerApproval(world.as('manager', 'approvals:decide'), own);
    expect(byManager).toEqual({ ok: false, error: { kind: 'not_found' } });

    const both = await Promise.all([answer(approvalId), answer(approvalId)]);
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
    const after = await rowOf(connectionId);
    expect(after?.sealedCredentials).not.toBe(before?.sealedCredentials);
    expect(after).toMatchObject({ sealedSession: null, sessionExpiresAt: null });
    expect(await requestOf(approvalId)).toMatchObject({ state: 'used', sealedWaiting: null });
    expect((await entriesOf('connection.credentials_changed'))[0]).toMatchObject({
      result: 'done',
      actorId: account.second,
      data: { approvalId, madeBy: world.people.admin },
    });
    await sells();
  });

  test('leave nothing of themselves when they are turned down, taken back or expired', async () => {
    const before = await rowOf(connectionId);
    const ends = [
      (id: ApprovalId) => answer(id, 'reject'),
      (id: ApprovalId) => withdrawApproval(world.as('admin', 'approvals:see'), { approvalId: id }),
      (id: ApprovalId) => passes(id, EXPIRES_MS),
    ];
    for (const end of ends) {
      const approvalId = await asked();
      await end(approvalId);
      const request = await requestOf(approvalId);
      expect(request.state).not.toBe('waiting');
      expect(request.sealedWaiting).toBeNull();
      expect(await answer(approvalId)).toEqual({ ok: false, error: { kind: 'not_waiting' } });
    }
    expect((await rowOf(connectionId))?.sealedCredentials).toBe(before?.sealedCredentials);
  });

  test('are asked for one at a time', async () => {
    const approvalId = await asked();
    expect(await changeCredentials(managing(), connectionId, GOOD)).toEqual({
      ok: false,
      error: { kind: 'already_waiting', approvalId },
    });
  });

  test('come to nothing when others took the place of the old ones meanwhile', async () => {
    const approvalId = await asked();
    const setAt = new Date();
    await owner.db
      .update(connections)
      .set({ credentialsSetAt: setAt })
      .where(eq(connections.id, connectionId));
    expect(await answer(approvalId)).toEqual({
      ok: false,
      error: { kind: 'overtaken', obstacle: 'account_changed' },
    });
    expect(await requestOf(approvalId)).toMatchObject({ state: 'overtaken', sealedWaiting: null });
    expect((await rowOf(connectionId))?.credentialsSetAt).toEqual(setAt);
  });

  test('are let by nobody who is no administrator any more, and not for one who is none any more', async () => {
    const approvalId = await asked();
    await without(async () => {
      expect(await answer(approvalId)).toEqual({ ok: false, error: { kind: 'right_lost' } });
    });
    const maker = and(
      eq(memberships.merchantId, world.merchant.id),
      eq(memberships.userId, world.people.admin),
    );
    await owner.db.update(memberships).set({ role: 'manager' }).where(maker);
    try {
      expect(await answer(approvalId)).toEqual({ ok: false, error: { kind: 'right_lost' } });
    } finally {
      await owner.db.update(memberships).set({ role: 'admin' }).where(maker);
    }
    expect((await requestOf(approvalId)).state).toBe('waiting');
  });

  test('that wait are not exchanged for others: the database lets nothing but another key change them', async () => {
    const approvalId = await asked();
    const binding = { merchantId: world.merchant.id, approvalId, field: 'waiting' } as const;
    const other = seal(world.running.runtime.config.sealingKeys, binding, '{}');
    const write = (value: string | null) =>
      owner.db.update(approvals).set({ sealedWaiting: value }).where(eq(approvals.id, approvalId));
    for (const value of [other, 'in clear', null]) await expect(write(value)).rejects.toThrow();
  });

  test('that wait for one request open for no other, even in its place', async () => {
    const [approvalId, ofAnother] = [await asked(), ids.next('approval')];
    const request = await requestOf(approvalId);
    await owner.db.insert(approvals).values({
      ...request,
      ...{ id: ofAnother, intentKey: ofAnother, subjectId: ids.next('connection') },
    });
    await expect(answer(ofAnother)).rejects.toThrow();
    await withdrawApproval(world.as('admin', 'approvals:see'), { approvalId: ofAnother });
  });
});

describe('an account', () => {
  const wish = (change: Partial<AccountWish> = {}): AccountWish => ({
    provider: 'iyzico',
    environment: 'sandbox',
    label: 'Yeni hesap',
    baseUrl: listBaseUrls(managing())[0] ?? '',
    choices: { model: '509' },
    secrets: GOOD,
    ...change,
  });

  async function waitingFor(id: ConnectionId): Promise<ApprovalId> {
    const [row] = await owner.db.select().from(approvals).where(eq(approvals.subjectId, id));
    if (!row) throw new Error(`${id} waits for nobody`);
    return row.id;
  }

  test('is there when another administrator lets it, with its credentials sealed, and works', async () => {
    const added = await addConnection(managing(), wish());
    if (!added.ok) throw new Error(added.error.kind);
    const { connectionId: id, fixed } = added.value;
    expect(fixed).toBeNull();
    expect(await rowOf(id)).toBeUndefined();
    expect(await answer(await waitingFor(id))).toMatchObject({ ok: true });
    const tested = await testConnection(world.as('admin', 'connections:test'), id);
    expect(tested).toMatchObject({ ok: true, value: { outcome: 'ok' } });
    expect(JSON.stringify(await rowOf(id))).not.toContain('secret-509');
    expect((await entriesOf('connection.added'))[0]).toMatchObject({
      actorId: account.second,
      data: { label: 'Yeni hesap', madeBy: world.people.admin },
    });
  });

  test('that two clicks ask for waits once', async () => {
    const label = 'İki kez';
    const added = await Promise.all([
      addConnection(managing(), wish({ label })),
      addConnection(managing(), wish({ label })),
    ]);
    expect(added.map((one) => (one.ok ? 'waits' : one.error.kind)).sort()).toEqual([
      'already_waiting',
      'waits',
    ]);
    const other = await addConnection(managing(), wish({ label, environment: 'live' }));
    expect(other).toMatchObject({ ok: true });
  });

  test('that was turned down is never there', async () => {
    const added = await addConnection(managing(), wish());
    if (!added.ok) throw new Error(added.error.kind);
    await answer(await waitingFor(added.value.connectionId), 'reject');
    expect(await rowOf(added.value.connectionId)).toBeUndefined();
  });

  test('whose provider has to be told where it calls tells that once, and keeps only the hash', async () => {
    const secrets = { apiKey: 'key', secretKey: PLANTED };
    const added = await addConnection(
      managing(),
      wish({ provider: 'pay_with_iyzico', choices: {}, secrets }),
    );
    if (!added.ok || added.value.fixed?.kind !== 'notices') throw new Error('No address');
    const { fixed, connectionId: id } = added.value;
    expect(fixed.notice).toMatch(/^http:\/\/127\.0\.0\.1:4300\/api\/callbacks\//);
    const secret = /[\w-]{43}(?=\/notice)/.exec(fixed.notice)?.[0] ?? 'none';
    const request = JSON.stringify(await requestOf(await waitingFor(id)));
    expect(await answer(await waitingFor(id))).toMatchObject({ ok: true });
    const row = JSON.stringify(await rowOf(id));
    for (const written of [request, row]) {
      expect(written).not.toContain(secret);
      expect(written).not.toContain(PLANTED);
    }
    expect((await rowOf(id))?.staticCallbackHash).not.toBeNull();
  });
});

describe('where there is one administrator', () => {
  test('credentials wait for a second one where others are or were in charge', async () => {
    await without(async () => {
      const approvalId = await asked();
      expect((await requestOf(approvalId)).runsAt).toBeNull();
      await passes(approvalId, DELAY_MS);
      expect((await requestOf(approvalId)).state).toBe('waiting');
    });
  });

  test('they are used after fifteen minutes where the merchant has said that there is nobody else, unless revoked', async () => {
    const say = (isSingleManager: boolean) =>
      managing().inTransaction((tx) =>
        putSingleManager(tx, { merchantId: world.merchant.id, isSingleManager, setAt: new Date() }),
      );
    await say(true);
    try {
      await without(async () => {
        const before = (await rowOf(connectionId))?.sealedCredentials;
        const revoked = await asked();
        await withdrawApproval(world.as('admin', 'approvals:see'), { approvalId: revoked });
        await passes(revoked, DELAY_MS);
        expect(await requestOf(revoked)).toMatchObject({ state: 'withdrawn', sealedWaiting: null });

        const approvalId = await asked();
        await passes(approvalId, DELAY_MS - 1);
        expect((await rowOf(connectionId))?.sealedCredentials).toBe(before);
        await Promise.all([passes(approvalId, DELAY_MS), passes(approvalId, DELAY_MS)]);
        expect(await requestOf(approvalId)).toMatchObject({ state: 'used', sealedWaiting: null });
        expect((await rowOf(connectionId))?.sealedCredentials).not.toBe(before);
        expect((await entriesOf('approval.used'))[0]).toMatchObject({
          data: { checkedBy: null, byItself: true, singleManager: true },
        });
        await sells();
      });
    } finally {
      await say(false);
    }
  });

  test('the first one of a merchant sets it up alone, after the same fifteen minutes, until somebody has come', async () => {
    const others = and(eq(memberships.merchantId, world.merchant.id), eq(memberships.role, 'manager'));
    const managers = await owner.db.select().from(memberships).where(others);
    await owner.db.delete(memberships).where(others);
    const left: ApprovalId[] = [];
    try {
      await without(async () => {
        const approvalId = await asked();
        await passes(approvalId, DELAY_MS);
        expect((await requestOf(approvalId)).state).toBe('used');
        expect((await entriesOf('approval.used'))[0]).toMatchObject({
          data: { byItself: true, singleManager: false },
        });
        left.push(await asked());
      }, true);
      // Somebody has come meanwhile: now it waits for them.
      for (const id of left) {
        await passes(id, DELAY_MS);
        expect((await requestOf(id)).state).toBe('waiting');
        expect(await answer(id)).toMatchObject({ ok: true });
      }
    } finally {
      await owner.db.insert(memberships).values(managers);
    }
  });
});

test('nothing that was written here stands anywhere in clear', async () => {
  const dump = await dumpDatabase(world.ownerUrl);
  const secrets = [PLANTED, GOOD.clientSecret, GOOD.password];
  expect(
    findSecrets(
      dump,
      secrets.map((secret) => ({ name: secret, secret })),
    ),
  ).toEqual([]);
});
