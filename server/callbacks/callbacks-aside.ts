import { z } from 'zod';
import type { SealingKey } from '#server/config/config.ts';
import { isId, type MerchantId } from '#server/kernel/ids.ts';
import { TERMINAL_PROVIDERS } from '#server/kernel/providers.ts';
import { createSealedFiles } from '#server/terminals/sealed-files.ts';
import type { CallbackKey } from '#server/transactions/callback-address.ts';
import { type CallbackContent, contentHash, readContent, writeContent } from './callback-content.ts';
import type { Arrival } from './store-callback.ts';

/** Where callbacks wait for a database that is away (D3). Nobody knows yet whether their secret opens anything. */
export type CallbackStore = {
  /** Resolves when it would survive a crash: true; or false when there is no room left. */
  put(arrival: Arrival): Promise<boolean>;
  /** The names of what waits for a merchant, or of all. */
  list(merchantId?: MerchantId): Promise<string[]>;
  /** Null when it is gone already. Throws when it cannot be read. */
  get(name: string): Promise<Arrival | null>;
  remove(name: string): Promise<void>;
};

/** Anybody can send what looks like a callback while nobody can look up what it opens: a disk is not theirs to fill. */
export type Room = { files: number; bytes: number };

const ROOM: Room = { files: 2_000, bytes: 64 * 1024 * 1024 };

/** Keeps callbacks as sealed files that only this user may read, each once however often it comes. */
export function createCallbackStore(
  directory: string,
  keys: readonly [SealingKey, ...SealingKey[]],
  room: Room = ROOM,
): CallbackStore {
  const files = createSealedFiles(directory, keys, 'callback_aside');
  return {
    async put(arrival) {
      const name = nameOf(arrival);
      const { count, bytes } = await files.measure();
      if (count >= room.files || bytes + arrival.content.body.length * 2 > room.bytes) return false;
      const { content, ...others } = arrival;
      await files.put(name, JSON.stringify({ ...others, content: writeContent(content) }));
      return true;
    },
    list: (merchantId) => files.list(merchantId ? `${merchantId}.` : 'mer_'),
    async get(name) {
      const text = await files.get(name);
      return text === null ? null : arrivalAside.parse(JSON.parse(text));
    },
    remove: files.remove,
  };
}

/** The same for every copy of it. */
function nameOf({ merchantId, secretHash, content }: CallbackKey & { content: CallbackContent }): string {
  return `${merchantId}.${secretHash.slice(0, 32)}.${contentHash(content).slice(0, 32)}`;
}

/** Whether one with this name waits for the merchant. */
export function isFor(merchantId: MerchantId, name: string): boolean {
  return name.startsWith(`${merchantId}.`);
}

const arrivalAside: z.ZodType<Arrival> = z.object({
  provider: z.enum(TERMINAL_PROVIDERS),
  merchantId: z.custom<MerchantId>((value) => typeof value === 'string' && isId('merchant', value)),
  secretHash: z.string(),
  content: z.string().transform(readContent),
  receivedAt: z.coerce.date(),
});
