import type { ChildProcess } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { OWNER_ROLE } from './embedded-credentials.ts';
import { problemFromLog } from './embedded-problem.ts';
import { type Program, programFor, serverUser } from './embedded-program.ts';
import { exitOf, spawnTied } from './tied-process.ts';

/** Where the cluster lies and how it is to run. */
export interface ClusterOptions {
  /** The cluster's own directory; its parent also holds the credentials. */
  directory: string;
  /** TCP port on 127.0.0.1. */
  port: number;
  /** False only for data that may be lost: then nothing is flushed to the disk. */
  durable: boolean;
  /** Gets every line PostgreSQL writes. */
  log: (line: string) => void;
}

/** Bounded memory of what was said last, for the sentence that explains a failed start. */
type Tail = string[];

// Only what PostgreSQL needs: its processes have no business with our secrets, and its messages must be in English.
const ENVIRONMENT: Record<string, string | undefined> = { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' };

const INITDB_FLAGS = [
  '--encoding=UTF8',
  '--locale=C',
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
  '--auth=scram-sha-256',
  `--username=${OWNER_ROLE}`,
  '--no-instructions',
];

const SERVER_SETTINGS = [
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
  'timezone=UTC',
  'log_timezone=UTC',
];

const CARELESS_SETTINGS = [
  'fsync=off',
  'synchronous_commit=off',
  'full_page_writes=off',
  'wal_level=minimal',
  'max_wal_senders=0',
];

/**
 * Makes the cluster unless it is there. It is made under another name and moved into place when complete, so an
 * interrupted first start leaves nothing that looks like a cluster.
 */
export async function ensureCluster(options: ClusterOptions, ownerPassword: string): Promise<void> {
  const { directory } = options;
  if (existsSync(path.join(directory, 'PG_VERSION'))) return;
  const unfinished = `${directory}.new`;
  const passwordFile = `${directory}.password`;
  const user = serverUser(directory);
  try {
    rmSync(unfinished, { recursive: true, force: true });
    rmSync(passwordFile, { force: true });
    mkdirSync(unfinished, { recursive: true, mode: 0o700 });
    writeFileSync(passwordFile, `${ownerPassword}\n`, { mode: 0o600, flag: 'wx' });
    if (user !== undefined) {
      chownSync(unfinished, user.uid, user.gid);
      chownSync(passwordFile, user.uid, user.gid);
    }
    const program = programFor('initdb', unfinished, user);
    const flags = [`--pgdata=${unfinished}`, `--pwfile=${passwordFile}`, ...INITDB_FLAGS];
    const { child, tail } = run(program, options.durable ? flags : [...flags, '--no-sync'], options);
    await exitOf(child);
    if (child.exitCode !== 0) throw problemFromLog(tail, options);
    renameSync(unfinished, directory);
  } finally {
    rmSync(passwordFile, { force: true });
    rmSync(unfinished, { recursive: true, force: true });
  }
}

/** Starts the server process; it is not yet ready to answer. */
export function runServer(options: ClusterOptions): { child: ChildProcess; tail: Tail } {
  const { directory, port, durable } = options;
  const settings = durable ? SERVER_SETTINGS : [...SERVER_SETTINGS, ...CARELESS_SETTINGS];
  const flags = ['-D', directory, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])];
  return run(programFor('postgres', directory, serverUser(directory)), flags, options);
}

function run(
  program: Program,
  flags: string[],
  options: ClusterOptions,
): { child: ChildProcess; tail: Tail } {
  const child = spawnTied(program.command, [...program.prefix, ...flags], {
    signal: 'INT',
    cwd: '/',
    env: ENVIRONMENT,
    uid: program.uid,
    gid: program.gid,
  });
  const tail: Tail = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      for (const line of text.split('\n').filter((each) => each.trim() !== '')) {
        tail.push(line);
        if (tail.length > 40) tail.shift();
        options.log(line);
      }
    });
  }
  return { child, tail };
}

/** What a running server says about itself in its pid file; undefined when no such process runs. */
export function runningServer(directory: string): { pid: number; port: number } | undefined {
  const file = path.join(directory, 'postmaster.pid');
  if (!existsSync(file)) return undefined;
  const lines = readFileSync(file, 'utf8').split('\n');
  const [pid, port] = [Number(lines[0]), Number(lines[3])];
  if (!Number.isInteger(pid) || pid <= 0 || !isAlive(pid) || !isPostgres(pid)) return undefined;
  return { pid, port };
}

export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** After a power cut the pid may belong to any program; where the system cannot tell, the sign-in decides. */
function isPostgres(pid: number): boolean {
  const commandLine = `/proc/${pid}/cmdline`;
  return !existsSync(commandLine) || readFileSync(commandLine, 'utf8').includes('postgres');
}
