import { constants } from 'node:fs';
import { access, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { NewExchange } from '#db/queries/exchanges.ts';
import type { SealingKey } from '#server/config/config.ts';
import { type Id, isId, type MerchantId } from '#server/kernel/ids.ts';
import { seal, unseal } from './seal.ts';

/** What a provider said about one operation while the database was away, as the rows it will be. */
export type AnswerAside = { merchantId: MerchantId; operationId: string; exchanges: NewExchange[] };

/** Where answers wait for a database that is away (D2). An answer is known by the name it was put under. */
export type AnswerStore = {
  /** Resolves when the answer would survive a crash. */
  put(answer: AnswerAside): Promise<string>;
  list(merchantId: MerchantId): Promise<string[]>;
  /** Null when it is gone already. Throws when it cannot be read. */
  get(name: string): Promise<AnswerAside | null>;
  remove(name: string): Promise<void>;
};

/** Makes the directory of an answer store; throws when it cannot be made or written to. */
export async function makeAnswersDirectory(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await access(directory, constants.R_OK | constants.W_OK);
}

/** Keeps answers as sealed files that only this user may read, one each. Whoever will put some makes the directory at start. */
export function createAnswerStore(
  directory: string,
  keys: readonly [SealingKey, ...SealingKey[]],
): AnswerStore {
  return {
    async put(answer) {
      const name = `${answer.merchantId}.${answer.operationId}.${answer.exchanges[0]?.id ?? 'none'}`;
      const sealed = seal(keys, placeOf(name), JSON.stringify(answer));
      await makeAnswersDirectory(directory);
      const draft = join(directory, `.${name}`);
      const file = await open(draft, 'w', 0o600);
      try {
        await file.writeFile(sealed);
        await file.sync();
      } finally {
        await file.close();
      }
      // A file with its right name is whole.
      await rename(draft, join(directory, name));
      return name;
    },
    async list(merchantId) {
      const names = await readdir(directory).catch(nothingIfGone);
      return (names ?? []).filter((name) => name.startsWith(`${merchantId}.`)).sort();
    },
    async get(name) {
      const sealed = await readFile(join(directory, name), 'utf8').catch(nothingIfGone);
      return sealed === null ? null : answerAside.parse(JSON.parse(unseal(keys, placeOf(name), sealed)));
    },
    remove: (name) => rm(join(directory, name), { force: true }),
  };
}

/** A file under another name does not open. */
function placeOf(name: string) {
  return { name, field: 'answer' } as const;
}

function nothingIfGone(error: unknown): null {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
  throw error;
}

const idOf = <K extends 'merchant' | 'exchange'>(kind: K) =>
  z.custom<Id<K>>((value) => typeof value === 'string' && isId(kind, value));

const answerAside: z.ZodType<AnswerAside> = z.object({
  merchantId: idOf('merchant'),
  operationId: z.string(),
  exchanges: z.array(
    z.object({
      merchantId: idOf('merchant'),
      id: idOf('exchange'),
      operationId: z.string(),
      purpose: z.string(),
      at: z.coerce.date(),
      durationMs: z.number(),
      path: z.string(),
      request: z.unknown(),
      httpStatus: z.number().nullable(),
      response: z.unknown(),
      failure: z.string().nullable(),
    }),
  ),
});
