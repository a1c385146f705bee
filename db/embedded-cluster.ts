import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { OWNER_ROLE } from './embedded-credentials.ts';
import { problemFromLog } from './embedded-problem.ts';
import { type Program, programFor, serverUser } from './embedded-program.ts';
import { commandLineOf, isAlive, spawnTied, type TiedProcess } from './tied-process.ts';

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

/** A started program and what it wrote last, for the sentence that explains a failed start. */
export interface Started {
  process: TiedProcess;
  tail: string[];
}

// Only what PostgreSQL needs: its processes have no business with our secrets, and its messages must be in English.
const environment = () => ({ PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' });

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
    const initdb = run(program, options.durable ? flags : [...flags, '--no-sync'], options);
    if ((await initdb.process.exited) !== 0) throw problemFromLog(initdb.tail, options);
    renameSync(unfinished, directory);
  } finally {
    rmSync(passwordFile, { force: true });
    rmSync(unfinished, { recursive: true, force: true });
  }
}

/** Starts the server process; it is not yet ready to answer. */
export function runServer(options: ClusterOptions): Started {
  const { directory, port, durable } = options;
  const settings = durable ? SERVER_SETTINGS : [...SERVER_SETTINGS, ...CARELESS_SETTINGS];
  const flags = ['-D', directory, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])];
  return run(programFor('postgres', directory, serverUser(directory)), flags, options);
}

function run(program: Program, flags: string[], options: ClusterOptions): Started {
  const started = spawnTied(program.command, [...program.prefix, ...flags], {
    signal: 'INT',
    cwd: '/',
    env: environment(),
    uid: program.uid,
    gid: program.gid,
  });
  const tail: string[] = [];
  for (const stream of [started.stdout, started.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      for (const line of text.split('\n').filter((each) => each.trim() !== '')) {
        tail.push(line);
        if (tail.length > 40) tail.shift();
        options.log(line);
      }
    });
  }
  return { process: started, tail };
}

/** What a running server says about itself in its pid file; undefined when no such process runs. */
export function runningServer(directory: string): { pid: number; port: number } | undefined {
  const file = path.join(directory, 'postmaster.pid');
  if (!existsSync(file)) return undefined;
  const lines = readFileSync(file, 'utf8').split('\n');
  const [pid, port] = [Number(lines[0]), Number(lines[3])];
  return Number.isInteger(pid) && pid > 0 && isAlive(pid) && isPostgres(pid) ? { pid, port } : undefined;
}

/** After a power cut the pid may belong to any program. Where the system cannot tell, the sign-in decides. */
function isPostgres(pid: number): boolean {
  return commandLineOf(pid)?.includes('postgres') ?? true;
}
