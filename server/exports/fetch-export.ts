import { hasAuditEntry } from '#db/queries/audit.ts';
import { findChunk, findExport } from '#db/queries/exports.ts';
import { CHUNK_BYTES } from '#db/schema/exports.ts';
import { record } from '#server/audit/record.ts';
import { type Context, NotFound } from '#server/auth/context.ts';
import { type ExportId, isId } from '#server/kernel/ids.ts';
import type { Part } from './read-range.ts';

/** A file that can be fetched. */
export type KeptFile = { id: ExportId; name: string; type: string; bytes: number; sha256: string };

/** A file of the merchant that is ready; throws NotFound for any other, and for one whose time is over. */
export async function getKeptFile(ctx: Context<'transactions:export'>, id: string): Promise<KeptFile> {
  if (!isId('export', id)) throw new NotFound();
  const row = await ctx.inTransaction((tx) => findExport(tx, ctx.merchant.id, id));
  const { state, fileName, contentType, sha256, expiresAt } = row ?? {};
  if (!row || state !== 'ready' || !fileName || !contentType || !sha256 || !expiresAt) throw new NotFound();
  if (expiresAt <= ctx.clock.now()) throw new NotFound();
  return { id, name: fileName, type: contentType, bytes: row.bytes, sha256 };
}

/**
 * Keeps in the audit who fetched a file. A part behind its beginning goes on with a download of the same person, if there was
 * one; else it is the first that is heard of it.
 */
export async function recordFetch(
  ctx: Context<'transactions:export'>,
  file: KeptFile,
  { from }: Part,
): Promise<void> {
  const fetched = { actorId: ctx.actor.id, action: 'export.fetched', objectId: file.id } as const;
  await ctx.inTransaction(async (tx) => {
    if (from > 0 && (await hasAuditEntry(tx, ctx.merchant.id, fetched))) return;
    await record(tx, ctx.merchant.id, ctx.auditKey, {
      at: ctx.clock.now(),
      actor: { kind: 'user', id: ctx.actor.id },
      action: 'export.fetched',
      objectId: file.id,
      result: 'done',
      data: { sha256: file.sha256 },
    });
  });
}

/** A part of a file as it is sent: one piece in memory, each read in a short transaction of its own. */
export async function* readPart(
  ctx: Context<'transactions:export'>,
  file: KeptFile,
  { from, to }: Part,
): AsyncGenerator<Uint8Array> {
  for (let at = from; at <= to; ) {
    const number = Math.floor(at / CHUNK_BYTES);
    const piece = await ctx.inTransaction((tx) => findChunk(tx, ctx.merchant.id, file.id, number));
    // It expired while it was sent: the reader sees that it was cut off.
    if (!piece) throw new Error('A piece of the file is gone');
    const begins = number * CHUNK_BYTES;
    const part = piece.subarray(at - begins, Math.min(to + 1 - begins, piece.length));
    yield part;
    at += part.length;
  }
}
