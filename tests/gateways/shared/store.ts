import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Keeps what must survive a restart. */
export type Store<Line> = { keep(line: Line): void };

/**
 * Reads the state file: one JSON value per line, of which the last about a thing counts; a torn last line (killed while writing) is left out.
 * Throws if an earlier line cannot be read: a provider must not start with half a book.
 */
export function readState<Line>(path: string): Line[] {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').split('\n');
  const torn = lines.pop();
  const state = lines.filter((line) => line !== '').map((line): Line => JSON.parse(line));
  if (torn) {
    try {
      state.push(JSON.parse(torn));
    } catch {
      // Killed between the start and the end of this line: the change was never answered.
    }
  }
  return state;
}

/** Replaces the file by the given state in one step, then appends each change before it is answered. */
export function openStore<Line>(path: string, state: readonly Line[]): Store<Line> {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.new`, state.map((line) => `${JSON.stringify(line)}\n`).join(''));
  renameSync(`${path}.new`, path);
  return { keep: (line) => appendFileSync(path, `${JSON.stringify(line)}\n`) };
}
