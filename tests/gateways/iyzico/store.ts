import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { BookEntry, FiscalSale } from './book.ts';
import type { KeptDevice } from './devices.ts';

/** One line of the file. The last line about a thing counts. */
export type StateLine = { entry: BookEntry } | { fiscal: FiscalSale } | { device: KeptDevice };

/** Keeps what must survive a restart. */
export type Store = { keep(line: StateLine): void };

export const forgetfulStore: Store = { keep: () => undefined };

/**
 * Reads the state file: one JSON value per line, a torn last line (killed while writing) is left out.
 * Throws if an earlier line cannot be read: a provider must not start with half a book.
 */
export function readState(path: string): StateLine[] {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').split('\n');
  const torn = lines.pop();
  const state = lines.filter((line) => line !== '').map((line): StateLine => JSON.parse(line));
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
export function openStore(path: string, state: readonly StateLine[]): Store {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.new`, state.map((line) => `${JSON.stringify(line)}\n`).join(''));
  renameSync(`${path}.new`, path);
  return { keep: (line) => appendFileSync(path, `${JSON.stringify(line)}\n`) };
}
