import { createHmac, timingSafeEqual } from 'node:crypto';
import { findChainHash } from '#db/queries/audit.ts';
import type { Context } from '#server/auth/context.ts';
import type { MerchantId } from '#server/kernel/ids.ts';
import { type ChainBreak, type ChainHead, checkChain } from './check-chain.ts';
import type { HeadFiles } from './head-files.ts';
import { record } from './record.ts';
import { checkPart } from './verify-chain.ts';

/** As much as one request may take: well below a second. */
const AT_ONCE = 10_000;

/** How far the verification of a chain has come. */
export type VerifiedPart = {
  verified: number;
  total: number;
  isDone: boolean;
  /** Where the next part goes on; null at the end. Only what a part ended with is one: nobody skips what was not verified. */
  next: string | null;
  broken: ChainBreak | null;
  /** Heads kept outside that this process sees, and lines among them that nobody of us wrote. */
  heads: number;
  unreadable: number;
};

/**
 * Verifies the next part of the merchant's chain, from its beginning (null) or behind what an earlier part ended with; null when
 * no part ended so. What the whole came to is kept in the audit at its end, and told in the log when it is broken.
 */
export async function verifyPart(
  ctx: Context<'audit:read'>,
  files: HeadFiles,
  after: string | null,
): Promise<VerifiedPart | null> {
  const { id } = ctx.merchant;
  const from = after === null ? undefined : readNext(ctx.auditKey, id, after);
  if (from === null) return null;
  const { heads, unreadable } = await files.list(id);
  const seen = { heads: heads.length, unreadable: unreadable.length };
  const part = await ctx.inTransaction(async (tx): Promise<VerifiedPart> => {
    const hash = from && (await findChainHash(tx, id, from.sequence));
    if (from && hash !== from.hash) {
      const { sequence } = from;
      const broken: ChainBreak = { kind: hash === null ? 'missing' : 'changed', sequence };
      return { verified: sequence - 1, total: sequence, isDone: true, next: null, broken, ...seen };
    }
    const check = checkChain(ctx.auditKey, id, heads, from);
    const { broken, isDone, last } = await checkPart(tx, id, check, AT_ONCE);
    const next = isDone ? null : writeNext(ctx.auditKey, id, check);
    return { verified: check.sequence, total: last, isDone, next, broken, ...seen };
  });
  if (part.isDone) await keepResult(ctx, part);
  return part;
}

async function keepResult(ctx: Context<'audit:read'>, part: VerifiedPart): Promise<void> {
  const { id: merchantId } = ctx.merchant;
  const { verified, broken, unreadable } = part;
  const isWhole = !broken && unreadable === 0;
  if (!isWhole) ctx.log.error({ merchantId, broken, unreadable }, 'The audit is not as it was recorded');
  await ctx.inTransaction((tx) =>
    record(tx, merchantId, ctx.auditKey, {
      at: ctx.clock.now(),
      actor: { kind: 'user', id: ctx.actor.id },
      action: 'audit.verified',
      objectId: merchantId,
      result: isWhole ? 'done' : 'refused',
      data: { entries: verified, broken: broken?.kind ?? null, brokenAt: broken?.sequence ?? null },
    }),
  );
}

function writeNext(key: Uint8Array, merchantId: MerchantId, { sequence, hash }: ChainHead): string {
  return `${sequence}-${hash}-${macOf(key, merchantId, { sequence, hash })}`;
}

function readNext(key: Uint8Array, merchantId: MerchantId, text: string): ChainHead | null {
  const [, sequence, hash, mac] = /^(\d{1,15})-([0-9a-f]{64})-([0-9a-f]{64})$/.exec(text) ?? [];
  if (!sequence || !hash || !mac) return null;
  const head = { sequence: Number(sequence), hash };
  const own = Buffer.from(macOf(key, merchantId, head), 'hex');
  return timingSafeEqual(own, Buffer.from(mac, 'hex')) ? head : null;
}

function macOf(key: Uint8Array, merchantId: MerchantId, { sequence, hash }: ChainHead): string {
  // Neither an entry of a chain nor a head begins so: none of them passes for another.
  const content = JSON.stringify(['audit-part', merchantId, sequence, hash]);
  return createHmac('sha256', key).update(content).digest('hex');
}
