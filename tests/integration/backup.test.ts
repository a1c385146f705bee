import { createHash, randomUUID } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { gunzipSync, gzipSync } from 'node:zlib';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkBooks } from '#server/backup/check-books.ts';
import { restoreBackup } from '#server/backup/restore-backup.ts';
import { writeBackup } from '#server/backup/write-backup.ts';
import { parseConfig } from '#server/config/config.ts';
import { startRuntime } from '#server/runtime/start.ts';
import { startSale } from '#server/transactions/start-sale.ts';
import { readOurBooks } from '#tests/campaign/books.ts';
import { compareSums } from '#tests/campaign/compare-sums.ts';
import { createEmptyDatabase, type TestDatabase } from '#tests/support/database.ts';
import { runCommand } from '#tests/support/run-command.ts';
import { asideDirectories, throwAwayPath } from '#tests/support/throw-away.ts';
import { waitFor } from '#tests/support/wait-for.ts';
import { createWorld, type World } from '#tests/support/world.ts';

const FINAL = ['approved', 'declined', 'failed', 'cancelled'];

let world: World;
let owner: postgres.Sql;
const path = throwAwayPath(`backup-${randomUUID()}.vezne`);
const others: TestDatabase[] = [];

beforeAll(async () => {
  world = await createWorld();
  owner = postgres(world.ownerUrl, { max: 1, onnotice: () => {} });
});
afterAll(async () => {
  for (const other of others) await other.drop();
  await owner.end();
  await world.close();
  await rm(path, { force: true });
});

async function emptyDatabase(): Promise<TestDatabase> {
  const made = await createEmptyDatabase();
  others.push(made);
  return made;
}

const noHeads = { newest: async () => null };
const check = (appUrl: string) => checkBooks(appUrl, world.config.auditKey, noHeads);

