import { randomBytes } from 'node:crypto';
import { appendFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import postgres from 'postgres';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { inScope } from '#db/client.ts';
import { createHeadFiles, type HeadFiles } from '#server/audit/head-files.ts';
import { keepHeads } from '#server/audit/keep-heads.ts';
import { CHAIN_START, chainHash, record } from '#server/audit/record.ts';
import { verifyChain } from '#server/audit/verify-chain.ts';
import { runCommand } from '#tests/support/run-command.ts';
import { createTenants, type Tenants } from '#tests/support/tenants.ts';
import { throwAwayPath } from '#tests/support/throw-away.ts';

let tenants: Tenants;
let sql: postgres.Sql;
let directory: string;
let files: HeadFiles;

beforeAll(async () => {
  tenants = await createTenants();
  sql = postgres(tenants.ownerUrl, { max: 1, onnotice: () => {} });
});
afterAll(async () => {
  await sql.end();
  await tenants.close();
});

beforeEach(async () => {
  directory = throwAwayPath(`heads-${randomBytes(4).toString('hex')}`);
  files = createHeadFiles(directory, tenants.runtime.config.auditKey);
  await asSuperuser('truncate audit_log, audit_heads');
  await grow(20);
});
afterEach(() => rm(directory, { recursive: true, force: true }));

/** Whatever one can do who has the database in his hands: no trigger and no policy is in the way. */
async function asSuperuser(statement: string): Promise<void> {
  await sql.unsafe(
    `set session_replication_role = replica; ${statement}; set session_replication_role = default`,
  );
}

async function grow(entries: number, merchantId = tenants.alfa): Promise<void> {
  const { db, clock, config } = tenants.runtime;
  for (let left = entries; left > 0; left--) {
    await inScope(db, { merchantId }, (tx) =>
      record(tx, merchantId, config.auditKey, {
        at: clock.now(),
        actor: { kind: 'system', id: 'test' },
        action: 'refund.settled',
        objectId: `txn_${left}`,
        result: 'done',
        data: { state: 'approved', amountMinor: left * 100, currency: 'TRY', reason: null },
      }),
    );
  }
}

function verify(key: Uint8Array = tenants.runtime.config.auditKey, merchantId = tenants.alfa) {
  const { db } = tenants.runtime;
  return verifyChain((work) => inScope(db, { merchantId }, work), merchantId, key, files);
}

const keep = () => keepHeads(tenants.runtime, files);

test('a chain nobody touched is found whole, and agrees with its heads', async () => {
  await keep();
  await grow(3);
  expect(await verify()).toMatchObject({ entries: 23, broken: null, heads: 1, unreadable: [] });
  expect((await verify()).newestHead).toMatchObject({ sequence: 20 });
});

test('an entry that was edited is named', async () => {
  await asSuperuser(`update audit_log set data = data || '{"amountMinor": 1}' where sequence = 7`);
  expect(await verify()).toMatchObject({ entries: 6, broken: { kind: 'changed', sequence: 7 } });
});

test.each([
  "at = at + interval '1 second'",
  "actor_id = 'usr_x'",
  "action = 'refund.requested'",
  "object_id = 'txn_x'",
  "result = 'refused'",
])('whatever of an entry is edited is noticed: %s', async (change) => {
  await asSuperuser(`update audit_log set ${change} where sequence = 7`);
  expect(await verify()).toMatchObject({ broken: { kind: 'changed', sequence: 7 } });
});

test('an entry that was deleted is named', async () => {
  await asSuperuser('delete from audit_log where sequence = 7');
  expect(await verify()).toMatchObject({ entries: 6, broken: { kind: 'missing', sequence: 7 } });
});

test('one that was deleted is named also when the others were moved up', async () => {
  await asSuperuser(
    'delete from audit_log where sequence = 7; update audit_log set sequence = sequence - 1 where sequence > 7',
  );
  expect(await verify()).toMatchObject({ broken: { kind: 'changed', sequence: 7 } });
});

test.each([
  ['with their hashes', 'sequence = case sequence when 7 then 12 else 7 end'],
  [
    'without them',
    'sequence = case sequence when 7 then 12 else 7 end, hash = (select o.hash from audit_log o where o.sequence = case l.sequence when 7 then 12 else 7 end)',
  ],
])('of two that were swapped %s the first is named', async (_how, change) => {
  await asSuperuser('alter table audit_log drop constraint audit_log_merchant_id_sequence_pk');
  await asSuperuser(`update audit_log l set ${change} where sequence in (7, 12)`);
  await asSuperuser('alter table audit_log add primary key (merchant_id, sequence)');
  await asSuperuser(
    'alter table audit_log rename constraint audit_log_pkey to audit_log_merchant_id_sequence_pk',
  );
  expect(await verify()).toMatchObject({ entries: 6, broken: { kind: 'changed', sequence: 7 } });
});

describe('a tail that was cut off', () => {
  test('is noticed by the end that the chain states', async () => {
    await asSuperuser('delete from audit_log where sequence > 15');
    expect(await verify()).toMatchObject({ entries: 15, broken: { kind: 'missing', sequence: 16 } });
  });

  test('is noticed by the head outside when that end was set back too', async () => {
    await keep();
    await asSuperuser(
      'delete from audit_log where sequence > 15; update audit_heads set sequence = 15, hash = (select hash from audit_log where sequence = 15)',
    );
    expect(await verify()).toMatchObject({ entries: 15, broken: { kind: 'missing', sequence: 16 } });
  });

  test('is noticed when everything of the merchant is gone', async () => {
    await keep();
    await asSuperuser('delete from audit_log; delete from audit_heads');
    expect(await verify()).toMatchObject({ entries: 0, broken: { kind: 'missing', sequence: 1 } });
  });

  test('is noticed when an entry is left behind the end', async () => {
    await asSuperuser(
      'update audit_heads set sequence = 15, hash = (select hash from audit_log where sequence = 15)',
    );
    expect(await verify()).toMatchObject({ broken: { kind: 'beyond_head', sequence: 16 } });
  });
});

test('an old state that was put back is noticed, also when the product has gone on with it', async () => {
  await keep();
  await asSuperuser(
    'create table old_log as select * from audit_log; create table old_heads as select * from audit_heads',
  );
  await grow(5);
  tenants.clock.advance(60_000);
  await keep();
  await asSuperuser(
    'truncate audit_log, audit_heads; insert into audit_log select * from old_log; insert into audit_heads select * from old_heads; drop table old_log, old_heads',
  );
  expect(await verify()).toMatchObject({ entries: 20, broken: { kind: 'missing', sequence: 21 } });
  await grow(8);
  expect(await verify()).toMatchObject({ broken: { kind: 'rewritten', sequence: 21, until: 25 } });
});

test('with another key nothing is right', async () => {
  expect(await verify(randomBytes(32))).toMatchObject({ broken: { kind: 'changed', sequence: 1 } });
});

describe('the heads outside', () => {
  test('are kept when a chain has moved, and once on every day', async () => {
    await keep();
    await keep();
    expect((await files.list(tenants.alfa)).heads).toHaveLength(1);
    await grow(1);
    await keep();
    tenants.clock.advance(86_400_000);
    await keep();
    const { heads } = await files.list(tenants.alfa);
    expect(heads.map(({ sequence }) => sequence)).toEqual([20, 21, 21]);
    expect(await readdir(join(directory, tenants.alfa))).toHaveLength(2);
    expect(await readdir(directory)).toEqual([tenants.alfa]);
  });

  test('may be kept by several processes at once', async () => {
    await Promise.all(Array.from({ length: 20 }, () => keep()));
    const { heads, unreadable } = await files.list(tenants.alfa);
    expect(unreadable).toEqual([]);
    expect(new Set(heads.map(({ sequence }) => sequence))).toEqual(new Set([20]));
    expect(await verify()).toMatchObject({ broken: null });
  });

  test('cannot be written by one who lacks the key', async () => {
    await keep();
    const name = (await readdir(join(directory, tenants.alfa)))[0] ?? '';
    await createHeadFiles(directory, randomBytes(32)).keep(tenants.alfa, {
      ...{ at: tenants.runtime.clock.now(), sequence: 3, hash: 'f'.repeat(64) },
    });
    await appendFile(join(directory, tenants.alfa, name), 'not json\n');
    expect((await verify()).unreadable).toEqual([`${tenants.alfa}/${name}:2`, `${tenants.alfa}/${name}:3`]);
  });
});

test('a hundred thousand entries are verified within seconds of a processor', async () => {
  await asSuperuser('truncate audit_log, audit_heads');
  await plant(100_000);
  const from = process.cpuUsage();
  expect(await verify()).toMatchObject({ entries: 100_000, broken: null });
  const { user, system } = process.cpuUsage(from);
  const seconds = (user + system) / 1_000_000;
  process.stdout.write(`100,000 entries verified in ${seconds.toFixed(1)} s of a processor\n`);
  expect(seconds).toBeLessThan(8);
}, 120_000);

/** A chain made at once. */
async function plant(entries: number): Promise<void> {
  const at = new Date('2031-01-01T00:00:00Z');
  let hash = CHAIN_START;
  const rows = Array.from({ length: entries }, (_, index) => {
    const data = { state: 'approved', amountMinor: index, currency: 'TRY', reason: null };
    const actor = { kind: 'system', id: 'test' } as const;
    const entry = {
      at,
      actor,
      action: 'sale.settled',
      objectId: `txn_${index}`,
      result: 'done',
      data,
    } as const;
    hash = chainHash(tenants.runtime.config.auditKey, tenants.alfa, index + 1, entry, hash);
    return { sequence: index + 1, hash, object_id: entry.objectId, data };
  });
  await sql`insert into audit_log (merchant_id, sequence, at, actor_kind, actor_id, action, object_id, result, data, hash)
    select ${tenants.alfa}, sequence, ${at}, 'system', 'test', 'sale.settled', object_id, 'done', data, hash
    from jsonb_to_recordset(${sql.json(rows)}::jsonb) as r(sequence bigint, hash text, object_id text, data jsonb)`;
  await sql`insert into audit_heads values (${tenants.alfa}, ${entries}, ${hash})`;
}

test('npm run audit:verify names the first broken entry and fails', async () => {
  await keep();
  const { config } = tenants.runtime;
  const run = () =>
    runCommand('server/audit/main.ts', {
      DATABASE_URL: config.database?.url ?? '',
      PUBLIC_URL: config.publicUrl,
      AUTH_SECRET: config.authSecret,
      SEALING_KEYS: config.sealingKeys.map(({ id, bytes }) => `${id}:${bytes.toString('base64')}`).join(','),
      AUDIT_KEY: config.auditKey.toString('base64'),
      AUDIT_HEADS_DIR: directory,
    });
  const whole = await run();
  expect(whole).toMatchObject({ code: 0, errors: '' });
  expect(whole.output).toMatch(/^alfa {2}20 entries, as they were recorded\.$/m);
  await asSuperuser('delete from audit_log where sequence = 7');
  const broken = await run();
  expect(broken.code).toBe(1);
  expect(broken.output).toContain('BROKEN at entry 7: it is gone.');
  await rm(directory, { recursive: true });
  await asSuperuser('truncate audit_log, audit_heads');
  await grow(1);
  expect((await run()).output).toContain('NOT PROVEN: no head was found in');
}, 60_000);
