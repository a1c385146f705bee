import { mkdirSync, realpathSync, statfsSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import postgres from 'postgres';
import { type ClusterOptions, ensureCluster, runningServer, runServer } from './embedded-cluster.ts';
import { APP_ROLE, type Credentials, credentialsFor, DATABASE, OWNER_ROLE } from './embedded-credentials.ts';
import {
  diskFull,
  inUseElsewhere,
  noPermission,
  portInUse,
  problemFromFileSystem,
  problemFromLog,
} from './embedded-problem.ts';

/** A running embedded PostgreSQL and the two ways into it. */
export interface EmbeddedDatabase {
  /** Superuser, for migrations and maintenance only: row-level security does not bind it. */
  ownerUrl: string;
  /** The unprivileged role the portal works as. */
  appUrl: string;
  /** Resolves when the server process is gone. May be called more than once. */
  stop: () => Promise<void>;
}

const READY_WITHIN_MS = 60_000;
const GONE_WITHIN_MS = 30_000;
const POLL_MS = 25;
const NEEDED_BYTES = 100 * 1024 * 1024;
/** Held on the server for as long as somebody is responsible for stopping it. */
const RESPONSIBILITY_LOCK = 727_100;
/** On a busy machine a server learns late that the other end of a connection is gone. */
const OWNER_NOTICED_DEAD_WITHIN_MS = 5_000;
const WRONG_PASSWORD = '28P01';
const LOCK_TIMEOUT = '55P03';

/**
 * Starts the PostgreSQL that ships with the product, making the cluster, the roles and the database on first use. A
 * server that outlived its owner on the same directory is ended first, whatever port it listens on. The server stops
 * with `stop()` and also when this process ends in any other way.
 * @throws EmbeddedProblem with one sentence when port, disk, permission or another running Vezne stand in the way.
 */
export async function startEmbedded(options: ClusterOptions): Promise<EmbeddedDatabase> {
  const directory = path.resolve(options.directory);
  try {
    prepareParent(path.dirname(directory));
    const credentials = credentialsFor(directory);
    const settled = { ...options, directory };
    await endOrphan(settled, credentials);
    return await startNew(settled, credentials);
  } catch (error) {
    throw problemFromFileSystem(error, path.dirname(directory));
  }
}

/**
 * The same database for a short task: as a guest of the process that runs it, which may go on meanwhile; started for the task
 * when nobody does.
 */
export async function visitEmbedded(options: ClusterOptions): Promise<EmbeddedDatabase> {
  const directory = path.resolve(options.directory);
  const running = runningServer(directory);
  if (running === undefined) return startEmbedded(options);
  const { ownerPassword, appPassword } = credentialsFor(directory);
  return {
    ownerUrl: urlFor(OWNER_ROLE, ownerPassword, running.port, DATABASE),
    appUrl: urlFor(APP_ROLE, appPassword, running.port, DATABASE),
    stop: async () => {},
  };
}

function prepareParent(parent: string): void {
  mkdirSync(parent, { recursive: true });
  const { bavail, bsize } = statfsSync(parent);
  if (bavail * bsize < NEEDED_BYTES) throw diskFull(parent);
}

async function startNew(options: ClusterOptions, credentials: Credentials): Promise<EmbeddedDatabase> {
  await assertPortFree(options.port);
  await ensureCluster(options, credentials.ownerPassword);
  const { process: server, tail } = runServer(options);
  const stopServer = async () => {
    server.stop();
    await Promise.race([server.exited, delay(GONE_WITHIN_MS, undefined, { ref: false })]);
    server.kill();
    await server.exited;
  };
  try {
    const holder = await connectWhenReady(options.directory, options.port, credentials, server.isRunning);
    if (holder === undefined) throw problemFromLog(tail, options);
    return await hold(holder, options, credentials, stopServer);
  } catch (error) {
    await stopServer();
    throw error;
  }
}

/**
 * Ends a server that outlived its owner. It is of no use to the next one: the dead owner's watcher has told it to stop, or will at
 * any moment. Throws when somebody living answers for it.
 */
async function endOrphan({ directory }: ClusterOptions, credentials: Credentials): Promise<void> {
  const running = runningServer(directory);
  if (running === undefined) return;
  const { pid, port } = running;
  const isRunning = () => runningServer(directory)?.pid === pid;
  const sql = await connectWhenReady(directory, port, credentials, isRunning);
  if (sql === undefined) return;
  try {
    await sql.unsafe(`set lock_timeout = ${OWNER_NOTICED_DEAD_WITHIN_MS}`);
    await sql`select pg_advisory_lock(${RESPONSIBILITY_LOCK})`;
    if (isRunning()) process.kill(pid, 'SIGINT');
  } catch (error) {
    if (isRefusal(error, LOCK_TIMEOUT)) throw inUseElsewhere(directory);
    // Anything else: it answered once and then went down by itself.
  } finally {
    await sql.end({ timeout: 0 });
  }
  const deadline = Date.now() + GONE_WITHIN_MS;
  while (isRunning() && Date.now() < deadline) await delay(POLL_MS);
}

/** The port is asked for before a cluster is made, which takes seconds. */
async function assertPortFree(port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        error.code === 'EADDRINUSE'
          ? portInUse(port)
          : error.code === 'EACCES'
            ? noPermission(`port ${port}`)
            : error,
      );
    });
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve()));
  });
}

