import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import postgres from 'postgres';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type EmbeddedDatabase, startEmbedded } from '#db/embedded.ts';
import { runningServer } from '#db/embedded-cluster.ts';
import { credentialsFor, OWNER_ROLE } from '#db/embedded-credentials.ts';
import { isAlive } from '#db/tied-process.ts';
import { freePort } from '#tests/support/ports.ts';
import { throwAwayDirectory } from '#tests/support/throw-away.ts';
import { waitFor } from '#tests/support/wait-for.ts';

let home: string;
let port: number;
const running: EmbeddedDatabase[] = [];

beforeAll(async () => {
  home = throwAwayDirectory('embedded');
  port = await freePort();
});

afterEach(async () => {
  await Promise.all(running.splice(0).map((database) => database.stop()));
});

afterAll(() => rmSync(home, { recursive: true, force: true }));

async function start(directory = path.join(home, 'pg'), at = port): Promise<EmbeddedDatabase> {
  const database = await startEmbedded({ directory, port: at, durable: false, log: () => undefined });
  running.push(database);
  return database;
}

async function ask<T>(url: string, work: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    return await work(sql);
  } finally {
    await sql.end();
  }
}

/** Another Node process that starts the same database, says so and then sits there. */
async function startInAnotherProcess(): Promise<ChildProcess> {
  const options = JSON.stringify({ directory: path.join(home, 'pg'), port, durable: false });
  const script = `
    import { startEmbedded } from '#db/embedded.ts';
    await startEmbedded({ ...${options}, log: () => undefined });
    process.stdout.write('started');`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return child;
}

/** The processes beside the server that are to stop it when its owner dies. */
function watchersOfServer(): number[] {
  const server = runningServer(path.join(home, 'pg'))?.pid ?? 0;
  const shell = /^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${server}/status`, 'utf8'))?.[1];
  const children = readFileSync(`/proc/${shell}/task/${shell}/children`, 'utf8');
  return children
    .split(' ')
    .filter(Boolean)
    .map(Number)
    .filter((pid) => pid !== server);
}

test('what was written is there after a stop and a second start', async () => {
  const first = await start();
  await ask(first.ownerUrl, (sql) => sql`create table kept as select 'ışık' as word`);
  await first.stop();
  const second = await start();
  const [row] = await ask(second.ownerUrl, (sql) => sql`select word, upper(word) as upper from kept`);
  expect(row).toEqual({ word: 'ışık', upper: 'IŞIK' });
});

test('the application role may not read what it was not granted', async () => {
  const { appUrl } = await start();
  await expect(ask(appUrl, (sql) => sql`select * from pg_authid`)).rejects.toThrow('permission denied');
  await expect(ask(appUrl, (sql) => sql`create table mine (id int)`)).rejects.toThrow('permission denied');
});

test('the passwords can be read by their owner only, and no other password opens the database', async () => {
  const { appUrl } = await start();
  const file = path.join(home, 'pg-credentials.json');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readFileSync(file, 'utf8')).toContain(new URL(appUrl).password);
  const wrong = new URL(appUrl);
  wrong.password = 'guess';
  await expect(ask(wrong.href, (sql) => sql`select 1`)).rejects.toThrow('password authentication failed');
});

test('a start right after the last owner was killed outright succeeds', async () => {
  const other = await startInAnotherProcess();
  other.kill('SIGKILL');
  const { appUrl } = await start();
  expect(await ask(appUrl, (sql) => sql`select 1 as one`)).toEqual([{ one: 1 }]);
});

test('a server whose owner died is not relied on, however late its end comes', async () => {
  const other = await startInAnotherProcess();
  const ownerUrl = `postgres://${OWNER_ROLE}:${credentialsFor(path.join(home, 'pg')).ownerPassword}@127.0.0.1:${port}/postgres`;
  const watchers = watchersOfServer();
  const next = await ask(ownerUrl, async (sql) => {
    const [holder] = await sql<{ pid: number }[]>`select pid from pg_locks where locktype = 'advisory'`;
    // A busy machine: neither the dead owner's connection nor what stops the server for it gets its turn.
    const late = [holder?.pid ?? 0, ...watchers];
    for (const pid of late) process.kill(pid, 'SIGSTOP');
    other.kill('SIGKILL');
    const starting = start();
    const waits = waitFor(async () => {
      const waiting = await sql`select 1 from pg_locks where locktype = 'advisory' and not granted`;
      return waiting.length > 0;
    }, 'the new owner to wait for the dead one');
    await Promise.race([starting, waits]).finally(() => process.kill(late[0] ?? 0, 'SIGCONT'));
    return starting.finally(() => watchers.map((pid) => process.kill(pid, 'SIGCONT')));
  });
  await waitFor(async () => !watchers.some(isAlive), 'what the dead owner left to be gone');
  expect(await ask(next.appUrl, (sql) => sql`select 1 as one`)).toEqual([{ one: 1 }]);
});

test('a second Vezne on the same directory is refused and does not disturb the first', async () => {
  const { appUrl } = await start();
  await expect(start(path.join(home, 'pg'), await freePort())).rejects.toMatchObject({
    kind: 'in_use_elsewhere',
  });
  expect(await ask(appUrl, (sql) => sql`select 1 as one`)).toEqual([{ one: 1 }]);
});

test('a port somebody else listens on is named before anything is made', async () => {
  const busy = createServer();
  busy.listen(0, '127.0.0.1');
  await once(busy, 'listening');
  const address = busy.address();
  const taken = address !== null && typeof address === 'object' ? address.port : 0;
  const elsewhere = path.join(home, 'elsewhere', 'pg');
  await expect(start(elsewhere, taken)).rejects.toThrow(`Port ${taken}`);
  expect(statSync(elsewhere, { throwIfNoEntry: false })).toBeUndefined();
  busy.close();
});

test('a checkout below a private directory works', async () => {
  const closed = path.join(home, 'private');
  mkdirSync(closed, { mode: 0o700 });
  const { appUrl } = await start(path.join(closed, 'pg'), await freePort());
  expect(await ask(appUrl, (sql) => sql`select 1 as one`)).toEqual([{ one: 1 }]);
});

test('lost credentials are said in one sentence instead of locking up', async () => {
  const place = path.join(home, 'lost', 'pg');
  const database = await start(place, await freePort());
  await database.stop();
  rmSync(path.join(home, 'lost', 'pg-credentials.json'));
  await expect(start(place, await freePort())).rejects.toThrow('pg-credentials.json is missing');
});
