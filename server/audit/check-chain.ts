import type { MerchantId } from '#server/kernel/ids.ts';
import { type AuditEntry, CHAIN_START, chainHash } from './record.ts';

/** An entry as it stands in the database. */
export type ChainEntry = Omit<AuditEntry, 'action'> & { action: string; sequence: number; hash: string };

/** How long a chain was at some time, and the hash of its last entry then. */
export type ChainHead = { sequence: number; hash: string };

/** Where a chain is no longer what was recorded. `sequence`: the first entry that is broken. */
export type ChainBreak =
  /** It says something else than was recorded, or stands in the place of another one. */
  | { kind: 'changed'; sequence: number }
  /** It is gone, or it and everything after it. */
  | { kind: 'missing'; sequence: number }
  /** It stands behind what the chain says is its end. */
  | { kind: 'beyond_head'; sequence: number }
  /** It fits the one before, but not a head kept outside: an older state was put back and gone on with, here or up to `until`. */
  | { kind: 'rewritten'; sequence: number; until: number };

/** Holds a chain against its key and against heads that were kept outside. */
export type ChainCheck = {
  /** The next entries, in order; null as long as nothing is wrong. Nothing may follow a break. */
  take(entries: readonly ChainEntry[]): ChainBreak | null;
  /** Nothing is left: whether this is where the chain ends. `last`: the highest entry there is, read at the same instant. */
  end(head: ChainHead | null, last: number): ChainBreak | null;
  /** The last entry that was found right, and its hash. */
  readonly sequence: number;
  readonly hash: string;
};

/** Starts behind an entry that was found right before, or at the beginning. Pure. */
export function checkChain(
  key: Uint8Array,
  merchantId: MerchantId,
  heads: readonly ChainHead[],
  from: ChainHead = { sequence: 0, hash: CHAIN_START },
): ChainCheck {
  let { sequence, hash } = from;
  const known = new Map<number, string[]>();
  for (const head of heads) known.set(head.sequence, [...(known.get(head.sequence) ?? []), head.hash]);
  let agreed = Math.max(0, ...heads.map((head) => head.sequence).filter((at) => at <= sequence));
  const furthest = heads.reduce((most, head) => Math.max(most, head.sequence), 0);

  const takeOne = (entry: ChainEntry): ChainBreak | null => {
    const next = sequence + 1;
    if (entry.sequence !== next) return { kind: 'missing', sequence: next };
    if (chainHash(key, merchantId, next, entry, hash) !== entry.hash)
      return { kind: 'changed', sequence: next };
    const kept = known.get(next);
    if (kept?.some((one) => one !== entry.hash))
      return { kind: 'rewritten', sequence: agreed + 1, until: next };
    if (kept) agreed = next;
    sequence = next;
    hash = entry.hash;
    return null;
  };

  return {
    take(entries) {
      for (const entry of entries) {
        const broken = takeOne(entry);
        if (broken) return broken;
      }
      return null;
    },
    end(head, last) {
      const end = head?.sequence ?? 0;
      if (sequence < Math.max(end, furthest)) return { kind: 'missing', sequence: sequence + 1 };
      if (last > end) return { kind: 'beyond_head', sequence: end + 1 };
      return head && head.hash !== hash ? { kind: 'changed', sequence: end } : null;
    },
    get sequence() {
      return sequence;
    },
    get hash() {
      return hash;
    },
  };
}
