import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { SealingKey } from '#server/config/config.ts';
import type { CallbackId, MerchantId } from '#server/kernel/ids.ts';
import type { Provider } from '#server/kernel/providers.ts';
import { seal, unseal } from '#server/terminals/seal.ts';

/** A callback as it came over the network, uninterpreted. */
export type CallbackContent = {
  method: string;
  /** To which kind of address it came; proves nothing. */
  claims: 'success' | 'failure' | 'return' | 'notice';
  contentType: string | null;
  /** Without cookies and sign-ins. */
  headers: [name: string, value: string][];
  /** Without the question mark. */
  query: string;
  /** Who sent it, as far as that can be told. */
  address: string;
  body: Uint8Array;
  /** It was longer than anybody may send; only its beginning was kept. */
  isCut: boolean;
};

/** Where a sealed callback belongs; it opens nowhere else. */
type Place = { merchantId: MerchantId; provider: Provider; id: CallbackId };

/** What makes two deliveries the same one: SHA-256, hex, of all that means something. */
export function contentHash({ method, claims, contentType, query, body }: CallbackContent): string {
  const frame = JSON.stringify([method, claims, contentType, query]);
  return createHash('sha256').update(frame).update('\n').update(body).digest('hex');
}

/** Seals a callback for its row: what a slip carries may not be read in the database (INV-19). */
export function sealContent(
  keys: readonly [SealingKey, ...SealingKey[]],
  place: Place,
  content: CallbackContent,
): string {
  return seal(keys, bindingOf(place), writeContent(content));
}

/** Opens a sealed callback. Throws when its key is gone or it was changed. */
export function unsealContent(keys: readonly SealingKey[], place: Place, sealed: string): CallbackContent {
  return readContent(unseal(keys, bindingOf(place), sealed));
}

/** A callback as text. */
export function writeContent(content: CallbackContent): string {
  return JSON.stringify({ ...content, body: Buffer.from(content.body).toString('base64') });
}

/** Reads what `writeContent` wrote; throws when it is anything else. */
export function readContent(text: string): CallbackContent {
  return stored.parse(JSON.parse(text));
}

function bindingOf({ merchantId, provider, id }: Place) {
  return { merchantId, provider, id, field: 'callback' } as const;
}

const stored: z.ZodType<CallbackContent> = z.object({
  method: z.string(),
  claims: z.enum(['success', 'failure', 'return', 'notice']),
  contentType: z.string().nullable(),
  headers: z.array(z.tuple([z.string(), z.string()])),
  query: z.string(),
  address: z.string(),
  body: z.base64().transform((text) => Buffer.from(text, 'base64')),
  isCut: z.boolean(),
});
