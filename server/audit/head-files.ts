import { createHmac } from 'node:crypto';
import { mkdir, open, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { isId, type MerchantId } from '#server/kernel/ids.ts';
import type { ChainHead } from './check-chain.ts';

/** A head as it was kept outside of the database, and when. */
export type KeptHead = ChainHead & { at: Date };

/** What was kept of a merchant, oldest first, and the lines that nobody wrote so: `name:line`. */
export type KeptHeads = { heads: KeptHead[]; unreadable: string[] };

/** Where the heads of the audit chains are kept outside of the database: only ever added to. */
export type HeadFiles = {
  /** Resolves when the head would survive a crash. */
  keep(merchantId: MerchantId, head: KeptHead): Promise<void>;
  list(merchantId: MerchantId): Promise<KeptHeads>;
  /** The newest of a merchant that can be read; null when there is none. */
  newest(merchantId: MerchantId): Promise<KeptHead | null>;
  /** Every merchant of whom something was kept. */
  merchants(): Promise<MerchantId[]>;
};

const line = z.object({
  at: z.iso.datetime().transform((text) => new Date(text)),
  sequence: z.number().int().min(1),
  hash: z.string(),
  mac: z.string(),
});

/**
 * A folder for each merchant and in it a file for each day (UTC), a line for each head. A line carries an HMAC with the audit
 * key, and is written in one piece, so that several processes may add to the same file.
 */
export function createHeadFiles(directory: string, key: Uint8Array): HeadFiles {
  const days = (merchantId: MerchantId) => namesIn(join(directory, merchantId));

  const readDay = async (merchantId: MerchantId, name: string): Promise<KeptHeads> => {
    const lines = (await readFile(join(directory, merchantId, name), 'utf8')).split('\n');
    const heads: KeptHead[] = [];
    const unreadable: string[] = [];
    for (const [index, text] of lines.entries()) {
      if (text === '') continue;
      const head = readLine(key, merchantId, text);
      if (head) heads.push(head);
      else unreadable.push(`${merchantId}/${name}:${index + 1}`);
    }
    return { heads, unreadable };
  };

  return {
    async keep(merchantId, head) {
      const { at, sequence, hash } = head;
      await mkdir(join(directory, merchantId), { recursive: true, mode: 0o700 });
      const file = await open(join(directory, merchantId, `${dayOf(at)}.jsonl`), 'a', 0o600);
      try {
        const mac = macOf(key, merchantId, head);
        await file.write(`${JSON.stringify({ at: at.toISOString(), sequence, hash, mac })}\n`);
        await file.sync();
      } finally {
        await file.close();
      }
    },
    async list(merchantId) {
      const all: KeptHeads = { heads: [], unreadable: [] };
      for (const name of await days(merchantId)) {
        const { heads, unreadable } = await readDay(merchantId, name);
        all.heads.push(...heads);
        all.unreadable.push(...unreadable);
      }
      return all;
    },
    async newest(merchantId) {
      for (const name of (await days(merchantId)).reverse()) {
        const { heads } = await readDay(merchantId, name);
        const last = heads.toSorted((a, b) => b.at.getTime() - a.at.getTime())[0];
        if (last) return last;
      }
      return null;
    },
    merchants: async () =>
      (await namesIn(directory)).filter((name): name is MerchantId => isId('merchant', name)),
  };
}

/** The day of an instant, by which its file is called. */
export function dayOf(at: Date): string {
  return at.toISOString().slice(0, 10);
}

function readLine(key: Uint8Array, merchantId: MerchantId, text: string): KeptHead | null {
  const parsed = line.safeParse(jsonOrNull(text));
  if (!parsed.success) return null;
  const { mac, ...head } = parsed.data;
  return mac === macOf(key, merchantId, head) ? head : null;
}

function macOf(key: Uint8Array, merchantId: MerchantId, { at, sequence, hash }: KeptHead): string {
  // No entry of a chain begins so: a head can never pass for one, nor one for a head.
  const content = JSON.stringify(['audit-head', merchantId, at.toISOString(), sequence, hash]);
  return createHmac('sha256', key).update(content).digest('hex');
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

async function namesIn(directory: string): Promise<string[]> {
  try {
    return (await readdir(directory)).sort();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}