/**
 * A connection as owner once the server answers for exactly this directory; undefined when the server is gone, or
 * when another cluster's server answers on that port.
 */
async function connectWhenReady(
  directory: string,
  port: number,
  credentials: Credentials,
  isRunning: () => boolean,
): Promise<postgres.Sql | undefined> {
  const deadline = Date.now() + READY_WITHIN_MS;
  while (isRunning() && Date.now() < deadline) {
    const sql = connect(urlFor(OWNER_ROLE, credentials.ownerPassword, port, 'postgres'));
    try {
      const [row] = await sql<{ directory: string }[]>`select current_setting('data_directory') as directory`;
      if (row !== undefined && realpathSync(row.directory) === realpathSync(directory)) return sql;
      await sql.end();
      return undefined;
    } catch (error) {
      await sql.end({ timeout: 0 });
      if (isRefusal(error, WRONG_PASSWORD)) return undefined;
      await delay(POLL_MS);
    }
  }
  return undefined;
}

/** Whether PostgreSQL itself said no, for that reason. */
function isRefusal(error: unknown, code: string): boolean {
  return error instanceof postgres.PostgresError && error.code === code;
}

/** Becomes responsible for the server, puts roles and database in place, and says how to reach them. */
async function hold(
  holder: postgres.Sql,
  options: ClusterOptions,
  credentials: Credentials,
  stopServer: () => Promise<void>,
): Promise<EmbeddedDatabase> {
  const [lock] = await holder<
    { held: boolean }[]
  >`select pg_try_advisory_lock(${RESPONSIBILITY_LOCK}) as held`;
  if (lock?.held !== true) {
    await holder.end();
    throw inUseElsewhere(options.directory);
  }
  await ensureRolesAndDatabase(holder, credentials);
  let stopping: Promise<void> | undefined;
  const stop = async () => {
    await holder.end({ timeout: 1 });
    await stopServer();
  };
  return {
    ownerUrl: urlFor(OWNER_ROLE, credentials.ownerPassword, options.port, DATABASE),
    appUrl: urlFor(APP_ROLE, credentials.appPassword, options.port, DATABASE),
    stop: () => {
      stopping ??= stop();
      return stopping;
    },
  };
}

async function ensureRolesAndDatabase(sql: postgres.Sql, { appPassword }: Credentials): Promise<void> {
  const [role] = await sql`select 1 from pg_roles where rolname = ${APP_ROLE}`;
  const rights = 'login nosuperuser nobypassrls nocreatedb nocreaterole noreplication';
  // Role statements take no parameters; the password is hexadecimal by construction.
  await sql.unsafe(`${role ? 'alter' : 'create'} role ${APP_ROLE} ${rights} password '${appPassword}'`);
  const [database] = await sql`select 1 from pg_database where datname = ${DATABASE}`;
  if (database === undefined) await sql.unsafe(`create database ${DATABASE}`);
}

function connect(url: string): postgres.Sql {
  return postgres(url, {
    max: 1,
    onnotice: () => undefined,
    connect_timeout: 5,
    max_lifetime: null,
    // The driver asks for array types on its own account; when the server goes down meanwhile, nobody catches that.
    fetch_types: false,
  });
}

function urlFor(role: string, password: string, port: number, database: string): string {
  return `postgres://${role}:${password}@127.0.0.1:${port}/${database}`;
}