/** Sells on both devices, one sale after the other, until told to stop; returns how many were begun. */
function keepSelling() {
  let isOver = false;
  let begun = 0;
  const till = async (deviceId: World['terminal']) => {
    while (!isOver) {
      const started = await startSale(world.as('manager', 'sale:start'), {
        intentKey: randomUUID(),
        deviceId,
        amount: { minor: 1_000 + begun, currency: 'TRY' },
        installmentCount: 1,
        lines: [],
      });
      if (started.ok) begun += 1;
      else await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };
  const going = till(world.terminal);
  return {
    begun: () => begun,
    stop: async () => {
      isOver = true;
      await going;
      await settled(owner);
    },
  };
}

/** Waits until nothing is open any more. */
async function settled(sql: postgres.Sql): Promise<void> {
  await waitFor(
    async () => {
      const open = await sql`select 1 from transactions where state <> all (${FINAL})`;
      return open.length === 0;
    },
    'every operation to end',
    30_000,
  );
}

describe('a restore drill', () => {
  test('a backup taken while sales run is brought back elsewhere, goes on, and its books agree with the provider’s', async () => {
    const selling = keepSelling();
    await waitFor(async () => selling.begun() >= 8, 'some sales');
    const written = await writeBackup(world.ownerUrl, path);
    await waitFor(async () => selling.begun() >= 12, 'more sales after it');
    await selling.stop();
    expect(statSync(path).mode & 0o777).toBe(0o600);

    const place = await emptyDatabase();
    const restored = await restoreBackup(place.ownerUrl, 'vezne_app', path);
    expect(restored.rows).toEqual(written.rows);
    expect(restored.rows.transactions).toBeGreaterThanOrEqual(7);

    const env = { ...world.env, ...asideDirectories(), DATABASE_URL: place.appUrl };
    const running = await startRuntime(parseConfig(env), { runsWorker: true });
    const sql = postgres(place.ownerUrl, { max: 1, onnotice: () => {} });
    await settled(sql);
    const ours = await readOurBooks(sql);
    await running.stop();
    await sql.end();

    const references = new Set(ours.transactions.map(({ reference }) => reference));
    const entries = world.gateway.book().filter((entry) => references.has(entry.transactionReferenceId));
    expect(compareSums(ours, { entries, fiscalSales: [], requests: [] })).toEqual([]);
    const charged = new Set(entries.map((entry) => entry.transactionReferenceId));
    for (const { reference, state } of ours.transactions)
      expect([reference, charged.has(reference)]).toEqual([reference, state === 'approved']);
    // Nothing was sent a second time.
    expect(entries.length).toBe(charged.size);
    const [books] = await check(place.appUrl);
    expect(books).toMatchObject({ slug: 'test-cafe', problems: [] });
    expect(books?.auditEntries).toBeGreaterThan(restored.rows.transactions ?? 0);
  }, 60_000);

  test('what had not been sent yet may have been sent since: it is brought back as in doubt, and never sent', async () => {
    const id = `txn_${'0'.repeat(26)}`;
    await owner`
      create table planted as select * from transactions where state = 'approved' limit 1`;
    await owner`update planted set id = ${id}, state = 'created', intent_key = ${randomUUID()}, reference = ${randomUUID()},
      settled_at = null, sent_at = null, worker_key = null, batch_id = null, provider_payment_id = null,
      created_at = now() + interval '1 hour'`;
    await owner`insert into transactions select * from planted`;
    await owner`drop table planted`;
    const file = `${path}-2`;
    await writeBackup(world.ownerUrl, file);
    await owner`delete from transactions where id = ${id}`.catch(() => {});
    const place = await emptyDatabase();
    const { doubtful } = await restoreBackup(place.ownerUrl, 'vezne_app', file);
    await rm(file);
    expect(doubtful).toEqual({ operations: 1, closes: 0 });
    const sql = postgres(place.ownerUrl, { max: 1 });
    expect(await sql`select state, worker_key::int as key from transactions where id = ${id}`).toMatchObject([
      { state: 'sending', key: 0 },
    ]);
    await sql.end();
  });
});

describe('whoever restores', () => {
  test('needs own no more than the tables: a plain owner is enough', async () => {
    const { ownerUrl, appUrl } = await emptyDatabase();
    const name = `plain_${randomUUID().slice(0, 8)}`;
    const database = new URL(ownerUrl).pathname.slice(1);
    await owner.unsafe(`create role ${name} login password 'plain' in role pg_read_all_stats`);
    await owner.unsafe(`alter database ${database} owner to ${name}`);
    const admin = postgres(ownerUrl, { max: 1 });
    await admin.unsafe(`alter schema public owner to ${name}`);
    await admin.end();
    const plain = new URL(ownerUrl);
    plain.username = name;
    plain.password = 'plain';
    await restoreBackup(plain.href, 'vezne_app', path);
    expect(await check(appUrl)).toMatchObject([{ problems: [] }]);
    // Row-level security binds again.
    const sql = postgres(plain.href, { max: 1 });
    expect(await sql`select 1 from transactions`).toHaveLength(0);
    await sql.end();
  });

  test('gets nothing into a database that holds something', async () => {
    await expect(restoreBackup(world.ownerUrl, 'vezne_app', path)).rejects.toThrow(/not empty/);
  });

  test.each<[string, (bytes: Buffer) => Buffer, RegExp]>([
    ['cut off', (bytes) => bytes.subarray(0, bytes.length - 40), /cut off/],
    [
      'cut off between two rows',
      (bytes) => recut(bytes, (text) => text.slice(0, text.lastIndexOf('\n', text.length - 500) + 1)),
      /cut off/,
    ],
    ['changed', (bytes) => recut(bytes, (text) => text.replace(/\t1001\t/, '\t9001\t')), /changed/],
    ['something else', () => Buffer.from('PGDMP'), /not a backup/],
    [
      'of another schema',
      (bytes) => recut(bytes, (text) => resealed(text.replace(/"migration":\d+/, '"migration":1'))),
      /another schema/,
    ],
  ])('gets nothing from a file that is %s', async (_what, spoil, problem) => {
    const file = `${path}-spoilt`;
    writeFileSync(file, spoil(readFileSync(path)));
    const place = await emptyDatabase();
    await expect(restoreBackup(place.ownerUrl, 'vezne_app', file)).rejects.toThrow(problem);
    const sql = postgres(place.ownerUrl, { max: 1 });
    expect(await sql`select 1 from pg_class where relnamespace = 'public'::regnamespace`).toHaveLength(0);
    await sql.end();
    await rm(file);
  });

  test('is told when the database refuses a row, of which nothing stays', async () => {
    const file = `${path}-refused`;
    const spoilt = recut(readFileSync(path), (text) => resealed(text.replace(/\t1001\t/, '\t-1\t')));
    writeFileSync(file, spoilt);
    const place = await emptyDatabase();
    await expect(restoreBackup(place.ownerUrl, 'vezne_app', file)).rejects.toThrow('check constraint');
    await rm(file);
    await expect(restoreBackup(place.ownerUrl, 'vezne_app', path)).resolves.toMatchObject({});
  });
});

describe('whoever backs up', () => {
  test('is refused as a role that row-level security would show a part', async () => {
    const app = world.env.DATABASE_URL ?? '';
    await expect(writeBackup(app, `${path}-none`)).rejects.toThrow(/BACKUP_DATABASE_URL/);
    expect(() => statSync(`${path}-none.partial`)).toThrow();
  });

  test('may be a role that reads everything and changes nothing', async () => {
    const name = `backup_${randomUUID().slice(0, 8)}`;
    await owner.unsafe(`create role ${name} login bypassrls password 'b' in role pg_read_all_data`);
    const url = new URL(world.ownerUrl);
    url.username = name;
    url.password = 'b';
    const { rows } = await writeBackup(url.href, `${path}-role`);
    expect(rows.transactions).toBeGreaterThan(0);
    await rm(`${path}-role`);
  });

  test('does it by a command, and so does whoever restores; a copy of the audit’s heads tells what is gone', async () => {
    const place = await emptyDatabase();
    const file = `${path}-command`;
    const env = { ...world.env, DATABASE_OWNER_URL: world.ownerUrl };
    const taken = await runCommand('server/backup/main.ts', env, [file]);
    expect(taken.errors).toBe('');
    expect(taken.output).toMatch(/rows of \d+ tables as of [\s\S]*SHA-256 [0-9a-f]{64}\n$/);
    const target = { ...env, DATABASE_URL: place.appUrl, DATABASE_OWNER_URL: place.ownerUrl };
    const back = await runCommand('server/backup/restore-main.ts', target, [file]);
    expect(back).toMatchObject({ code: 0, errors: '' });
    expect(back.output).toMatch(/all of them there[\s\S]*test-cafe: \d+ audit entries and all reports hold/);
    await rm(file);
  }, 40_000);
});

function recut(bytes: Buffer, change: (text: string) => string): Buffer {
  return gzipSync(change(gunzipSync(bytes).toString('utf8')));
}

/** The end of the file as whoever wrote it would have written it. */
function resealed(text: string): string {
  const at = text.lastIndexOf('\n', text.length - 2) + 1;
  const sha256 = createHash('sha256').update(text.slice(0, at)).digest('hex');
  return `${text.slice(0, at)}${JSON.stringify({ ...JSON.parse(text.slice(at)), sha256 })}\n`;
}
