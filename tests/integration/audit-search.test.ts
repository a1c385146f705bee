import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inScope } from '#db/client.ts';
import type { AuditPlace } from '#db/queries/audit.ts';
import type { Role } from '#db/schema/memberships.ts';
import type { AuditAction } from '#server/audit/actions.ts';
import { type AuditFilter, readAuditFilter } from '#server/audit/audit-filter.ts';
import { createHeadFiles } from '#server/audit/head-files.ts';
import { keepHeads } from '#server/audit/keep-heads.ts';
import { listAuditEntries } from '#server/audit/list-entries.ts';
import { record } from '#server/audit/record.ts';
import { verifyPart } from '#server/audit/verify-part.ts';
import { authorise } from '#server/auth/authorise.ts';
import { Forbidden } from '#server/auth/context.ts';
import { endSession } from '#server/auth/session.ts';
import { signIn } from '#server/auth/sign-in.ts';
import { exportAudit } from '#server/exports/export-audit.ts';
import type { MerchantId } from '#server/kernel/ids.ts';
import { createTenants, type Tenants } from '#tests/support/tenants.ts';
import { throwAwayPath } from '#tests/support/throw-away.ts';

let tenants: Tenants;
beforeAll(async () => {
  tenants = await createTenants();
});
afterAll(() => tenants.close());

async function signedIn(role: Role) {
  const person = await tenants.person({ alfa: role });
  const token = await tenants.signIn(person);
  return { id: person.id, token, read: () => authorise(tenants.runtime, token, 'alfa', 'audit:read') };
}

async function write(merchantId: MerchantId, action: AuditAction, objectId: string): Promise<void> {
  const { db, clock, config } = tenants.runtime;
  tenants.clock.advance(1_000);
  await inScope(db, { merchantId }, (tx) =>
    record(tx, merchantId, config.auditKey, {
      ...{
        at: clock.now(),
        actor: { kind: 'system', id: 'test' },
        action,
        objectId,
        result: 'done',
        data: {},
      },
    }),
  );
}

/** A search read to its end, page by page. */
async function searched(ctx: Awaited<ReturnType<typeof authorise<'audit:read'>>>, filter: AuditFilter) {
  const found = [];
  let after: AuditPlace | null = null;
  do {
    const page: Awaited<ReturnType<typeof listAuditEntries>> = await listAuditEntries(ctx, filter, after);
    found.push(...page.rows);
    after = page.next;
  } while (after);
  return found;
}

test('a search goes through every entry once, newest first, and knows of no other merchant', async () => {
  const manager = await signedIn('manager');
  for (let number = 0; number < 120; number++) await write(tenants.alfa, 'refund.settled', `txn_${number}`);
  await write(tenants.beta, 'refund.settled', 'txn_beta');
  const found = await searched(await manager.read(), { what: 'refund' });
  expect(found.map(({ objectId }) => objectId)).toEqual(
    Array.from({ length: 120 }, (_, number) => `txn_${119 - number}`),
  );
});

test('it is narrowed by period, person, action, result and thing, each alone and all together', async () => {
  const manager = await signedIn('manager');
  tenants.clock.advance(3 * 86_400_000);
  const day = tenants.runtime.clock.now().toISOString().slice(0, 10);
  await write(tenants.alfa, 'sale.settled', 'txn_narrow');
  await write(tenants.alfa, 'sale.requested', 'txn_narrow');
  const again = await signIn(tenants.runtime, {
    email: `${manager.id}@test.example`,
    password: 'wrong wrong 1',
  });
  expect(again.ok).toBe(false);
  const { token } = await signedIn('manager');
  const ctx = await authorise(tenants.runtime, token, 'alfa', 'audit:read');
  const count = async (asked: Record<string, string>) => {
    const { filter, problems } = readAuditFilter(asked);
    expect(problems).toEqual([]);
    return (await searched(ctx, filter)).length;
  };
  expect(await count({ object: 'txn_narrow' })).toBe(2);
  expect(await count({ object: 'txn_narrow', from: day, to: day })).toBe(2);
  expect(await count({ object: 'txn_narrow', to: '2031-03-05' })).toBe(0);
  expect(await count({ who: manager.id, what: 'sign_in' })).toBe(2);
  expect(await count({ who: manager.id, what: 'sign_in', result: 'refused', from: day })).toBe(1);
  expect(await count({ who: 'system', what: 'sale', object: 'txn_narrow' })).toBe(2);
});

test('who reads, exports, verifies or signs out is in the audit, and looking again at once is one reading', async () => {
  const manager = await signedIn('manager');
  const ctx = await manager.read();
  await searched(ctx, { what: 'void' });
  await searched(ctx, { what: 'void' });
  for await (const _part of (await exportAudit(ctx, { what: 'void' }, 'tr')).body);
  await verifyAll(ctx);
  await endSession(tenants.runtime, manager.token);
  await endSession(tenants.runtime, manager.token);
  const other = await signedIn('admin');
  const mine = await searched(await other.read(), { who: manager.id });
  expect(mine.map(({ action, data }) => [action, data]).reverse()).toEqual([
    ['sign_in', { factor: 'totp' }],
    ['audit.read', { filter: 'what=void' }],
    ['audit.exported', { filter: 'what=void' }],
    ['audit.verified', { entries: expect.any(Number), broken: null, brokenAt: null }],
    ['sign_out', {}],
  ]);
});

