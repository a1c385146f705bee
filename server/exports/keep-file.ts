import { createHash } from 'node:crypto';
import { type Attempt, insertChunk, updateMaking } from '#db/queries/exports.ts';
import { announce } from '#db/queries/live.ts';
import { CHUNK_BYTES } from '#db/schema/exports.ts';
import type { SystemContext } from '#server/auth/context.ts';

/** What a file has come to. `lost`: it was cancelled meanwhile, or another worker has it. */
export type Kept = { kind: 'whole'; sha256: string; bytes: number } | { kind: 'lost' | 'too_large' };

/** A larger file nobody opens any more. */
const MOST_BYTES = 2_147_483_648;

/** Somebody looks at how far it is: no more often than this is told. */
const TELL_EVERY_MS = 1_000;

/**
 * Keeps a file piece by piece as it is made, each in a short transaction that also says how far it is and that this attempt
 * is still the one: one piece is in memory.
 */
export async function keepFile(
  ctx: SystemContext,
  attempt: Attempt,
  body: AsyncIterable<Uint8Array>,
  rowsSoFar: () => number,
): Promise<Kept> {
  const { merchantId, id } = attempt;
  const hash = createHash('sha256');
  let bytes = 0;
  let toldAt = 0;
  const keep = (number: number, piece: Buffer) => {
    hash.update(piece);
    bytes += piece.length;
    const now = ctx.clock.now().getTime();
    const tells = now - toldAt >= TELL_EVERY_MS;
    if (tells) toldAt = now;
    return ctx.inTransaction(async (tx) => {
      if (!(await updateMaking(tx, attempt, { rowsDone: rowsSoFar(), bytes }))) return false;
      await insertChunk(tx, { merchantId, exportId: id, number, bytes: piece });
      if (tells) await announce(tx, { merchantId, topic: 'export', id });
      return true;
    });
  };
  let number = 0;
  for await (const piece of inPieces(body)) {
    if (bytes + piece.length > MOST_BYTES) return { kind: 'too_large' };
    if (!(await keep(number++, piece))) return { kind: 'lost' };
  }
  return { kind: 'whole', sha256: hash.digest('hex'), bytes };
}

/**
 * The same bytes in pieces of one size, the last one smaller. A piece is good until the next one is asked for: they are written
 * into the same memory, of which a large file would else leave as much behind as it is long.
 */
export async function* inPieces(body: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  const piece = Buffer.allocUnsafe(CHUNK_BYTES);
  let filled = 0;
  for await (const part of body) {
    for (let at = 0; at < part.length; ) {
      const taken = Math.min(part.length - at, CHUNK_BYTES - filled);
      piece.set(part.subarray(at, at + taken), filled);
      at += taken;
      filled += taken;
      if (filled < CHUNK_BYTES) continue;
      yield piece;
      filled = 0;
    }
  }
  if (filled > 0) yield piece.subarray(0, filled);
}
