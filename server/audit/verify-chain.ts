import type { Tx } from '#db/client.ts';
import { type AuditRow, listChain, readChainEnd } from '#db/queries/audit.ts';
import type { MerchantId } from '#server/kernel/ids.ts';
import { type ChainBreak, type ChainCheck, type ChainEntry, checkChain } from './check-chain.ts';
import type { HeadFiles, KeptHead } from './head-files.ts';

/** Enough that the way to the database hardly counts, few enough for a process that has other things to do. */
const AT_ONCE = 5_000;

/** What holding a chain against its key and the heads outside came to. */
export type ChainReport = {
  /** How many entries were found right. */
  entries: number;
  broken: ChainBreak | null;
  newestHead: KeptHead | null;
  heads: number;
  /** Lines among the heads that nobody of us wrote so. */
  unreadable: string[];
};

/** Verifies one whole chain, some thousand entries at a time. `read` runs each step in a transaction that sees the merchant's rows. */
export async function verifyChain(
  read: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>,
  merchantId: MerchantId,
  key: Uint8Array,
  files: Pick<HeadFiles, 'list'>,
): Promise<ChainReport> {
  const { heads, unreadable } = await files.list(merchantId);
  const check = checkChain(key, merchantId, heads);
  for (;;) {
    const { broken, isDone } = await read((tx) => checkPart(tx, merchantId, check, AT_ONCE));
    if (!isDone) continue;
    const newestHead = heads.toSorted((a, b) => b.sequence - a.sequence)[0] ?? null;
    return { entries: check.sequence, broken, newestHead, heads: heads.length, unreadable };
  }
}

/** Checks the next entries of a chain; `last`: how many there are at this instant. Done at its end, and at a break. */
export async function checkPart(
  tx: Tx,
  merchantId: MerchantId,
  check: ChainCheck,
  limit: number,
): Promise<{ broken: ChainBreak | null; isDone: boolean; last: number }> {
  const { head, last } = await readChainEnd(tx, merchantId);
  const rows = await listChain(tx, merchantId, check.sequence, limit);
  // What was recorded since is for the next time.
  const entries = rows.filter(({ sequence }) => sequence <= last).map(toEntry);
  const broken = check.take(entries);
  if (broken) return { broken, isDone: true, last };
  const isDone = entries.length < limit;
  return { broken: isDone ? check.end(head, last) : null, isDone, last };
}

function toEntry({ actorKind, actorId, data, ...row }: AuditRow): ChainEntry {
  return { ...row, actor: { kind: actorKind, id: actorId }, data: Object(data) };
}