test('an accountant reads what is about money and nothing else, and support reads nothing', async () => {
  const accountant = await signedIn('accountant');
  const subjects = (await searched(await accountant.read(), {})).map(({ action }) => action.split('.')[0]);
  expect(new Set(subjects)).toEqual(new Set(['refund', 'sale']));
  expect(await searched(await accountant.read(), { what: 'sign_in' })).toEqual([]);
  await expect((await signedIn('support')).read()).rejects.toThrow(Forbidden);
});

test('what is rare among very many entries is found in bounded steps', async () => {
  const manager = await signedIn('manager');
  await tenants.asOwner((db) =>
    db.execute(sql`
      insert into audit_log (merchant_id, sequence, at, actor_kind, actor_id, action, object_id, result, data, hash)
      select ${tenants.alfa}, 1000000 + n, '2031-01-01'::timestamptz + n * interval '1 second', 'system', 'x', 'sale.asked', 'txn_many', 'done', '{}', 'x'
      from generate_series(1, 25000) as n`),
  );
  await tenants.asOwner((db) =>
    db.execute(sql`
      insert into audit_log (merchant_id, sequence, at, actor_kind, actor_id, action, object_id, result, data, hash)
      values (${tenants.alfa}, 3000000, '2030-12-31'::timestamptz, 'system', 'x', 'void.settled', 'txn_rare', 'done', '{}', 'x')`),
  );
  const ctx = await manager.read();
  const first = await listAuditEntries(ctx, { what: 'void' }, null);
  expect([first.rows.length, first.next === null]).toEqual([0, false]);
  expect((await searched(ctx, { what: 'void' })).map(({ objectId }) => objectId)).toEqual(['txn_rare']);
  await tenants.asOwner((db) =>
    db.execute(
      sql`set session_replication_role = replica; delete from audit_log where sequence > 1000000; set session_replication_role = default`,
    ),
  );
});

test('the file holds what the search holds, with words, and no formula', async () => {
  const manager = await signedIn('manager');
  await write(tenants.alfa, 'refund.requested', '=1+1');
  const ctx = await manager.read();
  const file = await exportAudit(ctx, { object: '=1+1' }, 'en');
  let text = '';
  for await (const part of file.body) text += Buffer.from(part).toString('utf8');
  const [head, row, ...rest] = text.split('\r\n');
  expect(file.name).toMatch(/^audit-alfa-\d{4}-\d\d-\d\d\.csv$/);
  expect(head).toBe('\ufeffNumber,Time,Who,Who (id),What,Action,About,Result,Details,Seal of the entry');
  expect(row).toContain(",Vezne itself,test,Refund: asked for,refund.requested,'=1+1,Done,{},");
  expect(rest.join('\n')).toContain('Rows,1');
});

async function verifyAll(
  ctx: Awaited<ReturnType<typeof authorise<'audit:read'>>>,
  directory = throwAwayPath('no-heads'),
) {
  const files = createHeadFiles(directory, tenants.runtime.config.auditKey);
  for (let after: string | null = null; ; ) {
    const part = await verifyPart(ctx, files, after);
    if (!part) throw new Error('No part ended so');
    if (part.isDone) return part;
    after = part.next;
  }
}

test('nobody has the audit say that it was verified who skipped a part of it', async () => {
  const ctx = await (await signedIn('manager')).read();
  const files = createHeadFiles(throwAwayPath('no-heads'), tenants.runtime.config.auditKey);
  const recorded = () =>
    tenants.asOwner((db) =>
      db.execute(
        sql`select 1 from audit_log where merchant_id = ${tenants.alfa} and action = 'audit.verified'`,
      ),
    );
  const before = await recorded();
  for (const after of ['3', '9999999', `3-${'0'.repeat(64)}-${'0'.repeat(64)}`])
    expect(await verifyPart(ctx, files, after)).toBeNull();
  expect(await recorded()).toHaveLength(before.length);
});

test('verifying on the page finds what is broken, against the heads outside too', async () => {
  const manager = await signedIn('manager');
  const ctx = await manager.read();
  const directory = throwAwayPath(`heads-${randomBytes(4).toString('hex')}`);
  const files = createHeadFiles(directory, tenants.runtime.config.auditKey);
  await keepHeads(tenants.runtime, files);
  expect(await verifyAll(ctx, directory)).toMatchObject({ broken: null, heads: 1, unreadable: 0 });
  const cut = await tenants.asOwner(async (db) => {
    const [row] = await db.execute<{ last: string }>(
      sql`select max(sequence) as last from audit_log where merchant_id = ${tenants.alfa}`,
    );
    const last = Number(row?.last) - 3;
    await db.execute(
      sql.raw(`
      set session_replication_role = replica;
      delete from audit_log where merchant_id = '${tenants.alfa}' and sequence > ${last};
      update audit_heads set sequence = ${last}, hash = (select hash from audit_log where merchant_id = '${tenants.alfa}' and sequence = ${last})
        where merchant_id = '${tenants.alfa}';
      set session_replication_role = default`),
    );
    return last;
  });
  expect(await verifyAll(ctx, directory)).toMatchObject({
    broken: { kind: 'missing', sequence: cut + 1 },
    isDone: true,
  });
  await rm(directory, { recursive: true });
});
