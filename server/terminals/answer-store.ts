import { z } from 'zod';
import type { NewExchange } from '#db/queries/exchanges.ts';
import type { SealingKey } from '#server/config/config.ts';
import { type Id, isId, type MerchantId } from '#server/kernel/ids.ts';
import { createSealedFiles } from './sealed-files.ts';

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

/** Keeps answers as sealed files that only this user may read, one each. Whoever will put some makes the directory at start. */
export function createAnswerStore(
  directory: string,
  keys: readonly [SealingKey, ...SealingKey[]],
): AnswerStore {
  const files = createSealedFiles(directory, keys, 'answer');
  return {
    async put(answer) {
      const name = `${answer.merchantId}.${answer.operationId}.${answer.exchanges[0]?.id ?? 'none'}`;
      await files.put(name, JSON.stringify(answer));
      return name;
    },
    list: (merchantId) => files.list(`${merchantId}.`),
    async get(name) {
      const text = await files.get(name);
      return text === null ? null : answerAside.parse(JSON.parse(text));
    },
    remove: files.remove,
  };
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
