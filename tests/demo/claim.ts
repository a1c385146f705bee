import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { commandLineOf, isAlive } from '#db/tied-process.ts';
import { Obstacle } from './obstacle.ts';

/**
 * Marks the directory as used by this process until `release`.
 * @returns 'after a crash' when the last demo there was killed before it could release it, so its parts may still be
 *   on their way out.
 * @throws Obstacle when another demo runs there now.
 */
export function claim(directory: string): 'fresh' | 'after a crash' {
  const file = claimFile(directory);
  const before = existsSync(file) ? Number(readFileSync(file, 'utf8')) : undefined;
  if (before !== undefined && before !== process.pid && isDemo(before)) {
    throw new Obstacle(
      `The demo already runs here as process ${before}; stop it with Ctrl-C or kill ${before}.`,
    );
  }
  writeFileSync(file, String(process.pid));
  return before === undefined ? 'fresh' : 'after a crash';
}

/** To be called when everything has stopped. Leaves another demo's mark alone. */
export function release(directory: string): void {
  const file = claimFile(directory);
  if (existsSync(file) && Number(readFileSync(file, 'utf8')) === process.pid) rmSync(file);
}

function claimFile(directory: string): string {
  return path.join(directory, 'demo.pid');
}

/** A pid may have been given to another program since. */
function isDemo(pid: number): boolean {
  return (
    Number.isInteger(pid) &&
    pid > 0 &&
    isAlive(pid) &&
    (commandLineOf(pid)?.includes('tests/demo/main.ts') ?? true)
  );
}
