import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { isAlive } from '#db/tied-process.ts';

const ROOT = path.resolve('.data');
const PATTERN = /^test-(\d+)(-|$)/;

/**
 * A new empty directory `.data/test-<pid>-<name>` for data that ends with this process. Those of processes that were
 * killed before they could tidy up are removed on the way.
 */
export function throwAwayDirectory(name: string): string {
  mkdirSync(ROOT, { recursive: true });
  for (const entry of readdirSync(ROOT)) {
    const pid = Number(PATTERN.exec(entry)?.[1]);
    if (pid > 0 && !isAlive(pid)) rmSync(path.join(ROOT, entry), { recursive: true, force: true });
  }
  const directory = throwAwayPath(name);
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory);
  return directory;
}

/** The same place without making it. */
export function throwAwayPath(name: string): string {
  return path.join(ROOT, `test-${process.pid}-${name}`);
}

/** Where a process of a test keeps what is not in its database, all below the first of them. */
export function asideDirectories(): { ANSWERS_DIR: string; AUDIT_HEADS_DIR: string } {
  const directory = throwAwayPath(`answers-${randomUUID()}`);
  return { ANSWERS_DIR: directory, AUDIT_HEADS_DIR: path.join(directory, 'audit-heads') };
}
