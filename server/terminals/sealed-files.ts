import { constants } from 'node:fs';
import { access, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { SealingKey } from '#server/config/config.ts';
import { isCurrent, reseal, type SealBinding, seal, unseal } from './seal.ts';

/** Texts that wait on this machine's disk for a database that is away, each under its name. */
export type SealedFiles = {
  /** Resolves when the text would survive a crash. */
  put(name: string, text: string): Promise<void>;
  /** The names that begin so, in order. */
  list(prefix: string): Promise<string[]>;
  /** Null when it is gone already. Throws when it cannot be read. */
  get(name: string): Promise<string | null>;
  remove(name: string): Promise<void>;
  /** Seals it anew when another key than the first one did. Throws when it cannot be read. */
  reseal(name: string): Promise<'resealed' | 'current' | 'gone'>;
  /** How many there are, and their bytes. */
  measure(): Promise<{ count: number; bytes: number }>;
};

type FileKind = Extract<SealBinding, { name: string }>['field'];

/** Where the files of a kind are, given where those of a process are. */
export function directoryOf(kind: FileKind, answersDirectory: string): string {
  return kind === 'answer' ? answersDirectory : join(answersDirectory, 'callbacks');
}

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
  field: FileKind,
): SealedFiles {
  const write = async (name: string, sealed: string) => {
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
  };
  const read = (name: string) => readFile(join(directory, name), 'utf8').catch(nothingIfGone);
  return {
    put: (name, text) => write(name, seal(keys, { name, field }, text)),
    async list(prefix) {
      const names = await readdir(directory).catch(nothingIfGone);
      return (names ?? []).filter((name) => name.startsWith(prefix)).sort();
    },
    async get(name) {
      const sealed = await read(name);
      return sealed === null ? null : unseal(keys, { name, field }, sealed);
    },
    remove: (name) => rm(join(directory, name), { force: true }),
    async reseal(name) {
      const sealed = await read(name);
      if (sealed === null) return 'gone';
      if (isCurrent(keys, sealed)) return 'current';
      const resealed = reseal(keys, { name, field }, sealed);
      // Should it be brought back and removed in this very moment, it is brought back twice, which has no second effect (INV-9).
      if ((await read(name)) === null) return 'gone';
      await write(name, resealed);
      return 'resealed';
    },
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
