import { constants } from 'node:fs';
import { access, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { SealingKey } from '#server/config/config.ts';
import { type SealBinding, seal, unseal } from './seal.ts';

/** Texts that wait on this machine's disk for a database that is away, each under its name. */
export type SealedFiles = {
  /** Resolves when the text would survive a crash. */
  put(name: string, text: string): Promise<void>;
  /** The names that begin so, in order. */
  list(prefix: string): Promise<string[]>;
  /** Null when it is gone already. Throws when it cannot be read. */
  get(name: string): Promise<string | null>;
  remove(name: string): Promise<void>;
  /** How many there are, and their bytes. */
  measure(): Promise<{ count: number; bytes: number }>;
};

let drafts = 0;

/** Makes a directory for such files; throws when it cannot be made or written to. */
export async function makePrivateDirectory(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await access(directory, constants.R_OK | constants.W_OK);
}

/** Sealed files that only this user may read. A file under another name, or of another kind, does not open. */
export function createSealedFiles(
  directory: string,
  keys: readonly [SealingKey, ...SealingKey[]],
  field: Extract<SealBinding, { name: string }>['field'],
): SealedFiles {
  return {
    async put(name, text) {
      const sealed = seal(keys, { name, field }, text);
      await makePrivateDirectory(directory);
      // Of two that put the same text at once, each writes a file of its own.
      const draft = join(directory, `.${name}.${process.pid}-${++drafts}`);
      const file = await open(draft, 'w', 0o600);
      try {
        await file.writeFile(sealed);
        await file.sync();
      } finally {
        await file.close();
      }
      // A file with its right name is whole.
      await rename(draft, join(directory, name));
    },
    async list(prefix) {
      const names = await readdir(directory).catch(nothingIfGone);
      return (names ?? []).filter((name) => name.startsWith(prefix)).sort();
    },
    async get(name) {
      const sealed = await readFile(join(directory, name), 'utf8').catch(nothingIfGone);
      return sealed === null ? null : unseal(keys, { name, field }, sealed);
    },
    remove: (name) => rm(join(directory, name), { force: true }),
    async measure() {
      const names = (await readdir(directory).catch(nothingIfGone)) ?? [];
      const all = await Promise.all(names.map((name) => stat(join(directory, name)).catch(nothingIfGone)));
      return { count: names.length, bytes: all.reduce((sum, file) => sum + (file?.size ?? 0), 0) };
    },
  };
}

function nothingIfGone(error: unknown): null {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
  throw error;
}
